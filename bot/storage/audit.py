"""The rows of the audit: written once, never changed, read by server. What is worth a row is for the services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import audit


@dataclass(frozen=True, slots=True)
class StoredAct:
    """A row of `audit`."""

    guild_id: int
    actor: str
    """A member's id, or the anonymous mark of one who had themselves erased."""
    what: str
    kind: str | None
    slug: str | None
    before: str | None
    after: str | None
    reason: str | None
    link: str | None
    at: datetime
    id: int = 0


@dataclass(frozen=True, slots=True)
class Sieve:
    """Which rows somebody wants; None lets everything through."""

    what: Sequence[str] | None = None
    actor: str | None = None
    kind: str | None = None
    slug: str | None = None
    since: datetime | None = None
    after_id: int | None = None


async def add(connection: AsyncConnection, act: StoredAct) -> int:
    """Write a row; answers its number."""
    values = {name: getattr(act, name) for name in _COLUMNS}
    result = await connection.execute(insert(audit).values(**values))
    key = result.inserted_primary_key
    return int(key[0]) if key else 0


async def count(connection: AsyncConnection, guild_id: int, sieve: Sieve) -> int:
    """How many rows of a server are wanted."""
    query = select(func.count()).select_from(audit).where(*_wanted(guild_id, sieve))
    return int((await connection.execute(query)).scalar_one())


async def newest(
    connection: AsyncConnection, guild_id: int, sieve: Sieve, *, limit: int, offset: int = 0
) -> list[StoredAct]:
    """Rows of a server, newest first."""
    query = select(audit).where(*_wanted(guild_id, sieve)).order_by(audit.c.id.desc()).limit(limit).offset(offset)
    return [StoredAct(**row) for row in (await connection.execute(query)).mappings()]


async def every(connection: AsyncConnection, guild_id: int) -> list[StoredAct]:
    """All rows of a server, oldest first."""
    query = select(audit).where(audit.c.guild_id == guild_id).order_by(audit.c.id)
    return [StoredAct(**row) for row in (await connection.execute(query)).mappings()]


def _wanted(guild_id: int, sieve: Sieve) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [audit.c.guild_id == guild_id]
    if sieve.what is not None:
        conditions.append(audit.c.what.in_(sieve.what))
    exact: tuple[tuple[Any, str | None], ...] = (
        (audit.c.actor, sieve.actor),
        (audit.c.kind, sieve.kind),
        (audit.c.slug, sieve.slug),
    )
    conditions += [column == value for column, value in exact if value is not None]
    if sieve.since is not None:
        conditions.append(audit.c.at >= sieve.since)
    if sieve.after_id is not None:
        conditions.append(audit.c.id > sieve.after_id)
    return conditions


_COLUMNS = ("guild_id", "actor", "what", "kind", "slug", "before", "after", "reason", "link", "at")
