"""What members say is wrong with an entry, what became of it, and who may not say any more. Rules are elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.on_conflict import insert_into
from bot.storage.tables import mutes, reports
from bot.storage.turns import Turn, take


class Status(StrEnum):
    """What became of a suggestion; the value stands in the database and never changes."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class StoredSuggestion:
    """A row of `reports`."""

    id: int
    kind: str
    slug: str
    guild_id: int
    """0 where it was not said in a server."""
    member_id: int
    wrong: str
    right: str
    link: str
    at: datetime
    status: str
    decided_by: int | None
    decided_at: datetime | None
    reason: str | None
    folded_into: int | None
    """The first one that says the same; only the first stands in the queue."""
    told: bool | None
    """Whether the member heard of the decision; None until that was tried."""


async def add(
    connection: AsyncConnection,
    *,
    kind: str,
    slug: str,
    guild_id: int,
    member_id: int,
    wrong: str,
    right: str,
    link: str,
    at: datetime,
    folded_into: int | None,
) -> int:
    """Keep a suggestion; answers its number."""
    values = {
        "kind": kind,
        "slug": slug,
        "guild_id": guild_id,
        "member_id": member_id,
        "wrong": wrong,
        "right": right,
        "link": link,
        "at": at,
        "folded_into": folded_into,
    }
    result = await connection.execute(insert(reports).values(**values))
    key = result.inserted_primary_key
    return int(key[0]) if key else 0


async def one_at_a_time(connection: AsyncConnection, member_id: int) -> None:
    """Let nobody else count or add for this member until the transaction ends."""
    await take(connection, Turn.MEMBER, member_id)


async def count_since(connection: AsyncConnection, member_id: int, since: datetime) -> int:
    """How many a member has sent since a moment, in all servers, folded ones too."""
    asked = select(func.count()).select_from(reports).where(reports.c.member_id == member_id, reports.c.at >= since)
    return int((await connection.execute(asked)).scalar_one())


async def find(connection: AsyncConnection, number: int, guild_id: int) -> StoredSuggestion | None:
    """A suggestion of a server; None where it has none of that number."""
    query = select(reports).where(reports.c.id == number, reports.c.guild_id == guild_id)
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else StoredSuggestion(**row)


async def open_in(connection: AsyncConnection, guild_id: int) -> list[StoredSuggestion]:
    """What waits in a server, oldest first, folded ones too."""
    query = (
        select(reports)
        .where(reports.c.guild_id == guild_id, reports.c.status == Status.OPEN.value)
        .order_by(reports.c.id)
    )
    return [StoredSuggestion(**row) for row in (await connection.execute(query)).mappings()]


async def waiting_about(connection: AsyncConnection, kind: str, guild_id: int) -> list[StoredSuggestion]:
    """What waits in a server about entries of one kind, newest first, folded ones too."""
    query = (
        select(reports)
        .where(reports.c.kind == kind, reports.c.guild_id == guild_id, reports.c.status == Status.OPEN.value)
        .order_by(reports.c.id.desc())
    )
    return [StoredSuggestion(**row) for row in (await connection.execute(query)).mappings()]


async def newest(connection: AsyncConnection, limit: int) -> list[StoredSuggestion]:
    """Of all servers and of none, decided or not, newest first."""
    rows = await connection.execute(select(reports).order_by(reports.c.id.desc()).limit(limit))
    return [StoredSuggestion(**row) for row in rows.mappings()]


async def folded_into(connection: AsyncConnection, number: int) -> list[StoredSuggestion]:
    """Those that say the same as one, oldest first, without it."""
    query = select(reports).where(reports.c.folded_into == number).order_by(reports.c.id)
    return [StoredSuggestion(**row) for row in (await connection.execute(query)).mappings()]


async def decide(
    connection: AsyncConnection,
    number: int,
    guild_id: int,
    *,
    status: Status,
    decided_by: int,
    reason: str | None,
    at: datetime,
) -> bool:
    """Decide an open suggestion of a server and all that were folded into it; False where it is not open any more."""
    values = {"status": status.value, "decided_by": decided_by, "decided_at": at, "reason": reason}
    here = (reports.c.guild_id == guild_id, reports.c.status == Status.OPEN.value)
    result = await connection.execute(update(reports).where(reports.c.id == number, *here).values(values))
    if result.rowcount != 1:
        return False
    await connection.execute(update(reports).where(reports.c.folded_into == number, *here).values(values))
    return True


async def set_told(connection: AsyncConnection, number: int, *, told: bool) -> None:
    """Keep whether the member heard of the decision."""
    await connection.execute(update(reports).where(reports.c.id == number).values(told=told))


async def untold(connection: AsyncConnection, guild_id: int) -> list[StoredSuggestion]:
    """What was decided in a server and not yet told, oldest first."""
    query = (
        select(reports)
        .where(reports.c.guild_id == guild_id, reports.c.status != Status.OPEN.value, reports.c.told.is_(None))
        .order_by(reports.c.id)
    )
    return [StoredSuggestion(**row) for row in (await connection.execute(query)).mappings()]


async def mute(connection: AsyncConnection, guild_id: int, member_id: int, muted_by: int, at: datetime) -> bool:
    """Mute a member in a server; False where they are muted already."""
    values = {"guild_id": guild_id, "member_id": member_id, "muted_by": muted_by, "at": at}
    result = await connection.execute(insert_into(connection, mutes).values(**values).on_conflict_do_nothing())
    return result.rowcount == 1


async def unmute(connection: AsyncConnection, guild_id: int, member_id: int) -> bool:
    """Let a member speak again; False where they were not muted."""
    here = (mutes.c.guild_id == guild_id, mutes.c.member_id == member_id)
    return (await connection.execute(delete(mutes).where(*here))).rowcount == 1


async def muted(connection: AsyncConnection, guild_id: int) -> Sequence[int]:
    """The muted members of a server."""
    query = select(mutes.c.member_id).where(mutes.c.guild_id == guild_id).order_by(mutes.c.at)
    return (await connection.execute(query)).scalars().all()
