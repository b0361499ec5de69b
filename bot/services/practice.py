"""Practice: one question at a time for one member alone, in a server or in direct messages, and what comes back when.

Cards belong to the member, wherever they practise. When a card comes back is for `bot.core.quiz.review`.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import ValidationError

from bot.core.quiz import choices
from bot.core.quiz.pool import QuestionPool, Wish
from bot.core.quiz.questions import Level, Question, Subject
from bot.core.quiz.review import Grade, NothingToRegrade, grade_of, is_learning, new_card, regrade, review
from bot.storage import practice, quiz_results
from bot.storage.database import Database
from bot.storage.practice import StoredCard, StoredTurn
from bot.storage.tables import BASE_GUILD

OFFERED_GRADES = frozenset({Grade.HARD, Grade.EASY})
"""What a member may say after a right answer: that it was guessed, or known at once."""

_DRAWN = 6
"""So many questions are drawn as for a game, and one of them is asked, so that all kinds have their turn."""
_TRIES = 3
_NUMBERS_FROM = datetime(2025, 1, 1, tzinfo=UTC)


class Stale(Exception):
    """This turn is over: another question was asked since, or it has been answered (or graded anew) already."""


class NoSuchAnswer(Exception):
    """The question has no such answer."""


class NothingDue(Exception):
    """No card is due, and there is no question that the member has not met yet."""

    def __init__(self, next_due: datetime | None) -> None:
        """`next_due` is when a card falls due; None where there is no card either."""
        super().__init__("nothing to practise now")
        self.next_due = next_due


@dataclass(frozen=True, slots=True)
class Turn:
    """The question that lies before a member."""

    number: int
    """Tells this turn from all others of the member, so that old buttons are known."""
    question: Question
    due_count: int
    """How many of the member's cards are due, this one included."""
    new: bool
    """Whether the member meets the question for the first time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer came to; it is on disk."""

    question: Question
    choice: tuple[int, ...]
    right: bool
    next_due: datetime
    """When this question comes back, in UTC."""
    due_count: int
    """How many of the member's cards are due now."""


@dataclass(frozen=True, slots=True)
class Counts:
    """A member's cards."""

    due: int
    learning: int
    """Those that come back within minutes rather than days."""
    total: int


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the member asked for, and where it comes from."""

    subject: Subject | None
    level: Level | None
    pool: QuestionPool
    base: QuestionPool
    chance: random.Random

    def is_gone(self, question_id: str) -> bool:
        """Whether no maker makes it, here or in the base."""
        return question_id not in self.pool.seeds and question_id not in self.base.seeds

    def fits(self, subject: Subject, level: Level) -> bool:
        """Whether a question of that sort is what the member asked for."""
        return self.subject in (None, subject) and self.level in (None, level)


class Practice:
    """Practice for everybody."""

    def __init__(
        self,
        database: Database,
        pool: Callable[[int], QuestionPool],
        clock: Callable[[], datetime],
        chance: random.Random | None = None,
    ) -> None:
        """Practise with the questions that `pool` gives for a server, 0 for none; `clock` gives the present."""
        self._database = database
        self._pool = pool
        self._clock = clock
        self._chance = chance or random.Random()

    async def next(
        self, member_id: int, guild_id: int | None, subject: Subject | None = None, level: Level | None = None
    ) -> Turn:
        """The question that a member is asked next.

        One that was asked and not answered is asked again, under the same number, if it is what the member asks
        for now. Else the card that has been due for longest; else a question without a card. Cards whose question
        can no longer be made are dropped.

        Args:
            member_id: who practises.
            guild_id: where; None or 0 in direct messages.
            subject: only questions about it; None for all.
            level: only cards of this level; new questions are of the neighbouring ones where it has none left.

        Raises:
            NothingDue: there is nothing that could be asked now.
            Stale: the member asked for several questions at once, again and again.
        """
        pool, base = self._pool(guild_id or BASE_GUILD), self._pool(BASE_GUILD)
        wanted = _Wanted(subject, level, pool, base, self._chance)
        for _ in range(_TRIES):
            turn = await self._next(member_id, wanted)
            if turn is not None:
                return turn
        raise Stale

    async def _next(self, member_id: int, wanted: _Wanted) -> Turn | None:
        """None where another question was asked at the same moment."""
        now = self._clock()
        async with self._database.reading() as connection:
            before = await practice.turn(connection, member_id)
            cards = await practice.cards(connection, member_id)
            levels = await quiz_results.learned_levels(connection)
        known = {card.question_id for card in cards}
        due = [card for card in cards if card.due <= now]
        if before is not None and before.choice is None:
            standing = _read(before.question)
            if standing and not wanted.is_gone(standing.id) and wanted.fits(standing.subject, standing.level):
                return Turn(before.number, standing, len(due), standing.id not in known)
        question, gone = _most_overdue(due, wanted)
        if question is None:
            drawn = wanted.pool.choose(Wish(wanted.subject, wanted.level, _DRAWN), known, levels, self._chance)
            question = next((one for one in drawn if wanted.fits(one.subject, one.level)), drawn[0] if drawn else None)
        async with self._database.writing() as connection:
            await practice.drop(connection, member_id, gone)
            if question is not None:
                number = _first_number(now) if before is None else before.number + 1
                turn = StoredTurn(number, question.model_dump_json(), None, now)
                asked = await practice.ask(connection, member_id, before, turn)
                due_count = await practice.count_due(connection, member_id, now)
                return Turn(number, question, due_count, question.id not in known) if asked else None
        left = [card.due for card in cards if card.question_id not in gone and card.due > now]
        raise NothingDue(min(left, default=None))

    async def asked(self, member_id: int, number: int) -> Question:
        """The question of a turn that waits for its answer.

        Raises:
            Stale: it is not the turn that the member was asked last, or it has an answer.
        """
        async with self._database.reading() as connection:
            turn = await practice.turn(connection, member_id)
        question = _read(turn.question) if turn and turn.number == number and turn.choice is None else None
        if question is None:
            raise Stale
        return question

    async def answer(self, member_id: int, number: int, choice: tuple[int, ...]) -> Outcome:
        """Take a member's answer to a turn; it is on disk when this returns.

        Args:
            member_id: who answers.
            number: of the turn.
            choice: indexes into the question's options.

        Raises:
            Stale: it is not the turn that the member was asked last, or it has an answer.
            NoSuchAnswer: the question has no such options.
        """
        now = self._clock()
        async with self._database.writing() as connection:
            turn = await practice.turn(connection, member_id)
            question = _read(turn.question) if turn and turn.number == number and turn.choice is None else None
            if question is None:
                raise Stale
            if not choices.is_possible(question, choice):
                raise NoSuchAnswer
            # The condition stands in the change itself: elsewhere than on SQLite others come between.
            if not await practice.settle(connection, member_id, number, choices.written(choice)):
                raise Stale
            right = question.right(choice)
            before = await practice.card(connection, member_id, question.id)
            card, due = review(before.card if before else new_card(now), grade_of(right), now)
            if not await practice.keep(connection, member_id, before, StoredCard(question.id, card, due)):
                raise Stale
            due_count = await practice.count_due(connection, member_id, now)
        return Outcome(question, choice, right, due, due_count)

    async def regrade(self, member_id: int, number: int, grade: Grade) -> Outcome:
        """Let a member say how hard the right answer was that they just gave, once.

        Raises:
            Stale: it is not the turn that the member answered last, or the answer was wrong, or this was said before.
            ValueError: it is none of `OFFERED_GRADES`.
        """
        if grade not in OFFERED_GRADES:
            raise ValueError("a right answer was either guessed or known at once")
        now = self._clock()
        async with self._database.writing() as connection:
            turn = await practice.turn(connection, member_id)
            question = _read(turn.question) if turn and turn.number == number else None
            if turn is None or question is None or turn.choice is None:
                raise Stale
            choice = choices.read(turn.choice)
            before = await practice.card(connection, member_id, question.id)
            if before is None or not question.right(choice):
                raise Stale
            try:
                card, due = regrade(before.card, grade)
            except NothingToRegrade as problem:
                raise Stale from problem
            if not await practice.keep(connection, member_id, before, StoredCard(question.id, card, due)):
                raise Stale
            due_count = await practice.count_due(connection, member_id, now)
        return Outcome(question, choice, True, due, due_count)

    async def counts(self, member_id: int) -> Counts:
        """How many cards a member has, and how many of them are due."""
        now = self._clock()
        async with self._database.reading() as connection:
            cards = await practice.cards(connection, member_id)
        return Counts(sum(card.due <= now for card in cards), sum(is_learning(card.card) for card in cards), len(cards))


def _most_overdue(due: Iterable[StoredCard], wanted: _Wanted) -> tuple[Question | None, set[str]]:
    """The question of the first card that fits, and all due cards whose question is gone."""
    here, base = wanted.pool.seeds, wanted.base.seeds
    found: Question | None = None
    gone: set[str] = set()
    for card in due:
        seed = here.get(card.question_id)
        if seed is None:
            if card.question_id not in base:
                gone.add(card.question_id)
        elif found is None and wanted.fits(seed[1], seed[2]):
            found = wanted.pool.get(card.question_id, wanted.chance)
    return found, gone


def _first_number(now: datetime) -> int:
    """A number that no earlier turn of the member had, even if they erased everything since: seconds."""
    return max(1, int((now - _NUMBERS_FROM).total_seconds()))


def _read(question: str) -> Question | None:
    """A stored question; None where another version of the program wrote it in another form."""
    try:
        return Question.model_validate_json(question)
    except ValidationError:
        return None
