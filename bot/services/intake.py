"""Taking what changed in `data/` into the database, with a revision for each entry. Overlays are never touched."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.storage import entries, meta
from bot.storage.database import Database
from bot.storage.datafiles import (
    DataSet,
    EntryKind,
    Fault,
    as_json,
    check_references,
    content_hash,
    read_folder,
)
from bot.storage.entries import Change, StoredEntry, VersionConflict, document_hash
from bot.storage.tables import BASE_GUILD
from bot.storage.turns import Turn, alone

ORIGIN = "intake"
"""What revisions of an intake carry as their origin."""
FORMAT = 1
"""Raised by whoever changes how documents are stored, so that an unchanged folder is taken in anew."""


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """What an intake did. With faults, nothing was changed."""

    content_hash: str
    unchanged: bool = False
    """True where the folder is the one that was last taken in, so nothing was parsed."""
    added: tuple[str, ...] = ()
    """As `kind/slug`, like the two below."""
    changed: tuple[str, ...] = ()
    retracted: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = field(default=())

    @property
    def revisions(self) -> int:
        """How many revisions were written."""
        return len(self.added) + len(self.changed) + len(self.retracted)


def _present() -> datetime:
    return datetime.now(UTC)


async def take_in(database: Database, folder: Path, *, now: Callable[[], datetime] = _present) -> IntakeReport:
    """Bring the base in the database to the state of a data folder, in one transaction.

    A folder with the hash of the last intake is not parsed. A folder with faults is not taken in at all:
    the report names them, and the base stays as it was. Entries whose files are gone are retracted, and
    come back with their files. Of several processes on one PostgreSQL one does it, and the others wait for it.

    Args:
        database: migrated.
        folder: the data folder.
        now: the clock, with its time zone.

    Raises:
        OSError: the folder cannot be read.
    """
    present = content_hash(folder)
    if await _taken_in(database) == f"{FORMAT}:{present}":
        return IntakeReport(present, unchanged=True)
    async with alone(database, Turn.INTAKE):
        if await _taken_in(database) == f"{FORMAT}:{present}":
            return IntakeReport(present, unchanged=True)
        return await _take_in(database, folder, present, now)


async def _take_in(database: Database, folder: Path, present: str, now: Callable[[], datetime]) -> IntakeReport:
    dataset, faults = read_folder(folder)
    faults = faults or check_references(dataset, folder)
    if not faults and not len(dataset):
        faults = [Fault("", 0, "", f"there is no entry in {folder}; is this the data folder?")]
    if faults:
        return IntakeReport(present, faults=tuple(faults))
    try:
        return await _store(database, dataset, present, now)
    except VersionConflict:
        # The command line took in at the same moment; whatever it left undone is done now.
        return await _store(database, dataset, present, now)


async def is_taken_in(database: Database, folder: Path) -> bool | None:
    """Whether the base in the database is the one in a data folder; None where none was ever taken in.

    Raises:
        OSError: the folder cannot be read.
    """
    mark = await _taken_in(database)
    return None if mark is None else mark == f"{FORMAT}:{content_hash(folder)}"


async def _taken_in(database: Database) -> str | None:
    async with database.reading() as connection:
        return await meta.read(connection, meta.Fact.BASE_HASH)


async def _store(database: Database, dataset: DataSet, present: str, now: Callable[[], datetime]) -> IntakeReport:
    async with database.writing() as connection:
        stored = {(entry.kind, entry.slug): entry for entry in await entries.every(connection)}
        changes = list(_changes(dataset, stored, f"base:{present}"))
        at = now()
        await entries.apply_all(connection, changes, at)
        await meta.write(connection, meta.Fact.BASE_HASH, f"{FORMAT}:{present}", at)
    return IntakeReport(
        present,
        added=_names(change for change in changes if change.expected_version == 0),
        changed=_names(change for change in changes if change.expected_version and change.document is not None),
        retracted=_names(change for change in changes if change.document is None),
    )


def _changes(dataset: DataSet, stored: dict[tuple[EntryKind, str], StoredEntry], actor: str) -> Iterator[Change]:
    """What has to change for the stored base to be the data set."""
    for kind, document in dataset.entries():
        text = as_json(document)
        entry = stored.get((kind, document.slug))
        if entry is None or entry.retracted or entry.content_hash != document_hash(text):
            version = entry.version if entry else 0
            yield Change(kind, document.slug, BASE_GUILD, version, text, actor, ORIGIN)
    for (kind, slug), entry in stored.items():
        if slug not in dataset.of(kind) and not entry.retracted:
            yield Change(kind, slug, BASE_GUILD, entry.version, None, actor, ORIGIN)


def _names(changes: Iterator[Change]) -> tuple[str, ...]:
    return tuple(f"{change.kind}/{change.slug}" for change in changes)
