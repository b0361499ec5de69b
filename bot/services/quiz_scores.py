"""Scores of a server: leaderboards, statistics of members and questions; and what members say is kept of them."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.core.preferences import Preferences
from bot.core.quiz.daily import moment_of
from bot.core.quiz.periods import Period, beginning
from bot.core.quiz.pool import QuestionPool
from bot.core.quiz.questions import Subject
from bot.core.quiz.rating import guess
from bot.core.quiz.scoring import ranks
from bot.storage import daily, preferences, quiz_answers, quiz_privacy, quiz_results, suggestions
from bot.storage.database import Database
from bot.storage.quiz_privacy import Erased
from bot.storage.quiz_results import QuestionCount, Standing
from bot.storage.suggestions import StoredSuggestion

REPORTED_KIND = "question"
"""The kind of a suggestion about a question; its slug is the question's id."""
TOO_EASY, TOO_HARD = 0.95, 0.15
"""The share of right answers above which a question is too easy, and below which it is too hard."""
LEAST_ANSWERS = 5
DAYS = 30
"""Of a member's statistics by day, today included."""


@dataclass(frozen=True, slots=True)
class LeaderboardRow:
    """One member's place."""

    rank: int
    """Members with as many points share the better rank."""
    member_id: int
    name: str | None
    """None where the member hides it from the one who asks."""
    points: int
    right: int
    answered: int


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """The best of a period, and the one who asks."""

    period: Period
    since: datetime | None
    """When the period began; None for all time."""
    rows: tuple[LeaderboardRow, ...]
    own: LeaderboardRow | None
    """Of the member who asks, whether it is among the rows or not; None where they answered nothing."""
    players: int
    """How many have answered."""


@dataclass(frozen=True, slots=True)
class SubjectScore:
    """How a member does in one subject."""

    subject: Subject
    right: int
    answered: int


@dataclass(frozen=True, slots=True)
class DayScore:
    """How a member did on one day."""

    day: date
    right: int
    answered: int


@dataclass(frozen=True, slots=True)
class MemberStats:
    """What a server keeps about one player."""

    points: int
    right: int
    answered: int
    rank: int | None
    """Of all time; None without an answer."""
    by_subject: tuple[SubjectScore, ...]
    """All subjects, in their order."""
    streak: int
    """Daily questions answered in a row, up to the last one that was revealed."""
    best_streak: int
    hidden: bool
    by_day: tuple[DayScore, ...]
    """The last 30 days by the server's calendar, today last."""


@dataclass(frozen=True, slots=True)
class ReportedQuestion:
    """A question that members say is wrong, and nobody has decided yet."""

    question_id: str
    reports: tuple[StoredSuggestion, ...]
    """The newest first."""


@dataclass(frozen=True, slots=True)
class QuestionStatistics:
    """Questions of a server that somebody may want to look at."""

    too_easy: tuple[QuestionCount, ...]
    """The easiest first."""
    too_hard: tuple[QuestionCount, ...]
    """The hardest first."""
    reported: tuple[ReportedQuestion, ...]
    """The most reported first."""


class QuizScores:
    """Scores on one database."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        pool: Callable[[int], QuestionPool] | None = None,
    ) -> None:
        """Count what this database holds.

        Args:
            database: where results are.
            clock: the time, with a time zone.
            pool: the questions of a server, to know how often a guess is right; without it no question is found
                to be answered worse than by guessing.
        """
        self._database = database
        self._clock = clock
        self._pool = pool

    async def leaderboard(
        self, guild_id: int, period: Period, limit: int = 10, asking: int | None = None
    ) -> Leaderboard:
        """The best of a server in the current week or month by its own calendar, or of all time.

        Args:
            guild_id: the server.
            period: which results count; each by when it was answered.
            limit: how many rows at the most.
            asking: who will see it; they see their own name even if they hide it. None for everybody.
        """
        async with self._database.reading() as connection:
            settings, _ = await preferences.read(connection, guild_id)
            since = beginning(period, settings.zone, self._clock())
            standings = await quiz_results.leaderboard(connection, guild_id, since)
        rows = _ranked(standings, asking)
        own = next((row for row in rows if row.member_id == asking), None)
        return Leaderboard(period, since, tuple(rows[:limit]), own, len(rows))

    async def stats(self, guild_id: int, member_id: int) -> MemberStats:
        """How one member does in a server."""
        now = self._clock()
        async with self._database.reading() as connection:
            settings, _ = await preferences.read(connection, guild_id)
            rows = _ranked(await quiz_results.leaderboard(connection, guild_id, None), member_id)
            subjects = await quiz_results.subjects_of(connection, guild_id, member_id)
            known = (await quiz_results.members(connection, guild_id, [member_id])).get(member_id)
            streak = (await daily.streaks(connection, guild_id, [member_id])).get(member_id)
            days = _last_days(settings, now)
            since = moment_of(days[0], datetime.min.time(), settings.zone)
            answers = await quiz_answers.answers_since(connection, guild_id, member_id, since)
        own = next((row for row in rows if row.member_id == member_id), None)
        counted = {count.subject: count for count in subjects}
        return MemberStats(
            points=own.points if own else 0,
            right=own.right if own else 0,
            answered=own.answered if own else 0,
            rank=own.rank if own else None,
            by_subject=tuple(
                SubjectScore(subject, counted[subject].right, counted[subject].answered)
                if subject in counted
                else SubjectScore(subject, 0, 0)
                for subject in Subject
            ),
            streak=streak.streak.current if streak else 0,
            best_streak=streak.streak.best if streak else 0,
            hidden=known.hidden if known else False,
            by_day=_by_day(days, settings, answers),
        )

    async def hide(self, guild_id: int, member_id: int, hidden: bool) -> None:
        """Hide a member's name in a server from everybody else, or show it again. Scores go on counting."""
        async with self._database.writing() as connection:
            await quiz_privacy.hide(connection, guild_id, member_id, hidden)

    async def erase(self, member_id: int, guild_id: int | None) -> Erased:
        """Erase what is kept about a member, for good, and answer what it was.

        Args:
            member_id: who asks for it. Nobody may ask for another.
            guild_id: the server whose scores are erased; None for all servers, and then practice too, which
                belongs to no server.

        A game that is not over keeps the member's answers until it is, since it goes on from them after a restart;
        `forget_ended_games` takes them away then.
        """
        return await self._database.change(lambda connection: quiz_privacy.erase(connection, member_id, guild_id))

    async def forget_ended_games(self, after: timedelta = timedelta(0)) -> int:
        """Delete the events of games that ended so long ago; answers how many games had any.

        To be called now and then: results are kept elsewhere, and nothing reads an ended game's events.
        """
        async with self._database.writing() as connection:
            return await quiz_privacy.forget_ended_games(connection, self._clock() - after)

    async def question_statistics(self, guild_id: int, least: int = LEAST_ANSWERS) -> QuestionStatistics:
        """The questions that were too easy or too hard for a server's members, and those with reports that wait.

        Args:
            guild_id: the server; what other servers answered or reported is not looked at.
            least: so many answers a question must have to be judged.
        """
        async with self._database.reading() as connection:
            counts = [count for count in await quiz_results.question_counts(connection, guild_id) if count.answers]
            told = await suggestions.waiting_about(connection, REPORTED_KIND, guild_id)
        judged = sorted((count for count in counts if count.answers >= least), key=_share)
        too_hard = tuple(count for count in judged if _share(count) < max(TOO_HARD, self._guessed(guild_id, count)))
        too_easy = tuple(count for count in reversed(judged) if _share(count) > TOO_EASY)
        return QuestionStatistics(too_easy, too_hard, _by_question(told))

    def _guessed(self, guild_id: int, count: QuestionCount) -> float:
        """How often a guess is right, from 0 to 1; 0 where that is not known."""
        # How the options are mixed makes no difference to how many there are.
        question = self._pool(guild_id).get(count.question_id, random.Random(0)) if self._pool else None
        return guess(question) if question else 0.0


def _ranked(standings: Sequence[Standing], asking: int | None) -> list[LeaderboardRow]:
    places = ranks(standing.points for standing in standings)
    return [
        LeaderboardRow(
            rank,
            standing.member_id,
            None if standing.hidden and standing.member_id != asking else standing.name,
            standing.points,
            standing.right,
            standing.answered,
        )
        for rank, standing in zip(places, standings, strict=True)
    ]


def _last_days(settings: Preferences, now: datetime) -> list[date]:
    today = now.astimezone(settings.zone).date()
    return [today - timedelta(days=ago) for ago in reversed(range(DAYS))]


def _by_day(
    days: Collection[date], settings: Preferences, answers: Sequence[tuple[datetime, bool]]
) -> tuple[DayScore, ...]:
    answered: Counter[date] = Counter()
    right: Counter[date] = Counter()
    for at, was_right in answers:
        day = at.astimezone(settings.zone).date()
        answered[day] += 1
        right[day] += was_right
    return tuple(DayScore(day, right[day], answered[day]) for day in days)


def _share(count: QuestionCount) -> float:
    return count.right / count.answers


def _by_question(told: Sequence[StoredSuggestion]) -> tuple[ReportedQuestion, ...]:
    found: Mapping[str, list[StoredSuggestion]] = defaultdict(list)
    for report in told:
        found[report.slug].append(report)
    most_first = sorted(found.items(), key=lambda item: -len(item[1]))
    return tuple(ReportedQuestion(question_id, tuple(about)) for question_id, about in most_first)
