"""The table of messages in tests/data/claims.yaml, and what the claim check makes of a message in its notation."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.core.claims.naming import Named
from bot.resources import data_folder
from bot.services.answers import Answers, catalogue_of
from bot.services.claims import CheckedMessage
from bot.storage.datafiles import read_folder

TABLE = Path(__file__).parents[1] / "data" / "claims.yaml"


@dataclass(frozen=True)
class Row:
    """A message with what should be found in it."""

    text: str
    models: frozenset[str]
    claims: frozenset[str]


@dataclass(frozen=True)
class Outcome:
    """What was found in a message, in the notation of the table."""

    models: frozenset[str]
    claims: frozenset[str]


@cache
def answers() -> Answers:
    """Answers from the project's own base catalogue."""
    documents, _ = read_folder(data_folder())
    return Answers(catalogue_of(documents))


@cache
def rows(part: str) -> list[Row]:
    """The messages of a part of the table: `tuned` or `held`."""
    listed = yaml.safe_load(TABLE.read_text(encoding="utf-8"))[part]
    return [Row(row["text"], frozenset(row["models"]), frozenset(row["claims"])) for row in listed]


def all_rows() -> list[Row]:
    """The whole table."""
    return [*rows("tuned"), *rows("held")]


def outcome_of(result: CheckedMessage) -> Outcome:
    """What the check found."""
    claims: set[str] = set()
    for checked in result.claims:
        claim = checked.claim
        licence = f"/{claim.licence}" if claim.licence else ""
        denied = " not" if claim.denied else ""
        claims.add(f"{_name(claim.named)} {claim.kind}{licence}{denied} {checked.verdict}")
    return Outcome(frozenset(_name(named) for named in result.named), frozenset(claims))


def _name(named: Named) -> str:
    return named.slug or f"{named.family}{'?' if named.is_lacking else '*'}"
