"""Entries and their revisions in the database. One change is one call: version check, change, before and after.

What a document holds is for `bot.core`; who may change it is for the services.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.datafiles import EntryKind
from bot.storage.tables import BASE_GUILD, entries, revisions


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
        .where(entries.c.guild_id == guild_id, entries.c.retracted.is_(False))
        .order_by(entries.c.kind, entries.c.slug)
    )
    return [(EntryKind(kind), slug, document) for kind, slug, document in await connection.execute(query)]


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
            befores.append((change, None))
        else:
            befores.append((change, await _replace(connection, change, at)))
    await _add(connection, fresh, at)
    if befores:
        await connection.execute(
            insert(revisions), [_revision_values(change, before, at) for change, before in befores]
        )


async def _add(connection: AsyncConnection, changes: Sequence[Change], at: datetime) -> None:
    for change in changes:
        if change.document is None:
            raise VersionConflict(change)
    if not changes:
        return
    rows = [
        {
            "kind": change.kind.value,
            "slug": change.slug,
            "guild_id": change.guild_id,
            "document": change.document,
            "version": 1,
            "content_hash": document_hash(change.document or ""),
            "retracted": False,
            "updated_at": at,
        }
        for change in changes
    ]
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
    row = (await connection.execute(select(entries.c.document, entries.c.retracted).where(*here))).one_or_none()
    values: dict[str, Any] = {
        "version": change.expected_version + 1,
        "retracted": change.document is None,
        "updated_at": at,
    }
    if change.document is not None:
        values |= {"document": change.document, "content_hash": document_hash(change.document)}
    # The version stands in the WHERE once more: between the two statements PostgreSQL lets others in.
    result = await connection.execute(update(entries).where(*here).values(values))
    if row is None or result.rowcount != 1:
        raise VersionConflict(change)
    return None if row.retracted else row.document


def _revision_values(change: Change, before: str | None, at: datetime) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "slug": change.slug,
        "guild_id": change.guild_id,
        "version": change.expected_version + 1,
        "before": before,
        "after": change.document,
        "reason": change.reason,
        "evidence_link": change.evidence_link,
        "actor": change.actor,
        "origin": change.origin,
        "at": at,
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
    )
