"""The daily question of every server: chosen once a day, answered until it is revealed, counted once.

When it is due is for `bot.core.quiz.daily`; posting and revealing it in Discord is elsewhere.
"""

import random
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import structlog
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.preferences import Preferences
from bot.core.quiz import choices
from bot.core.quiz.daily import due_day
from bot.core.quiz.events import Accepted
from bot.core.quiz.pool import QuestionPool, Wish
from bot.core.quiz.questions import Question
from bot.core.quiz.scoring import Result
from bot.core.quiz.streaks import Streak, streak_of
from bot.i18n import DEFAULT_LANGUAGE
from bot.services.preferences import PreferenceKeeper
from bot.services.quiz_counting import count_round
from bot.storage import daily, quiz_results
from bot.storage.daily import StoredAnswer, StoredDaily, StoredStreak
from bot.storage.database import Database
from bot.storage.group_commit import GroupCommit
from bot.storage.quiz_results import LONGEST_NAME

POSTING_TIME = timedelta(minutes=2)
"""A question that was claimed longer ago and does not stand in its channel is handed out again."""

_DRAWN = 6
"""So many questions are drawn as for a game, and one of them is asked, so that all kinds have their turn."""
_log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class TooLate(Exception):
    """The question was revealed before this answer was given."""


class NoSuchDaily(Exception):
    """The server had no question on that day."""


class NoSuchAnswer(Exception):
    """The question has no such answer."""


@dataclass(frozen=True, slots=True)
class DailyQuestion:
    """A server's question of one day."""

    guild_id: int
    day: date
    """In the server's own time zone."""
    channel_id: int
    language: str
    question: Question
    message_id: int | None = None
    """None until it stands in the channel."""
    revealed: bool = False


@dataclass(frozen=True, slots=True)
class DailyAnswer:
    """What one member answered."""

    member_id: int
    name: str | None
    """As it was shown when the member answered; None where the member hides it."""
    choice: tuple[int, ...]
    at: datetime
    right: bool


@dataclass(frozen=True, slots=True)
class DailyResult:
    """A question that is to be revealed, with its answers, the first one first."""

    daily: DailyQuestion
    answers: tuple[DailyAnswer, ...]

    @property
    def right(self) -> tuple[DailyAnswer, ...]:
        """The right answers."""
        return tuple(answer for answer in self.answers if answer.right)


@dataclass(frozen=True, slots=True)
class DailyStanding:
    """The question that is open in a server now, and what a member has done about it."""

    daily: DailyQuestion
    choice: tuple[int, ...] | None
    """None where the member has not answered."""
    streak: int
    """Of the questions before this one."""


def daily_source(day: date) -> str:
    """What `quiz_results.source` holds for a daily question."""
    return f"daily:{day.isoformat()}"


class Daily:
    """The daily questions of all servers."""

    def __init__(
        self,
        database: Database,
        pool: Callable[[int], QuestionPool],
        preferences: PreferenceKeeper,
        clock: Callable[[], datetime],
        writes: GroupCommit | None = None,
        chance: random.Random | None = None,
    ) -> None:
        """Ask on this database.

        Args:
            database: where everything is kept.
            pool: the questions of a server.
            preferences: of the servers: whether, when, where and in which language.
            clock: the time, with a time zone.
            writes: shared with others who write to the same database; its own by default.
            chance: draws the questions.
        """
        self._database = database
        self._pool = pool
        self._preferences = preferences
        self._clock = clock
        self._writes = writes or GroupCommit(database)
        self._chance = chance or random.Random()
        self._started = clock()
        self._stands: dict[int, date] = {}
        """The latest day whose question is known to stand, so that most looks ask the database nothing."""
        self._quiet: frozenset[int] = frozenset()
        """Servers that want no questions and are known to have none open, so that most looks ask nothing here too."""
        self._closing: dict[tuple[int, date], datetime] = {}
        """When results were handed out to be shown: nothing that is answered later counts."""

    # -- asking

    async def claim_due(self, guilds: Iterable[int], languages: Mapping[int, str] | None = None) -> list[DailyQuestion]:
        """The questions that are to be posted now, each handed out once.

        A question is due from the server's time on, until its local day ends. It is chosen and noted here, so
        whoever asks next, in this process or another, does not get it. One that was handed out and still has no
        message is handed out again: after two minutes, or after a restart at once. A server in which this fails
        is logged and left for the next time.

        Args:
            guilds: the servers to look at.
            languages: what Discord says of the servers' languages, for those that set none themselves.
        """
        found: list[DailyQuestion] = []
        for guild_id in guilds:
            now, preferences = self._clock(), self._preferences.of(guild_id)
            day, channel_id = due_day(preferences, now), preferences.quiz_channel
            stands = self._stands.get(guild_id)
            if day is None or channel_id is None or (stands is not None and day <= stands):
                continue
            language = _language(preferences, (languages or {}).get(guild_id))
            wanted = StoredDaily(guild_id, day, channel_id, "", language, claimed_at=now)
            try:
                claimed = await self._claim(wanted)
            except Exception:
                _log.exception("the daily question could not be chosen", guild=guild_id, day=day.isoformat())
                continue
            if claimed is not None:
                found.append(claimed)
        return found

    async def _claim(self, wanted: StoredDaily) -> DailyQuestion | None:
        async with self._database.reading() as connection:
            newest = await daily.newest(connection, wanted.guild_id)
        if newest is None or newest.day < wanted.day:
            return await self._claim_new(wanted)
        if newest.message_id is not None:
            self._stands[wanted.guild_id] = newest.day
            return None
        if newest.day > wanted.day or newest.revealed_at is not None:
            # A later day: the server's time zone was changed. Its question has its turn when that day comes again.
            return None
        if self._started <= newest.claimed_at and wanted.claimed_at - newest.claimed_at <= POSTING_TIME:
            return None
        async with self._database.writing() as connection:
            mine = await daily.claim_again(connection, newest, wanted)
        again = replace(newest, channel_id=wanted.channel_id, language=wanted.language, claimed_at=wanted.claimed_at)
        return _opened(again) if mine else None

    async def _claim_new(self, wanted: StoredDaily) -> DailyQuestion | None:
        guild_id, now = wanted.guild_id, wanted.claimed_at
        async with self._database.reading() as connection:
            recent = await quiz_results.resting(connection, guild_id, now)
            levels = await quiz_results.learned_levels(connection)
        drawn = self._pool(guild_id).choose(Wish(None, None, _DRAWN), recent, levels, self._chance)
        if not drawn:
            _log.warning("no daily question is left that was not asked lately", guild=guild_id)
            return None
        chosen = replace(wanted, question=drawn[0].model_dump_json())
        async with self._database.writing() as connection:
            if not await daily.claim(connection, chosen):
                return None
            await quiz_results.note_asked(connection, guild_id, drawn[0].id, now)
        return _opened(chosen)

    async def posted(self, guild_id: int, day: date, message_id: int) -> None:
        """Note that a question stands in its channel."""
        async with self._database.writing() as connection:
            await daily.note_message(connection, guild_id, day, message_id)
        self._stands[guild_id] = max(day, self._stands.get(guild_id, day))

    async def question_of(self, guild_id: int, day: date) -> DailyQuestion | None:
        """A server's question of a day; None where there is none."""
        async with self._database.reading() as connection:
            found = await daily.find(connection, guild_id, day)
        return None if found is None else _opened(found)

    async def standing(self, guild_id: int, member_id: int) -> DailyStanding | None:
        """The question that is open in a server, as one member stands to it; None where none is open."""
        async with self._database.reading() as connection:
            found = await daily.newest(connection, guild_id)
            if found is None or found.message_id is None or found.revealed_at is not None:
                return None
            answer = await daily.answer_of(connection, guild_id, found.day, member_id)
            streak = (await daily.streaks(connection, guild_id, [member_id])).get(member_id)
        return DailyStanding(
            _opened(found), choices.read(answer.choice) if answer else None, streak.streak.current if streak else 0
        )

    # -- answering

    async def answer(
        self, guild_id: int, day: date, member_id: int, name: str, choice: tuple[int, ...], at: datetime
    ) -> Accepted:
        """Take an answer, which may be changed until the question is revealed; it is on disk when this returns.

        An answer that was given before the reveal and comes after it still counts.

        Args:
            guild_id: the server.
            day: of the question.
            member_id: who answers.
            name: theirs, as it is shown.
            choice: indexes into the question's options.
            at: when Discord made the interaction, by its snowflake.

        Returns:
            The answer that stands, and whether it took another's place.

        Raises:
            TooLate: the question was revealed before `at`.
            NoSuchDaily: there is no question of that day.
            NoSuchAnswer: the question has no such options.
        """
        given = StoredAnswer(member_id, name[:LONGEST_NAME], choices.written(choice), at)

        async def work(connection: AsyncConnection) -> Accepted:
            found = await daily.find(connection, guild_id, day, hold=True)
            if found is None:
                raise NoSuchDaily
            closed = found.revealed_at or self._closing.get((guild_id, day))
            if closed is not None and at > closed:
                raise TooLate
            question = _opened(found).question
            if not choices.is_possible(question, choice):
                raise NoSuchAnswer
            before = await daily.answer_of(connection, guild_id, day, member_id)
            # Two presses of one member may arrive in the wrong order: the one that was made later stands.
            if before is not None and (at < before.at or before.choice == given.choice):
                return Accepted(choices.read(before.choice), changed=False)
            await daily.keep_answer(connection, guild_id, day, given)
            if found.revealed_at is not None:
                await self._count_late(connection, found, question, given)
            return Accepted(choice, changed=before is not None)

        return await self._writes.write(work)

    # -- revealing

    async def to_reveal(self, guild_id: int, before_day: date) -> list[DailyResult]:
        """The questions of earlier days that are still to be revealed, the first day first.

        From the first such call on a question takes no new answers. Call `revealed` for each once it is shown;
        until then they come again. A question that never stood in the channel, and which nobody answered, is not
        among them.
        """
        now = self._clock()
        async with self._database.reading() as connection:
            found = await daily.unrevealed(connection, guild_id, before_day)
            for row in found:
                self._closing.setdefault((guild_id, row.day), now)
            answers = {row.day: await daily.answers(connection, guild_id, row.day) for row in found}
        results: list[DailyResult] = []
        for row in found:
            try:
                question = _opened(row)
            except ValidationError:
                _log.exception("a daily question cannot be read", guild=guild_id, day=row.day.isoformat())
                continue
            results.append(DailyResult(question, tuple(_marked(question.question, each) for each in answers[row.day])))
        return results

    async def left_open(self, guilds: Collection[int]) -> list[int]:
        """Those of these servers that want no more questions and still have one open, since no next one reveals it."""
        quiet = frozenset(guild_id for guild_id in guilds if not self._asks(guild_id))
        # One that asked again since is looked at anew when it has stopped again.
        self._quiet &= quiet
        if quiet == self._quiet:
            return []
        async with self._database.reading() as connection:
            found = sorted(quiet & await daily.servers_with_open(connection))
        self._quiet = quiet - set(found)
        return found

    def _asks(self, guild_id: int) -> bool:
        return self._preferences.of(guild_id).quiz_channel is not None

    async def revealed(self, guild_id: int, day: date) -> bool:
        """Count a question that was revealed: results, ratings and streaks, in one transaction, once.

        Returns:
            False where it was counted before, or there is no such question; then nothing was done.
        """
        at = self._closing.get((guild_id, day)) or self._clock()

        async def work(connection: AsyncConnection) -> bool:
            found = await daily.find(connection, guild_id, day)
            if found is None or not await daily.mark_revealed(connection, guild_id, day, at):
                return False
            answers = await daily.answers(connection, guild_id, day)
            await _count(connection, found, _opened(found).question, answers)
            await _renew_streaks(connection, guild_id, day, answers)
            return True

        counted = await self._writes.write(work)
        self._closing.pop((guild_id, day), None)
        return counted

    async def close(self) -> None:
        """Wait for what is being written; nothing more is taken."""
        await self._writes.close()

    async def _count_late(
        self, connection: AsyncConnection, found: StoredDaily, question: Question, answer: StoredAnswer
    ) -> None:
        await _count(connection, found, question, [answer])
        await _reckon_streaks(connection, found.guild_id, answer)


async def _count(
    connection: AsyncConnection, found: StoredDaily, question: Question, answers: Iterable[StoredAnswer]
) -> None:
    results: list[Result] = []
    names: dict[int, str] = {}
    for answer in answers:
        choice = choices.read(answer.choice)
        right = question.right(choice)
        results.append(Result(answer.member_id, choice, answer.at, right, question.level if right else 0))
        names[answer.member_id] = answer.name
    await count_round(connection, found.guild_id, daily_source(found.day), 0, question, results, names)


async def _renew_streaks(
    connection: AsyncConnection, guild_id: int, day: date, answers: Iterable[StoredAnswer]
) -> None:
    """Renew streaks by the answers of one more day."""
    shown = await daily.shown_days(connection, guild_id)
    if any(revealed != (other < day) for other, revealed in shown.items() if other != day):
        # Not the next day in order: an earlier one could not be revealed when its turn was.
        await _reckon_streaks(connection, guild_id)
        return
    previous = max((other for other in shown if other < day), default=None)
    names = {answer.member_id: answer.name for answer in answers}
    before = await daily.streaks(connection, guild_id, names)
    renewed: list[StoredStreak] = []
    for member_id, name in names.items():
        old = before.get(member_id) or StoredStreak(member_id, name, Streak(), None)
        renewed.append(StoredStreak(member_id, name, old.streak.answered(old.last, previous), day))
    await daily.renew_streaks(connection, guild_id, renewed)
    await daily.break_streaks(connection, guild_id, day)


async def _reckon_streaks(connection: AsyncConnection, guild_id: int, only: StoredAnswer | None = None) -> None:
    """Reckon streaks anew from all days up to the last revealed one: of all members, or of one."""
    shown = await daily.shown_days(connection, guild_id)
    latest = max((day for day, revealed in shown.items() if revealed), default=None)
    days = [day for day in shown if latest is not None and day <= latest]
    before = await daily.streaks(connection, guild_id, None if only is None else {only.member_id})
    answered = await daily.answered_days(connection, guild_id, None if only is None else only.member_id)
    renewed: list[StoredStreak] = []
    for member_id, old in before.items():
        counted = answered.get(member_id, set()) & set(days)
        streak = streak_of(days, counted)
        streak = Streak(streak.current, max(old.streak.best, streak.best))
        renewed.append(StoredStreak(member_id, old.name, streak, max(counted, default=old.last)))
    await daily.renew_streaks(connection, guild_id, renewed)


def _language(preferences: Preferences, said: str | None) -> str:
    return preferences.language or said or DEFAULT_LANGUAGE


def _opened(row: StoredDaily) -> DailyQuestion:
    return DailyQuestion(
        guild_id=row.guild_id,
        day=row.day,
        channel_id=row.channel_id,
        language=row.language,
        question=Question.model_validate_json(row.question),
        message_id=row.message_id,
        revealed=row.revealed_at is not None,
    )


def _marked(question: Question, answer: StoredAnswer) -> DailyAnswer:
    choice = choices.read(answer.choice)
    name = None if answer.hidden else answer.name
    return DailyAnswer(answer.member_id, name, choice, answer.at, question.right(choice))
