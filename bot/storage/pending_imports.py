"""Files that moderators sent for import and have not decided on yet, with their bytes. Reading them is elsewhere."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import pending_imports
from bot.storage.turns import Turn, take


@dataclass(frozen=True, slots=True)
class StoredImport:
    """A row of `pending_imports`."""

    id: int
    guild_id: int
    member_id: int
    name: str
    content: bytes
    kind: str | None
    model: str | None
    day: date
    at: datetime


async def add(connection: AsyncConnection, pending: StoredImport) -> int:
    """Keep one in place of all that this member has waiting in this server; answers its number, not `pending.id`."""
    await take(connection, Turn.MEMBER, pending.member_id)
    await connection.execute(
        delete(pending_imports).where(
            pending_imports.c.guild_id == pending.guild_id, pending_imports.c.member_id == pending.member_id
        )
    )
    values = {column: getattr(pending, column) for column in _COLUMNS}
    result = await connection.execute(insert(pending_imports).values(**values))
    key = result.inserted_primary_key
    return int(key[0]) if key else 0


async def find(connection: AsyncConnection, number: int, guild_id: int, since: datetime) -> StoredImport | None:
    """One of a server by its number; None where it is gone or older."""
    query = select(pending_imports).where(
        pending_imports.c.id == number, pending_imports.c.guild_id == guild_id, pending_imports.c.at >= since
    )
    row = (await connection.execute(query)).mappings().one_or_none()
    return None if row is None else StoredImport(**row)


async def drop(connection: AsyncConnection, number: int) -> bool:
    """Forget one; False where it was gone already."""
    return (await connection.execute(delete(pending_imports).where(pending_imports.c.id == number))).rowcount == 1


async def drop_before(connection: AsyncConnection, moment: datetime) -> int:
    """Forget what is older; answers how many."""
    return (await connection.execute(delete(pending_imports).where(pending_imports.c.at < moment))).rowcount


_COLUMNS = ("guild_id", "member_id", "name", "content", "kind", "model", "day", "at")
