"""Entries and their revisions in the database. One change is one call: version check, change, before and after.

What a document holds is for `bot.core`; who may change it is for the services.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.datafiles import EntryKind
from bot.storage.news import About, News, tell
from bot.storage.tables import BASE_GUILD, entries, revisions


class Effect(StrEnum):
    """What shows in a server after a revision; the value stands in the database and never changes."""

    OWN = "own"
    """The document of the revision."""
    HIDDEN = "hidden"
    """Nothing."""
    BASE = "base"
    """Whatever the base has, if it has anything: the server's own document was taken back."""


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A row of `entries`."""

    kind: EntryKind
    slug: str
    guild_id: int
    document: str
    version: int
    content_hash: str
    retracted: bool
    updated_at: datetime
    base_hash: str | None = None
    """Of an overlay: hash of the base's document that it was made on; None where the base had none."""
    follows_base: bool = False
    """Of an overlay: whether it was taken back, so that the base shows."""

    @property
    def effect(self) -> Effect:
        """What shows."""
        if self.follows_base:
            return Effect.BASE
        return Effect.HIDDEN if self.retracted else Effect.OWN


@dataclass(frozen=True, slots=True)
class StoredRevision:
    """A row of `revisions`; `before` and `after` are JSON, None where there was no visible document."""

    id: int
    kind: EntryKind
    slug: str
    guild_id: int
    version: int
    before: str | None
    after: str | None
    reason: str | None
    evidence_link: str | None
    actor: str
    origin: str
    at: datetime
    effect: Effect = Effect.OWN
    base_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What should become of one entry."""

    kind: EntryKind
    slug: str
    guild_id: int
    expected_version: int
    """The version that the change was made on; 0 where the entry must not exist yet."""
    document: str | None
    """JSON of the document after the change; None retracts the entry and keeps its last document."""
    actor: str
    """A member's id, or `base:` and the content hash of the data folder."""
    origin: str
    """What made the change, such as `intake` or `edit`."""
    reason: str | None = None
    evidence_link: str | None = None
    base_hash: str | None = None
    """Of an overlay: hash of the base's document that it is made on."""
    base_document: str | None = None
    """Of an overlay: JSON of what the base shows at this moment, for an entry that has followed it so far or will."""
    follows_base: bool = False
    """Take the overlay back, so that the base shows; `document` is not used then."""

    @property
    def effect(self) -> Effect:
        """What shows afterwards."""
        if self.follows_base:
            return Effect.BASE
        return Effect.HIDDEN if self.document is None else Effect.OWN

    @property
    def shown(self) -> str | None:
        """The document that shows afterwards, if any."""
        return self.base_document if self.follows_base else self.document


class VersionConflict(Exception):
    """Somebody else changed the entry since the version that a change was made on. Nothing of it was kept."""

    def __init__(self, change: Change) -> None:
        """`change` is the one that came too late."""
        super().__init__(f"{change.kind} {change.slug} is no longer at version {change.expected_version}")
        self.change = change


def document_hash(document: str) -> str:
    """Hash of a document's JSON; 64 hexadecimal digits."""
    return blake2b(document.encode(), digest_size=32).hexdigest()


async def find(
    connection: AsyncConnection, kind: EntryKind, slug: str, guild_id: int = BASE_GUILD
) -> StoredEntry | None:
    """One entry of the base or of one overlay, retracted or not; None where there is none."""
    query = _entries(guild_id).where(entries.c.kind == kind.value, entries.c.slug == slug)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _entry(row)


async def every(connection: AsyncConnection, guild_id: int = BASE_GUILD) -> list[StoredEntry]:
    """All entries of the base or of one overlay, retracted ones too, by kind and slug."""
    query = _entries(guild_id).order_by(entries.c.kind, entries.c.slug)
    return [_entry(row) for row in await connection.execute(query)]


async def visible_documents(
    connection: AsyncConnection, guild_id: int = BASE_GUILD
) -> list[tuple[EntryKind, str, str]]:
    """Kind, slug and JSON of everything that is not retracted, by kind and slug."""
    query = (
        select(entries.c.kind, entries.c.slug, entries.c.document)
        .where(entries.c.guild_id == guild_id, entries.c.retracted.is_(False), entries.c.follows_base.is_(False))
        .order_by(entries.c.kind, entries.c.slug)
    )
    return [(EntryKind(kind), slug, document) for kind, slug, document in await connection.execute(query)]


async def count_visible(connection: AsyncConnection, guild_id: int = BASE_GUILD) -> int:
    """How many entries `visible_documents` gives."""
    query = (
        select(func.count())
        .select_from(entries)
        .where(entries.c.guild_id == guild_id, entries.c.retracted.is_(False), entries.c.follows_base.is_(False))
    )
    return int((await connection.execute(query)).scalar_one())


async def overlays(connection: AsyncConnection) -> list[StoredEntry]:
    """What all servers have of their own or hide, by server, kind and slug; not what follows the base again."""
    query = (
        select(entries)
        .where(entries.c.guild_id != BASE_GUILD, entries.c.follows_base.is_(False))
        .order_by(entries.c.guild_id, entries.c.kind, entries.c.slug)
    )
    return [_entry(row) for row in await connection.execute(query)]


async def revision(connection: AsyncConnection, revision_id: int, guild_id: int) -> StoredRevision | None:
    """One revision of the base or of one overlay; None where there is none of that number there."""
    query = select(revisions).where(revisions.c.id == revision_id, revisions.c.guild_id == guild_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _revision(row)


async def history(
    connection: AsyncConnection, kind: EntryKind, slug: str, guild_id: int = BASE_GUILD
) -> list[StoredRevision]:
    """The revisions of one entry of the base or of one overlay, oldest first."""
    query = (
        select(revisions)
        .where(revisions.c.kind == kind.value, revisions.c.slug == slug, revisions.c.guild_id == guild_id)
        .order_by(revisions.c.version)
    )
    return [_revision(row) for row in await connection.execute(query)]


async def apply(connection: AsyncConnection, change: Change, at: datetime) -> int:
    """Make one change and write its revision, inside the caller's transaction.

    Returns:
        The new version.

    Raises:
        VersionConflict: the entry is not at the expected version, or exists though it should not.
    """
    await apply_all(connection, [change], at)
    return change.expected_version + 1


async def apply_all(connection: AsyncConnection, changes: Iterable[Change], at: datetime) -> None:
    """Make several changes and write their revisions, inside the caller's transaction.

    Raises:
        VersionConflict: an entry is not at its expected version. The caller's transaction must then end
            without being kept, as it does when the exception leaves `Database.writing`.
    """
    fresh: list[Change] = []
    befores: list[tuple[Change, str | None]] = []
    for change in changes:
        if change.expected_version == 0:
            fresh.append(change)
            befores.append((change, change.base_document))
        else:
            befores.append((change, await _replace(connection, change, at)))
    await _add(connection, fresh, at)
    if befores:
        await connection.execute(
            insert(revisions), [_revision_values(change, before, at) for change, before in befores]
        )
    for guild_id in sorted({change.guild_id for change, _ in befores}):
        await tell(connection, News(About.ENTRIES, guild_id))


async def _add(connection: AsyncConnection, changes: Sequence[Change], at: datetime) -> None:
    rows: list[dict[str, Any]] = []
    for change in changes:
        # A server may hide what it has no document of, if the base has: that is then what is kept.
        document = change.base_document if change.document is None else change.document
        if document is None or change.follows_base:
            raise VersionConflict(change)
        rows.append(
            {
                "kind": change.kind.value,
                "slug": change.slug,
                "guild_id": change.guild_id,
                "document": document,
                "version": 1,
                "content_hash": document_hash(document),
                "retracted": change.document is None,
                "updated_at": at,
                "base_hash": change.base_hash,
            }
        )
    if not rows:
        return
    try:
        await connection.execute(insert(entries), rows)
    except IntegrityError as problem:
        # Of several, the database does not say which one was there already.
        raise VersionConflict(changes[0]) from problem


async def _replace(connection: AsyncConnection, change: Change, at: datetime) -> str | None:
    """Update one entry if it is at the expected version; gives the visible document from before."""
    here = (
        entries.c.kind == change.kind.value,
        entries.c.slug == change.slug,
        entries.c.guild_id == change.guild_id,
        entries.c.version == change.expected_version,
    )
    asked = select(entries.c.document, entries.c.retracted, entries.c.follows_base).where(*here)
    row = (await connection.execute(asked)).one_or_none()
    values: dict[str, Any] = {
        "version": change.expected_version + 1,
        "retracted": change.effect is Effect.HIDDEN,
        "updated_at": at,
        "base_hash": change.base_hash,
        "follows_base": change.follows_base,
    }
    document = change.document
    if change.effect is Effect.HIDDEN and row is not None and row.follows_base:
        document = change.base_document
    if document is not None and not change.follows_base:
        values |= {"document": document, "content_hash": document_hash(document)}
    # The version stands in the WHERE once more: between the two statements PostgreSQL lets others in.
    result = await connection.execute(update(entries).where(*here).values(values))
    if row is None or result.rowcount != 1:
        raise VersionConflict(change)
    if row.follows_base:
        return change.base_document
    return None if row.retracted else row.document


def _revision_values(change: Change, before: str | None, at: datetime) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "slug": change.slug,
        "guild_id": change.guild_id,
        "version": change.expected_version + 1,
        "before": before,
        "after": change.shown,
        "reason": change.reason,
        "evidence_link": change.evidence_link,
        "actor": change.actor,
        "origin": change.origin,
        "at": at,
        "effect": change.effect.value,
        "base_hash": change.base_hash,
    }


def _entries(guild_id: int) -> Select[Any]:
    return select(entries).where(entries.c.guild_id == guild_id)


def _entry(row: Row[Any]) -> StoredEntry:
    return StoredEntry(
        EntryKind(row.kind),
        row.slug,
        row.guild_id,
        row.document,
        row.version,
        row.content_hash,
        row.retracted,
        row.updated_at,
        row.base_hash,
        row.follows_base,
    )


def _revision(row: Row[Any]) -> StoredRevision:
    return StoredRevision(
        row.id,
        EntryKind(row.kind),
        row.slug,
        row.guild_id,
        row.version,
        row.before,
        row.after,
        row.reason,
        row.evidence_link,
        row.actor,
        row.origin,
        row.at,
        Effect(row.effect),
        row.base_hash,
    )
