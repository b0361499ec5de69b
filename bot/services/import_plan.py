"""What an import would do, as data: records that come, change, go or wait for people. Nothing is worked out here
but the differences between two forms of a record.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias, cast

from bot.core.catalogue.documents import Document
from bot.sources.reading import DroppedLink, Hints, ReadFault
from bot.storage.datafiles import Fault

_Flat: TypeAlias = dict[str, str]


class CannotImport(Exception):
    """The import cannot even be planned, or a plan not be carried out; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A record and the entry that it stands in."""

    slug: str
    record: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing about a record that would change; None for what was or will not be there."""

    place: str
    """Such as `final_weights.status`."""
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that would change, and how."""

    slug: str
    record: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Homeless:
    """A record that no join file mentions, with what the source says of it."""

    record: str
    hints: Hints


@dataclass(slots=True)
class SourcePlan:
    """What an import of one source would do, and what it leaves to people."""

    source: str
    snapshot: date
    read: int = 0
    """Records, or companies, that the snapshot gave."""
    new: list[Placed] = field(default_factory=list[Placed])
    changed: list[Changed] = field(default_factory=list[Changed])
    confirmed: list[Placed] = field(default_factory=list[Placed])
    """The same as before at a newer date."""
    unchanged: list[Placed] = field(default_factory=list[Placed])
    taken_away: list[Placed] = field(default_factory=list[Placed])
    """Records that the join file now sends elsewhere or leaves out."""
    kept: list[Placed] = field(default_factory=list[Placed])
    """Records that the snapshot does not hold any more; they stay, with their date."""
    left_out: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    """Record and reason."""
    unlisted: list[str] = field(default_factory=list[str])
    """Records of a source of which only the named ones are taken."""
    needs_home: list[Homeless] = field(default_factory=list[Homeless])
    needs_file: list[Placed] = field(default_factory=list[Placed])
    """Records whose entry has no file yet."""
    unused_joins: list[str] = field(default_factory=list[str])
    """Lines of the join file whose record the snapshot does not hold."""
    unknown_licences: Counter[str] = field(default_factory=Counter[str])
    dropped_links: list[DroppedLink] = field(default_factory=list[DroppedLink])
    faults: list[ReadFault] = field(default_factory=list[ReadFault])

    def summary(self) -> dict[str, int]:
        """How many of each, for a table or a line of JSON."""
        return {
            "read": self.read,
            "new": len(self.new),
            "changed": len(self.changed),
            "confirmed": len(self.confirmed),
            "unchanged": len(self.unchanged),
            "taken_away": len(self.taken_away),
            "kept": len(self.kept),
            "left_out": len(self.left_out),
            "unlisted": len(self.unlisted),
            "needs_home": len(self.needs_home),
            "needs_file": len(self.needs_file),
            "unused_joins": len(self.unused_joins),
            "unknown_licences": len(self.unknown_licences),
            "dropped_links": len(self.dropped_links),
            "faults": len(self.faults),
        }


@dataclass(frozen=True, slots=True)
class Write:
    """A file of `data/` as it would be written."""

    path: Path
    """Relative to the data folder."""
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Everything that an import would do. `apply` carries it out; nothing has been changed yet."""

    sources: tuple[SourcePlan, ...]
    writes: tuple[Write, ...]
    data_faults: tuple[Fault, ...] = ()
    """Faults in `data/` itself; with any, the plan cannot be applied."""

    @property
    def clean(self) -> bool:
        """Whether nothing is left to people: no fault, no record without a home or a file."""
        return not self.data_faults and not any(
            plan.faults or plan.needs_home or plan.needs_file for plan in self.sources
        )


def differences_between(old: Document, new: Document) -> tuple[Difference, ...]:
    """What differs between two forms of a record, place by place; empty for equal ones."""
    return tuple(_differences(_flat(old), _flat(new)))


def _differences(old: _Flat, new: _Flat) -> Iterator[Difference]:
    for place in dict.fromkeys((*old, *new)):
        if old.get(place) != new.get(place):
            yield Difference(place.removeprefix("assessments."), old.get(place), new.get(place))


def _flat(document: Document) -> _Flat:
    found: _Flat = {}

    def walk(value: Any, place: str) -> None:
        if isinstance(value, dict):
            for key, inner in cast("dict[str, Any]", value).items():
                walk(inner, f"{place}.{key}" if place else key)
        elif isinstance(value, list):
            if value:
                found[place] = " ".join(map(str, cast("list[Any]", value)))
        elif value is not None:
            found[place] = str(value)

    walk(document.model_dump(mode="json"), "")
    return found
