"""The daily questions in the database, their answers, and the streaks that come of them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.quiz.rating import MIDDLE
from bot.core.quiz.streaks import Streak
from bot.storage.on_conflict import insert_into
from bot.storage.tables import quiz_daily, quiz_daily_answers, quiz_members


@dataclass(frozen=True, slots=True)
class StoredDaily:
    """A row of `quiz_daily`; `question` is JSON."""

    guild_id: int
    day: date
    channel_id: int
    question: str
    language: str
    claimed_at: datetime
    message_id: int | None = None
    revealed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A row of `quiz_daily_answers`, with whether the member hides their name."""

    member_id: int
    name: str
    choice: str
    at: datetime
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class StoredStreak:
    """A member's streak, and the day of the last daily question that is in it."""

    member_id: int
    name: str
    streak: Streak
    last: date | None


async def find(connection: AsyncConnection, guild_id: int, day: date, *, hold: bool = False) -> StoredDaily | None:
    """A server's question of one day; None where there is none. `hold` keeps it unrevealed until the commit."""
    query = select(quiz_daily).where(*_here(guild_id, day))
    return await _one(connection, query.with_for_update(read=True) if hold else query)


async def newest(connection: AsyncConnection, guild_id: int) -> StoredDaily | None:
    """A server's question of the latest day; None where there never was one."""
    query = select(quiz_daily).where(quiz_daily.c.guild_id == guild_id).order_by(quiz_daily.c.day.desc()).limit(1)
    return await _one(connection, query)


async def claim(connection: AsyncConnection, new: StoredDaily) -> bool:
    """Add a day's question; False where the day has one already."""
    values = {name: getattr(new, name) for name in _COLUMNS}
    adding = insert_into(connection, quiz_daily).values(values).on_conflict_do_nothing()
    return (await connection.execute(adding)).rowcount == 1


async def claim_again(connection: AsyncConnection, old: StoredDaily, new: StoredDaily) -> bool:
    """Take over a claim that came to nothing; False where somebody else did, or the question stands by now."""
    untouched = (quiz_daily.c.claimed_at == old.claimed_at, quiz_daily.c.message_id.is_(None))
    values = {"claimed_at": new.claimed_at, "channel_id": new.channel_id, "language": new.language}
    taking = update(quiz_daily).where(*_here(old.guild_id, old.day), *untouched).values(values)
    return (await connection.execute(taking)).rowcount == 1


async def note_message(connection: AsyncConnection, guild_id: int, day: date, message_id: int) -> None:
    """Note that a day's question stands in its channel."""
    await connection.execute(update(quiz_daily).where(*_here(guild_id, day)).values(message_id=message_id))


async def shown_days(connection: AsyncConnection, guild_id: int) -> dict[date, bool]:
    """The days whose questions stood in a server's channel, the first one first, and whether each is revealed.

    A question that was answered did stand there, even if the bot ended before it could note the message.
    """
    query = (
        select(quiz_daily.c.day, quiz_daily.c.revealed_at)
        .where(quiz_daily.c.guild_id == guild_id, _was_shown())
        .order_by(quiz_daily.c.day)
    )
    return {day: revealed_at is not None for day, revealed_at in await connection.execute(query)}


async def unrevealed(connection: AsyncConnection, guild_id: int, before_day: date) -> list[StoredDaily]:
    """A server's questions of earlier days that stood in a channel and are not revealed, the first day first."""
    query = (
        select(quiz_daily)
        .where(
            quiz_daily.c.guild_id == guild_id,
            quiz_daily.c.day < before_day,
            quiz_daily.c.revealed_at.is_(None),
            _was_shown(),
        )
        .order_by(quiz_daily.c.day)
    )
    return [_daily(row) for row in await connection.execute(query)]


async def servers_with_open(connection: AsyncConnection) -> set[int]:
    """The servers in which a question stands that is not revealed."""
    query = select(quiz_daily.c.guild_id).distinct().where(quiz_daily.c.revealed_at.is_(None), _was_shown())
    return set((await connection.execute(query)).scalars())


async def mark_revealed(connection: AsyncConnection, guild_id: int, day: date, at: datetime) -> bool:
    """Note that a question is revealed; False where it was before."""
    marking = update(quiz_daily).where(*_here(guild_id, day), quiz_daily.c.revealed_at.is_(None))
    return (await connection.execute(marking.values(revealed_at=at))).rowcount == 1


async def answers(connection: AsyncConnection, guild_id: int, day: date) -> list[StoredAnswer]:
    """The answers to one question, the first one first."""
    a = quiz_daily_answers
    member = and_(quiz_members.c.guild_id == a.c.guild_id, quiz_members.c.member_id == a.c.member_id)
    query = (
        select(
            a.c.member_id, a.c.name, a.c.choice, a.c.at, func.coalesce(quiz_members.c.hidden, false()).label("hidden")
        )
        .select_from(a.outerjoin(quiz_members, member))
        .where(a.c.guild_id == guild_id, a.c.day == day)
        .order_by(a.c.at, a.c.member_id)
    )
    return [
        StoredAnswer(row.member_id, row.name, row.choice, row.at, bool(row.hidden))
        for row in await connection.execute(query)
    ]


async def answer_of(connection: AsyncConnection, guild_id: int, day: date, member_id: int) -> StoredAnswer | None:
    """One member's answer; None before it."""
    a = quiz_daily_answers
    here = (a.c.guild_id == guild_id, a.c.day == day, a.c.member_id == member_id)
    row = (await connection.execute(select(a).where(*here))).one_or_none()
    return None if row is None else StoredAnswer(row.member_id, row.name, row.choice, row.at)


async def keep_answer(connection: AsyncConnection, guild_id: int, day: date, answer: StoredAnswer) -> None:
    """Keep a member's answer; of two, the one that was given later stands, whichever comes first."""
    values = {"name": answer.name, "choice": answer.choice, "at": answer.at}
    keeping = insert_into(connection, quiz_daily_answers).values(
        guild_id=guild_id, day=day, member_id=answer.member_id, **values
    )
    await connection.execute(
        keeping.on_conflict_do_update(
            index_elements=["guild_id", "day", "member_id"],
            set_=values,
            where=quiz_daily_answers.c.at <= answer.at,
        )
    )


async def answered_days(
    connection: AsyncConnection, guild_id: int, member_id: int | None = None
) -> dict[int, set[date]]:
    """The days whose questions were answered, by member; of one member, or of all."""
    a = quiz_daily_answers
    query = select(a.c.member_id, a.c.day).where(a.c.guild_id == guild_id)
    if member_id is not None:
        query = query.where(a.c.member_id == member_id)
    found: dict[int, set[date]] = {}
    for member, day in await connection.execute(query):
        found.setdefault(member, set()).add(day)
    return found


async def streaks(
    connection: AsyncConnection, guild_id: int, member_ids: Collection[int] | None = None
) -> dict[int, StoredStreak]:
    """The streaks of a server's members by member, of some or of all; who never played there is left out."""
    m = quiz_members
    query = select(m.c.member_id, m.c.name, m.c.streak, m.c.best_streak, m.c.last_daily).where(m.c.guild_id == guild_id)
    if member_ids is not None:
        query = query.where(m.c.member_id.in_(list(member_ids)))
    return {
        row.member_id: StoredStreak(row.member_id, row.name, Streak(row.streak, row.best_streak), row.last_daily)
        for row in await connection.execute(query)
    }


async def renew_streaks(connection: AsyncConnection, guild_id: int, renewed: Iterable[StoredStreak]) -> None:
    """Write members' streaks and names; members who were unknown become known, visible and of middling rating."""
    rows: list[Mapping[str, Any]] = [
        {
            "guild_id": guild_id,
            "member_id": one.member_id,
            "name": one.name,
            "rating": MIDDLE,
            "streak": one.streak.current,
            "best_streak": one.streak.best,
            "last_daily": one.last,
        }
        for one in renewed
    ]
    if rows:
        writing = insert_into(connection, quiz_members)
        replaced = {name: writing.excluded[name] for name in ("name", "streak", "best_streak", "last_daily")}
        await connection.execute(
            writing.on_conflict_do_update(index_elements=["guild_id", "member_id"], set_=replaced), rows
        )


async def break_streaks(connection: AsyncConnection, guild_id: int, day: date) -> None:
    """End the streaks of all who did not answer the question of a day, which is the latest."""
    missed = or_(quiz_members.c.last_daily.is_(None), quiz_members.c.last_daily < day)
    await connection.execute(
        update(quiz_members)
        .where(quiz_members.c.guild_id == guild_id, quiz_members.c.streak > 0, missed)
        .values(streak=0)
    )


_COLUMNS = ("guild_id", "day", "channel_id", "question", "language", "claimed_at", "message_id", "revealed_at")


def _here(guild_id: int, day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return quiz_daily.c.guild_id == guild_id, quiz_daily.c.day == day


def _was_shown() -> ColumnElement[bool]:
    a = quiz_daily_answers
    answered = exists().where(a.c.guild_id == quiz_daily.c.guild_id, a.c.day == quiz_daily.c.day)
    return or_(quiz_daily.c.message_id.is_not(None), answered)


async def _one(connection: AsyncConnection, query: Select[Any]) -> StoredDaily | None:
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _daily(row)


def _daily(row: Row[Any]) -> StoredDaily:
    return StoredDaily(*(getattr(row, name) for name in _COLUMNS))
