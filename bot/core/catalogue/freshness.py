"""How long ago a version's pages were read first-hand, and which should be read again first. Reads no clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.core.catalogue.documents import FlagshipsDocument, ModelDocument

DAYS_A_MONTH = 30
OWN_READING = "ajar"
"""Slug of the source "Ajar's own reading"."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A flagship in the list of what should be read again."""

    slug: str
    asked: int
    """How much people ask for it, from 1 to 3."""
    checked: date | None
    """The oldest first-hand word on it; None where nobody has read its pages."""
    months: int | None
    """How long ago that was, in whole months."""

    @property
    def urgency(self) -> float:
        """What the list is ordered by: months times how much people ask; never read comes before everything."""
        return float("inf") if self.months is None else self.months * self.asked


def first_hand_days(model: ModelDocument) -> Iterator[date]:
    """The day of each first-hand word on a version."""
    for record in model.records:
        if record.source == OWN_READING:
            yield from (said.read or record.snapshot for said in record.assessments.values())


def last_checked(model: ModelDocument) -> date | None:
    """The newest day on which a primary page was read for a version."""
    return max(first_hand_days(model), default=None)


def stale(flagships: FlagshipsDocument, models: Mapping[str, ModelDocument], today: date) -> list[Stale]:
    """All flagships, the most urgent to read again first."""
    found: list[Stale] = []
    for flagship in flagships.flagships:
        checked = min(first_hand_days(models[flagship.model]), default=None)
        months = None if checked is None else max(0, (today - checked).days // DAYS_A_MONTH)
        found.append(Stale(flagship.model, flagship.asked, checked, months))
    return sorted(found, key=lambda each: (-each.urgency, -each.asked, each.checked or date.min, each.slug))
