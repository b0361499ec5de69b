"""`lookup`: what the catalogue says of a name, for people and for programs."""

import asyncio
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from bot.cli.output import FOUND, NOT_FOUND, console, json_line, settings_or_stop, stop
from bot.cli.serving import open_answers
from bot.core.catalogue.names import Finding, FindingKind
from bot.core.definitions.verdicts import Verdict
from bot.i18n import Words, words
from bot.services.answers import Answers, ModelAnswer
from bot.services.wording import headline_text, verdict_text
from bot.storage.database import DatabaseUnusable


def lookup(
    names: Annotated[list[str], typer.Argument(help="Names of models, each in quotes if it has blanks.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, one for each name.")] = False,
) -> None:
    """Look names up as the bot does: components, licence, and the verdict under each definition."""
    settings = settings_or_stop()
    try:
        found = asyncio.run(_look_up(names, as_json=as_json))
    except DatabaseUnusable as problem:
        stop(f"{problem}\n(AJAR_DATABASE_URL is {settings.database_url!r})")
    raise typer.Exit(FOUND if found else NOT_FOUND)


async def _look_up(names: list[str], *, as_json: bool) -> bool:
    text = words("en")
    found = True
    async with open_answers(settings_or_stop()) as answers:
        for name in names:
            finding = answers.find(name)
            answer = _answer(answers, finding)
            found = found and answer is not None
            if as_json:
                json_line(lookup_object(name, finding, answer, text))
            else:
                _print(name, finding, answer, answers, text)
    return found


def _answer(answers: Answers, finding: Finding) -> ModelAnswer | None:
    """The version that the finding leads to: the one named, or the newest of a family that is named alone."""
    if finding.kind is FindingKind.MODEL and finding.slug:
        return answers.model(finding.slug)
    if finding.kind is FindingKind.FAMILY and finding.candidates:
        return answers.model(finding.candidates[0].slug)
    return None


def lookup_object(query: str, finding: Finding, answer: ModelAnswer | None, text: Words) -> dict[str, object]:
    """The answer in the shape that the command line promises (docs/command-line.md)."""
    result: dict[str, object] = {
        "query": query,
        "kind": finding.kind.value,
        "match": None,
        "candidates": [{"slug": c.slug, "name": c.name, "score": round(c.score, 1)} for c in finding.candidates],
    }
    if answer is None:
        return {**result, "components": {}, "licence": None, "checked": None, "called": [], "verdicts": {}}
    licence = answer.profile.weights_licence
    return {
        **result,
        "match": {
            "slug": answer.model.slug,
            "name": answer.model.name,
            "family": answer.model.family,
            "organisation": answer.model.organisation,
        },
        "headline": headline_text(answer, text).replace("**", ""),
        "components": {
            component.value: {
                "status": part.status.value,
                "access": part.access.value,
                "licence": part.licence,
                "agreement": part.agreement.value,
                "sources": list(part.sources),
            }
            for component, part in answer.profile.parts.items()
        },
        "licence": licence.slug if licence else None,
        "checked": answer.checked.isoformat() if answer.checked else None,
        "called": [
            {"as": own.called.as_what.value, "words": own.called.words, "link": own.called.link}
            for own in answer.own_names
        ],
        "verdicts": {name: verdict_object(v, answer, text) for name, v in answer.verdicts.items()},
    }


def verdict_object(verdict: Verdict, answer: ModelAnswer, text: Words) -> dict[str, Any]:
    """One verdict as plain values."""
    return {
        "outcome": verdict.outcome.value,
        "label": verdict_text(verdict, answer, text),
        "score": verdict.score,
        "low": verdict.low,
        "high": verdict.high,
        "met": list(verdict.met),
        "partly": list(verdict.partly),
        "missing": list(verdict.missing),
        "unknown": list(verdict.unknown),
        "disputed": list(verdict.disputed),
        "published": [
            {"source": p.source, "judged": p.judged, "result": p.code, **dict(p.values)} for p in verdict.published
        ],
    }


def _print(query: str, finding: Finding, answer: ModelAnswer | None, answers: Answers, text: Words) -> None:
    if answer is None:
        console.print(f"{query}: not in the catalogue ({finding.kind.value.replace('_', ' ')})", markup=False)
        for candidate in finding.candidates[:5]:
            console.print(f"  perhaps {candidate.name} ({candidate.slug})", markup=False)
        return
    console.print(Text(f"{answer.model.name} · {answer.organisation.name}", style="bold"))
    if finding.kind is FindingKind.FAMILY:
        others = len(answers.catalogue.versions(answer.model.family)) - 1
        console.print(f"(the newest of its family; {others} more)", markup=False)
    console.print(headline_text(answer, text).replace("**", ""), markup=False)
    verdicts = Table("definition", "verdict", box=None)
    for name, verdict in answer.verdicts.items():
        verdicts.add_row(Text(text(f"definition.{name}.short")), Text(verdict_text(verdict, answer, text)))
    console.print(verdicts)
    parts = Table("component", "access", "licence", "agreement", "sources", box=None)
    for component, part in answer.profile.parts.items():
        parts.add_row(
            text(f"component.{component}"),
            text(f"access.{part.access}"),
            part.licence or "",
            part.agreement.value.replace("_", " "),
            ", ".join(part.sources),
        )
    console.print(parts)
