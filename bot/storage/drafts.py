"""Edits that somebody has begun, one a member and entry, kept for a while. Whether they are valid is not asked here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.datafiles import EntryKind
from bot.storage.tables import drafts
from bot.storage.turns import Turn, take


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A row of `drafts`."""

    id: int
    guild_id: int
    member_id: int
    kind: EntryKind
    slug: str
    document: str
    """JSON."""
    version: int
    """Of the server's overlay that it was begun on."""
    base_hash: str | None
    at: datetime


async def save(
    connection: AsyncConnection,
    *,
    guild_id: int,
    member_id: int,
    kind: EntryKind,
    slug: str,
    document: str,
    version: int,
    base_hash: str | None,
    at: datetime,
) -> int:
    """Keep a draft in place of the one that this member has of this entry; answers its number."""
    here = (
        drafts.c.guild_id == guild_id,
        drafts.c.member_id == member_id,
        drafts.c.kind == kind.value,
        drafts.c.slug == slug,
    )
    await take(connection, Turn.MEMBER, member_id)
    await connection.execute(delete(drafts).where(*here))
    values = {
        "guild_id": guild_id,
        "member_id": member_id,
        "kind": kind.value,
        "slug": slug,
        "document": document,
        "version": version,
        "base_hash": base_hash,
        "at": at,
    }
    result = await connection.execute(insert(drafts).values(**values))
    key = result.inserted_primary_key
    return int(key[0]) if key else 0


async def find(connection: AsyncConnection, draft_id: int, since: datetime) -> StoredDraft | None:
    """A draft by its number; None where it is gone or older."""
    query = select(drafts).where(drafts.c.id == draft_id, drafts.c.at >= since)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _stored(row)


async def begun(
    connection: AsyncConnection, guild_id: int, member_id: int, kind: EntryKind, slug: str, since: datetime
) -> StoredDraft | None:
    """What a member has begun on an entry; None where there is nothing, or it is older."""
    query = select(drafts).where(
        drafts.c.guild_id == guild_id,
        drafts.c.member_id == member_id,
        drafts.c.kind == kind.value,
        drafts.c.slug == slug,
        drafts.c.at >= since,
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _stored(row)


async def drop(connection: AsyncConnection, draft_id: int) -> None:
    """Forget a draft."""
    await connection.execute(delete(drafts).where(drafts.c.id == draft_id))


async def drop_before(connection: AsyncConnection, moment: datetime) -> None:
    """Forget what is older."""
    await connection.execute(delete(drafts).where(drafts.c.at < moment))


def _stored(row: Row[Any]) -> StoredDraft:
    return StoredDraft(
        row.id,
        row.guild_id,
        row.member_id,
        EntryKind(row.kind),
        row.slug,
        row.document,
        row.version,
        row.base_hash,
        row.at,
    )
