"""Games in the database: who plays where, and what happened, event by event. What it means is for `bot.core.quiz`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.quiz.events import Event
from bot.storage.tables import quiz_events, quiz_games

ADD_EVENT = insert(quiz_events)
"""The one statement by which events are stored, so that many of them go in one call; see `event_row`."""


@dataclass(frozen=True, slots=True)
class StoredGame:
    """A row of `quiz_games`."""

    id: int
    guild_id: int
    channel_id: int
    language: str
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """A row of `quiz_events`; `text` is JSON, to be read by `bot.core.quiz.events.event_adapter`."""

    number: int
    text: str
    at: datetime


def event_row(game_id: int, number: int, event: Event, at: datetime) -> Mapping[str, Any]:
    """The values of one event for `ADD_EVENT`; its number is 0 for the start, and one more with every event."""
    return {"game_id": game_id, "number": number, "event": event.model_dump_json(), "at": at}


async def add(connection: AsyncConnection, guild_id: int, channel_id: int, language: str, at: datetime) -> int:
    """Add a game without events; answers its number."""
    values = {"guild_id": guild_id, "channel_id": channel_id, "language": language, "started_at": at}
    result = await connection.execute(insert(quiz_games).values(values))
    key = result.inserted_primary_key
    return int(key[0]) if key else 0


async def append(connection: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add events, made by `event_row`.

    Raises:
        sqlalchemy.exc.IntegrityError: a game has an event of that number already.
    """
    if rows:
        await connection.execute(ADD_EVENT, rows)


async def open_games(connection: AsyncConnection) -> list[StoredGame]:
    """The games that have not ended, the first first."""
    rows = await connection.execute(select(quiz_games).where(quiz_games.c.ended_at.is_(None)).order_by(quiz_games.c.id))
    return [StoredGame(**row) for row in rows.mappings()]


async def events(connection: AsyncConnection, game_id: int) -> list[StoredEvent]:
    """The events of one game in their order; empty where there is no such game."""
    return (await events_of(connection, [game_id])).get(game_id, [])


async def events_of(connection: AsyncConnection, game_ids: Iterable[int]) -> dict[int, list[StoredEvent]]:
    """The events of several games by game, each game's in their order."""
    found: dict[int, list[StoredEvent]] = {}
    query = (
        select(quiz_events)
        .where(quiz_events.c.game_id.in_(list(game_ids)))
        .order_by(quiz_events.c.game_id, quiz_events.c.number)
    )
    for row in await connection.execute(query):
        found.setdefault(row.game_id, []).append(StoredEvent(row.number, row.event, row.at))
    return found


async def end(connection: AsyncConnection, game_id: int, at: datetime) -> None:
    """Note that nothing is left to do in a game; the first such moment stays."""
    await connection.execute(
        update(quiz_games).where(quiz_games.c.id == game_id, quiz_games.c.ended_at.is_(None)).values(ended_at=at)
    )


async def erase(connection: AsyncConnection, game_id: int) -> None:
    """Take a game and its events away; its results are kept elsewhere and stay."""
    await connection.execute(delete(quiz_events).where(quiz_events.c.game_id == game_id))
    await connection.execute(delete(quiz_games).where(quiz_games.c.id == game_id))
