"""What a change does to verdicts. Judging itself is the definitions' part."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.core.catalogue.catalogue import Catalogue
from bot.core.catalogue.documents import ModelDocument
from bot.core.definitions import DEFINITIONS, judge_all
from bot.core.definitions.verdicts import Verdict

MOST_NAMED = 20
"""So many models are told one by one; the others are counted."""


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A verdict that changes; None where there is no such version before, or after."""

    model: str
    """Slug of the version."""
    definition: str
    before: Verdict | None
    after: Verdict | None


def consequences(before: Catalogue, after: Catalogue, model: str) -> tuple[VerdictChange, ...]:
    """The verdicts on one version that a change makes different, in the order of a card."""
    old = judge_all(before.profile(model)) if model in before.models else {}
    new = judge_all(after.profile(model)) if model in after.models else {}
    return tuple(
        VerdictChange(model, name, old.get(name), new.get(name))
        for name in DEFINITIONS
        if _said(old.get(name)) != _said(new.get(name))
    )


def all_consequences(
    before: Catalogue, after: Catalogue, models: Iterable[str]
) -> tuple[tuple[VerdictChange, ...], int]:
    """The changed verdicts of the first twenty of these versions that have some, and how many more versions do."""
    changes: list[VerdictChange] = []
    named = rest = 0
    for model in models:
        found = consequences(before, after, model)
        if found and named < MOST_NAMED:
            changes.extend(found)
            named += 1
        elif found:
            rest += 1
    return tuple(changes), rest


def carries(model: ModelDocument, licence: str) -> bool:
    """Whether a source says of a component of this version that it is under this licence."""
    return any(said.licence == licence for record in model.records for said in record.assessments.values())


def rests_on(model: ModelDocument, source: str) -> bool:
    """Whether this version has a record of this source."""
    return any(record.source == source for record in model.records)


def _said(verdict: Verdict | None) -> Verdict | None:
    """What counts as the answer: not what others published, which stands beside it."""
    return replace(verdict, published=(), citation=None) if verdict else None
