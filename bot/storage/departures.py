"""Servers that the bot has left, and everything of a server, to be erased. When that is due is for the services."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Table, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.news import About, News, tell
from bot.storage.on_conflict import insert_into
from bot.storage.tables import BASE_GUILD, departures, metadata, quiz_events, quiz_games

OF_NO_SERVER = frozenset(("meta", "quiz_ratings", "practice_cards", "practice_turns"))
"""Tables whose rows belong to no server: our own notes, how hard questions are, and what members practise."""


def server_tables() -> list[Table]:
    """The tables whose rows belong to servers, those last that others lead through; the list of departures is none."""
    found = [t for t in metadata.sorted_tables if ("guild_id" in t.c or t is quiz_events) and t is not departures]
    # The events of a game belong to its server by way of the game.
    return sorted(found, key=lambda table: table is quiz_games)


async def note(connection: AsyncConnection, guild_ids: Iterable[int], at: datetime) -> None:
    """Note that the bot has left servers; of one that is noted already the earlier moment stands."""
    rows = [{"guild_id": guild_id, "left_at": at} for guild_id in guild_ids]
    if rows:
        noting = insert_into(connection, departures).on_conflict_do_nothing(index_elements=["guild_id"])
        await connection.execute(noting, rows)


async def forget(connection: AsyncConnection, guild_ids: Iterable[int]) -> list[int]:
    """Strike servers from the list; answers those that stood on it."""
    wanted = list(guild_ids)
    standing = list((await connection.execute(select(departures.c.guild_id))).scalars())
    struck = sorted(set(wanted) & set(standing))
    for guild_id in struck:
        await connection.execute(delete(departures).where(departures.c.guild_id == guild_id))
    return struck


async def strike_due(connection: AsyncConnection, guild_id: int, before: datetime) -> bool:
    """Strike a server that was left at a moment or earlier; False where it is not on the list or not so long."""
    striking = delete(departures).where(departures.c.guild_id == guild_id, departures.c.left_at <= before)
    return cast("CursorResult[Any]", await connection.execute(striking)).rowcount == 1


async def due(connection: AsyncConnection, before: datetime) -> list[int]:
    """The servers that were left at a moment or earlier, the first ones first."""
    query = select(departures.c.guild_id).where(departures.c.left_at <= before).order_by(departures.c.left_at)
    return list((await connection.execute(query)).scalars())


async def every(connection: AsyncConnection) -> dict[int, datetime]:
    """All servers on the list, with when they were left."""
    rows = await connection.execute(select(departures.c.guild_id, departures.c.left_at))
    return {row.guild_id: row.left_at for row in rows}


async def known_servers(connection: AsyncConnection) -> set[int]:
    """All servers that anything is kept of."""
    found: set[int] = set()
    for table in server_tables():
        if "guild_id" in table.c:
            found.update((await connection.execute(select(table.c.guild_id).distinct())).scalars())
    return found - {BASE_GUILD}


async def erase(connection: AsyncConnection, guild_id: int) -> dict[str, int]:
    """Erase everything of a server; answers the rows by table.

    Raises:
        ValueError: the number is that of the base catalogue.
    """
    if guild_id == BASE_GUILD:
        raise ValueError("the base catalogue belongs to no server")
    erased: dict[str, int] = {}
    games = select(quiz_games.c.id).where(quiz_games.c.guild_id == guild_id).scalar_subquery()
    for table in server_tables():
        here = table.c.game_id.in_(games) if table is quiz_events else table.c.guild_id == guild_id
        erased[table.name] = cast("CursorResult[Any]", await connection.execute(delete(table).where(here))).rowcount
    for about in (About.ENTRIES, About.PREFERENCES):
        await tell(connection, News(about, guild_id))
    return {name: count for name, count in erased.items() if count}
