"""What came of questions that were asked: results, ratings, players, and which questions a server has had lately."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Insert, Table, case, func, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.quiz.questions import Level, Question, Subject
from bot.core.quiz.rating import ENOUGH, Rated, level_of
from bot.core.quiz.scoring import Result
from bot.storage.tables import quiz_asked, quiz_members, quiz_ratings, quiz_results
from bot.storage.turns import Turn, take

RESTING_QUESTIONS = 200
RESTING_TIME = timedelta(days=30)
"""No question comes back in a server before 200 others were asked or 30 days have passed."""
LONGEST_NAME = 100


def game_source(game_id: int) -> str:
    """What `quiz_results.source` holds for a game."""
    return f"game:{game_id}"


# -- results


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's place in a server's scores."""

    member_id: int
    name: str
    hidden: bool
    """Whether only the member may see the name."""
    points: int
    right: int
    answered: int


@dataclass(frozen=True, slots=True)
class SubjectCount:
    """How a member did in one subject."""

    subject: Subject
    points: int
    right: int
    answered: int


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """How a question did in one server."""

    question_id: str
    maker: str
    subject: Subject
    level: Level
    asked: int
    """How often it was put to the server, whether anybody answered or not."""
    answers: int
    right: int


async def put_results(
    connection: AsyncConnection, guild_id: int, source: str, round_: int, question: Question, results: Sequence[Result]
) -> None:
    """Keep the results of a round; those that are there already are corrected."""
    if not results:
        return
    rows = [
        {
            "guild_id": guild_id,
            "source": source,
            "round": round_,
            "member_id": result.member,
            "question_id": question.id,
            "maker": question.maker,
            "subject": question.subject.value,
            "level": question.level,
            "choice": ",".join(map(str, result.choice)),
            "right": result.right,
            "points": result.points,
            "at": result.at,
        }
        for result in results
    ]
    await _upsert(connection, quiz_results, rows, ("choice", "right", "points", "at"))


async def results_of(connection: AsyncConnection, guild_id: int, source: str, round_: int) -> dict[int, bool]:
    """Who answered in a round, and whether they were right, as it is kept."""
    query = select(quiz_results.c.member_id, quiz_results.c.right).where(
        quiz_results.c.guild_id == guild_id, quiz_results.c.source == source, quiz_results.c.round == round_
    )
    return {row.member_id: row.right for row in await connection.execute(query)}


async def leaderboard(
    connection: AsyncConnection, guild_id: int, since: datetime | None, limit: int | None = None
) -> list[Standing]:
    """Everybody who answered since a moment, or ever, the best first; ties by right answers, then by fewer answers."""
    points, right, answered = _sums()
    query = (
        select(
            quiz_results.c.member_id,
            func.coalesce(quiz_members.c.name, ""),
            func.coalesce(quiz_members.c.hidden, literal(False)),
            points,
            right,
            answered,
        )
        .outerjoin(
            quiz_members,
            (quiz_members.c.guild_id == quiz_results.c.guild_id)
            & (quiz_members.c.member_id == quiz_results.c.member_id),
        )
        .where(quiz_results.c.guild_id == guild_id, *_since(since))
        .group_by(quiz_results.c.member_id, quiz_members.c.name, quiz_members.c.hidden)
        .order_by(points.desc(), right.desc(), answered, quiz_results.c.member_id)
        .limit(limit)
    )
    return [
        Standing(member, name, bool(hidden), int(points), int(right), answered)
        for member, name, hidden, points, right, answered in await connection.execute(query)
    ]


async def subjects_of(
    connection: AsyncConnection, guild_id: int, member_id: int, since: datetime | None = None
) -> list[SubjectCount]:
    """How a member did by subject, in the subjects' order; subjects without an answer are left out."""
    points, right, answered = _sums()
    query = (
        select(quiz_results.c.subject, points, right, answered)
        .where(quiz_results.c.guild_id == guild_id, quiz_results.c.member_id == member_id, *_since(since))
        .group_by(quiz_results.c.subject)
    )
    found = {
        subject: SubjectCount(Subject(subject), int(points), int(right), answered)
        for subject, points, right, answered in await connection.execute(query)
    }
    return [found[subject] for subject in Subject if subject in found]


async def question_counts(connection: AsyncConnection, guild_id: int) -> list[QuestionCount]:
    """How each question did that somebody answered in a server, the most answered first."""
    _, right, answers = _sums()
    times = (
        select(quiz_asked.c.question_id, func.count().label("asked"))
        .where(quiz_asked.c.guild_id == guild_id)
        .group_by(quiz_asked.c.question_id)
        .subquery()
    )
    query = (
        select(
            quiz_results.c.question_id,
            func.min(quiz_results.c.maker).label("maker"),
            func.min(quiz_results.c.subject).label("subject"),
            func.max(quiz_results.c.level).label("level"),
            func.coalesce(func.max(times.c.asked), 0).label("asked"),
            answers.label("answers"),
            right.label("right"),
        )
        .outerjoin(times, times.c.question_id == quiz_results.c.question_id)
        .where(quiz_results.c.guild_id == guild_id)
        .group_by(quiz_results.c.question_id)
        .order_by(answers.desc(), quiz_results.c.question_id)
    )
    return [
        QuestionCount(
            row.question_id, row.maker, Subject(row.subject), row.level, row.asked, row.answers, int(row.right)
        )
        for row in await connection.execute(query)
    ]


# -- which questions rest


async def note_asked(connection: AsyncConnection, guild_id: int, question_id: str, at: datetime) -> None:
    """Note that a question was asked in a server."""
    # Games and the question of the day may ask at one moment, and both would find the same last number.
    await take(connection, Turn.ASKED, guild_id)
    number = select(
        literal(guild_id, quiz_asked.c.guild_id.type),
        func.coalesce(func.max(quiz_asked.c.number), 0) + 1,
        literal(question_id, quiz_asked.c.question_id.type),
        literal(at, quiz_asked.c.at.type),
    ).where(quiz_asked.c.guild_id == guild_id)
    await connection.execute(insert(quiz_asked).from_select(["guild_id", "number", "question_id", "at"], number))


async def resting(connection: AsyncConnection, guild_id: int, now: datetime) -> set[str]:
    """The questions that may not be asked in a server yet: among its last 200, and less than 30 days ago."""
    newest = (
        select(quiz_asked.c.question_id, quiz_asked.c.at)
        .where(quiz_asked.c.guild_id == guild_id)
        .order_by(quiz_asked.c.number.desc())
        .limit(RESTING_QUESTIONS)
        .subquery()
    )
    found = await connection.execute(select(newest.c.question_id).where(newest.c.at > now - RESTING_TIME))
    return set(found.scalars())


# -- ratings


@dataclass(frozen=True, slots=True)
class QuestionRating:
    """A row of `quiz_ratings`: what all servers' answers to a question have shown."""

    rated: Rated
    right: int


async def ratings(connection: AsyncConnection, question_ids: Iterable[str]) -> dict[str, QuestionRating]:
    """The ratings of questions that were answered, by question, kept from others' changes until the commit.

    The rows are those that games of all servers and processes share, and one commit may change many of them: were they
    locked one by one, two commits would wait for each other.
    """
    await take(connection, Turn.RATINGS)
    query = (
        select(quiz_ratings)
        .where(quiz_ratings.c.question_id.in_(list(question_ids)))
        .order_by(quiz_ratings.c.question_id)
    )
    return {
        row.question_id: QuestionRating(Rated(row.rating, row.answers), row.right)
        for row in await connection.execute(query)
    }


async def put_ratings(connection: AsyncConnection, new: Mapping[str, QuestionRating]) -> None:
    """Keep the ratings of some questions."""
    rows = [
        {"question_id": question, "rating": rating.rated.rating, "answers": rating.rated.answers, "right": rating.right}
        for question, rating in sorted(new.items())
    ]
    await _upsert(connection, quiz_ratings, rows, ("rating", "answers", "right"))


async def learned_levels(connection: AsyncConnection) -> dict[str, Level]:
    """The levels of those questions that have been answered often enough to know, by question."""
    query = select(quiz_ratings.c.question_id, quiz_ratings.c.rating).where(quiz_ratings.c.answers >= ENOUGH)
    return {question: level_of(rating) for question, rating in await connection.execute(query)}


# -- players


@dataclass(frozen=True, slots=True)
class Member:
    """A row of `quiz_members`, as far as games know it."""

    member_id: int
    name: str
    hidden: bool
    rated: Rated
    """With how many answers of this member are kept in this server."""


async def members(connection: AsyncConnection, guild_id: int, member_ids: Collection[int]) -> dict[int, Member]:
    """Members of a server who have played there before, by member."""
    answers = (
        select(quiz_results.c.member_id, func.count().label("answers"))
        .where(quiz_results.c.guild_id == guild_id, quiz_results.c.member_id.in_(member_ids))
        .group_by(quiz_results.c.member_id)
        .subquery()
    )
    query = (
        select(
            quiz_members.c.member_id,
            quiz_members.c.name,
            quiz_members.c.hidden,
            quiz_members.c.rating,
            func.coalesce(answers.c.answers, 0),
        )
        .outerjoin(answers, answers.c.member_id == quiz_members.c.member_id)
        .where(quiz_members.c.guild_id == guild_id, quiz_members.c.member_id.in_(member_ids))
    )
    return {
        member: Member(member, name, hidden, Rated(rating, answers))
        for member, name, hidden, rating, answers in await connection.execute(query)
    }


async def put_members(connection: AsyncConnection, guild_id: int, rows: Iterable[tuple[int, str, float]]) -> None:
    """Keep members' names and ratings; whether the name is hidden, and streaks, stay as they are."""
    values = [
        {
            "guild_id": guild_id,
            "member_id": member,
            "name": name[:LONGEST_NAME],
            "rating": rating,
            "streak": 0,
            "best_streak": 0,
        }
        for member, name, rating in sorted(rows)
    ]
    await _upsert(connection, quiz_members, values, ("name", "rating"))


# -- how


def _sums() -> tuple[ColumnElement[int], ColumnElement[int], ColumnElement[int]]:
    """Points, right answers and answers."""
    return (
        func.sum(quiz_results.c.points),
        func.sum(case((quiz_results.c.right, 1), else_=0)),
        func.count(),
    )


def _since(since: datetime | None) -> tuple[ColumnElement[bool], ...]:
    return () if since is None else (quiz_results.c.at >= since,)


async def _upsert(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]], changing: Sequence[str]
) -> None:
    """Insert rows; where a key is there already, change these columns. Both databases write it alike."""
    if rows:
        await connection.execute(_upserting(connection.dialect.name, table, tuple(changing)), rows)


@cache
def _upserting(dialect: str, table: Table, changing: tuple[str, ...]) -> Insert:
    """The statement, which takes longer to put together than to carry out."""
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    keys = [column.name for column in table.primary_key.columns]
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in changing}
    )
