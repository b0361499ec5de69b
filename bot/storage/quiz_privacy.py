"""What quizzes and practice keep about one member: hiding the name, and erasing. Who may ask for it is for services.

The events of a game name its players, since a game goes on from its events after a restart. Once a game has ended
nothing reads them any more, results being kept apart; so they are deleted rather than made anonymous, which would
leave a record of what unnamed members pressed and when, for no use.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Table, and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.quiz.rating import MIDDLE
from bot.storage.on_conflict import insert_into
from bot.storage.tables import (
    practice_cards,
    practice_turns,
    quiz_daily_answers,
    quiz_events,
    quiz_games,
    quiz_members,
    quiz_results,
)


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased, in rows; and the games that could not be forgotten yet."""

    results: int
    daily_answers: int
    memberships: int
    """Names, ratings and streaks: one for each server."""
    cards: int
    turns: int
    games: int
    """Ended games whose events named the member and are deleted."""
    open_games: int
    """Games that are not over and still need the member's answers; their events go once they have ended."""

    @property
    def anything(self) -> bool:
        """Whether there was anything to erase."""
        return any(getattr(self, field.name) for field in fields(self) if field.name != "open_games")


_NOT_SEEN = ""
"""The name of somebody who has not answered yet; the first answer brings it."""


async def hide(connection: AsyncConnection, guild_id: int, member_id: int, hidden: bool) -> None:
    """Hide a member's name in a server, or show it again; the choice of one who never played is kept too."""
    if hidden:
        noting = insert_into(connection, quiz_members).values(
            guild_id=guild_id,
            member_id=member_id,
            name=_NOT_SEEN,
            hidden=True,
            rating=MIDDLE,
            streak=0,
            best_streak=0,
        )
        await connection.execute(
            noting.on_conflict_do_update(index_elements=["guild_id", "member_id"], set_={"hidden": True})
        )
        return
    here = (quiz_members.c.guild_id == guild_id, quiz_members.c.member_id == member_id)
    await connection.execute(update(quiz_members).where(*here).values(hidden=False))


async def erase(connection: AsyncConnection, member_id: int, guild_id: int | None) -> Erased:
    """Erase what is kept about a member: in one server, or everywhere, and then practice too."""
    everywhere = guild_id is None
    ended = await _games_naming(connection, member_id, guild_id, ended=True)
    still_open = await _games_naming(connection, member_id, guild_id, ended=False)
    await _forget_events(connection, ended)
    return Erased(
        results=await _delete(connection, quiz_results, member_id, guild_id),
        daily_answers=await _delete(connection, quiz_daily_answers, member_id, guild_id),
        memberships=await _delete(connection, quiz_members, member_id, guild_id),
        cards=await _delete(connection, practice_cards, member_id, None) if everywhere else 0,
        turns=await _delete(connection, practice_turns, member_id, None) if everywhere else 0,
        games=len(ended),
        open_games=len(still_open),
    )


async def forget_ended_games(connection: AsyncConnection, before: datetime) -> int:
    """Delete the events of all games that ended before a moment; answers how many games had any."""
    query = select(quiz_games.c.id).where(
        quiz_games.c.ended_at < before, select(quiz_events).where(quiz_events.c.game_id == quiz_games.c.id).exists()
    )
    games = list((await connection.execute(query)).scalars())
    await _forget_events(connection, games)
    return len(games)


def names_member(member_id: int) -> ColumnElement[bool]:
    """Whether an event is a member's; see `bot.core.quiz.events` for how events are written."""
    return or_(*(quiz_events.c.event.contains(f'"member":{member_id}{end}', autoescape=True) for end in ",}"))


async def _delete(connection: AsyncConnection, table: Table, member_id: int, guild_id: int | None) -> int:
    deleting = delete(table).where(table.c.member_id == member_id)
    if guild_id is not None:
        deleting = deleting.where(table.c.guild_id == guild_id)
    return cast("CursorResult[Any]", await connection.execute(deleting)).rowcount


async def _games_naming(
    connection: AsyncConnection, member_id: int, guild_id: int | None, *, ended: bool
) -> Sequence[int]:
    """The games that have an event with a member in it."""
    conditions: list[ColumnElement[bool]] = [
        names_member(member_id),
        quiz_games.c.ended_at.is_not(None) if ended else quiz_games.c.ended_at.is_(None),
    ]
    if guild_id is not None:
        conditions.append(quiz_games.c.guild_id == guild_id)
    together = quiz_events.join(quiz_games, and_(quiz_games.c.id == quiz_events.c.game_id))
    query = select(quiz_games.c.id).select_from(together).where(*conditions).distinct()
    return list((await connection.execute(query)).scalars())


async def _forget_events(connection: AsyncConnection, games: Sequence[int]) -> None:
    if games:
        await connection.execute(delete(quiz_events).where(quiz_events.c.game_id.in_(games)))
