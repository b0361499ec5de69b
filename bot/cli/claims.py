"""`check-claim`: what a text claims about openness, and whether it holds, for people and for programs."""

import asyncio
from typing import Annotated

import typer

from bot.cli.output import BAD_USE, FOUND, NOT_FOUND, console, json_line, settings_or_stop, stop
from bot.cli.serving import open_answers
from bot.core.claims.testing import Checked
from bot.i18n import Words, words
from bot.services.answers import Answers
from bot.services.claims import CheckedMessage, ClaimCheck, instead_text, says_text
from bot.storage.database import DatabaseUnusable


def check_claim(
    text: Annotated[str, typer.Argument(help="A sentence or a message, in quotes, in English or Chinese.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Check what a text says about how open models are. Status 1 where it claims nothing."""
    settings = settings_or_stop()
    if not text.strip():
        stop("There is no text to check.", BAD_USE)
    try:
        found = asyncio.run(_check(text, as_json=as_json))
    except DatabaseUnusable as problem:
        stop(f"{problem}\n(AJAR_DATABASE_URL is {settings.database_url!r})")
    raise typer.Exit(FOUND if found else NOT_FOUND)


async def _check(text: str, *, as_json: bool) -> bool:
    async with open_answers(settings_or_stop()) as answers:
        result = ClaimCheck(answers).check(text)
        if as_json:
            json_line(message_object(result, answers, words("en")))
        else:
            _print(result, answers, words("en"))
    return bool(result.claims)


def message_object(result: CheckedMessage, answers: Answers, text: Words) -> dict[str, object]:
    """The answer in the shape that the command line promises (docs/claims.md)."""
    return {
        "named": [
            {
                "model": None if named.is_lacking else named.slug or named.family,
                "name": named.name,
                "level": _level(named.slug, named.is_lacking),
            }
            for named in result.named
        ],
        "claims": [claim_object(checked, answers, text) for checked in result.claims],
    }


def claim_object(checked: Checked, answers: Answers, text: Words) -> dict[str, object]:
    """One claim as plain values."""
    claim = checked.claim
    return {
        "model": None if claim.named.is_lacking else claim.named.slug or claim.named.family,
        "name": claim.named.name,
        "level": _level(claim.named.slug, claim.named.is_lacking),
        "says": says_text(claim, answers, text),
        "kind": claim.kind,
        "denied": claim.denied,
        "question": claim.question,
        "quoted": claim.quoted,
        "licence": claim.licence,
        "verdict": checked.verdict.value,
        "say_instead": instead_text(checked, answers, text),
        "definitions": {name: verdict.outcome.value for name, verdict in checked.definitions.items()},
        "evidence": list(checked.evidence),
    }


def _level(slug: str | None, lacking: bool) -> str:
    return "version" if slug else "not_in_catalogue" if lacking else "family"


def _print(result: CheckedMessage, answers: Answers, text: Words) -> None:
    if not result.claims:
        console.print(text("claim.none").replace("**", ""), markup=False)
        if result.named:
            names = text.listing([named.name for named in result.named])
            console.print(text("claim.none.named", names=names), markup=False)
        return
    for checked in result.claims:
        verdict = text(f"claim.verdict.{checked.verdict}")
        console.print(f"{verdict}: {says_text(checked.claim, answers, text)}", markup=False)
        console.print(f"  {instead_text(checked, answers, text)}", markup=False)
        for link in checked.evidence:
            console.print(f"  {link}", markup=False)
