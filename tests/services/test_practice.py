"""Practice: what is asked next, what an answer does to it, and that nothing of it is lost or counted twice."""

import asyncio
import random
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.core.quiz.questions import Subject
from bot.core.quiz.review import Grade
from bot.services.practice import Counts, NoSuchAnswer, NothingDue, Practice, Stale
from bot.storage import practice as stored
from bot.storage.database import Database
from tests.services.questions import NOW, RIGHT, WRONG, Clock, SmallPool, question

pytestmark = pytest.mark.both_databases

MEMBER, OTHER, SERVER = 111, 222, 9


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pool() -> SmallPool:
    return SmallPool(
        question("heron"),
        question("crane", level=2),
        question("mit", Subject.LICENCES),
        question("apache", Subject.LICENCES, level=3),
    )


@pytest.fixture
def practice(database: Database, pool: SmallPool, clock: Clock) -> Practice:
    return restarted(database, pool, clock)


def restarted(database: Database, pool: SmallPool, clock: Clock) -> Practice:
    return Practice(database, lambda _: pool, clock, random.Random(1))


async def play(practice: Practice, choice: tuple[int, ...] = RIGHT, subject: Subject | None = None) -> str:
    turn = await practice.next(MEMBER, SERVER, subject)
    await practice.answer(MEMBER, turn.number, choice)
    return turn.question.id


async def everything(database: Database) -> list[tuple[object, ...]]:
    async with database.reading() as connection:
        return [
            tuple(row)
            for table in ("practice_turns", "practice_cards")
            for row in await connection.execute(text(f"SELECT * FROM {table}"))
        ]


async def test_a_question_that_was_not_answered_is_asked_again_under_the_same_number_even_after_a_restart(
    practice: Practice, database: Database, pool: SmallPool, clock: Clock
) -> None:
    turn = await practice.next(MEMBER, None)
    assert turn.new
    assert turn.due_count == 0
    clock.pass_by(days=3)
    assert await restarted(database, pool, clock).next(MEMBER, SERVER) == turn


async def test_an_answer_is_on_disk_when_it_is_confirmed_and_the_next_question_is_another(
    practice: Practice, database: Database, pool: SmallPool, clock: Clock
) -> None:
    turn = await practice.next(MEMBER, None)
    outcome = await practice.answer(MEMBER, turn.number, RIGHT)
    assert (outcome.question, outcome.choice, outcome.right) == (turn.question, RIGHT, True)
    assert outcome.next_due > NOW
    again = restarted(database, pool, clock)
    assert await again.counts(MEMBER) == Counts(due=0, learning=1, total=1)
    following = await again.next(MEMBER, None)
    assert following.number > turn.number
    assert following.question.id != turn.question.id


async def test_what_was_wrong_is_back_in_minutes_before_anything_new(practice: Practice, clock: Clock) -> None:
    missed = await play(practice, WRONG)
    assert await play(practice) != missed
    clock.pass_by(minutes=2)
    turn = await practice.next(MEMBER, None)
    assert (turn.question.id, turn.new, turn.due_count) == (missed, False, 1)


async def test_the_card_that_is_overdue_for_longest_comes_first(practice: Practice, clock: Clock) -> None:
    asked = []
    for _ in range(3):
        asked.append(await play(practice, WRONG))
        clock.pass_by(seconds=1)
    clock.pass_by(minutes=30)
    assert [await play(practice) for _ in range(3)] == asked


async def test_an_answer_counts_once_and_an_old_button_does_nothing(practice: Practice, clock: Clock) -> None:
    first = await practice.next(MEMBER, None)
    await practice.answer(MEMBER, first.number, RIGHT)
    with pytest.raises(Stale):
        await practice.answer(MEMBER, first.number, WRONG)
    second = await practice.next(MEMBER, None)
    with pytest.raises(Stale):
        await practice.answer(MEMBER, first.number, WRONG)
    with pytest.raises(Stale):
        await practice.answer(OTHER, second.number, RIGHT)
    assert await practice.counts(MEMBER) == Counts(due=0, learning=1, total=1)


async def test_of_two_presses_at_once_one_counts(practice: Practice) -> None:
    turn = await practice.next(MEMBER, None)
    pressed = await asyncio.gather(
        *(practice.answer(MEMBER, turn.number, choice) for choice in (RIGHT, WRONG)), return_exceptions=True
    )
    assert sorted(isinstance(each, Stale) for each in pressed) == [False, True]
    assert (await practice.counts(MEMBER)).total == 1


async def test_asking_twice_at_once_gives_the_same_turn(practice: Practice) -> None:
    turns = await asyncio.gather(*(practice.next(MEMBER, None) for _ in range(4)))
    assert len({turn.number for turn in turns}) == 1


async def test_an_answer_that_the_question_does_not_have_changes_nothing(practice: Practice) -> None:
    turn = await practice.next(MEMBER, None)
    for choice in ((4,), (), (0, 1), (-1,)):
        with pytest.raises(NoSuchAnswer):
            await practice.answer(MEMBER, turn.number, choice)
    assert (await practice.answer(MEMBER, turn.number, RIGHT)).right


async def test_a_right_answer_can_be_called_a_guess_or_known_once(practice: Practice) -> None:
    async def right_and(grade: Grade | None) -> timedelta:
        turn = await practice.next(MEMBER, None)
        outcome = await practice.answer(MEMBER, turn.number, RIGHT)
        if grade is not None:
            outcome = await practice.regrade(MEMBER, turn.number, grade)
            with pytest.raises(Stale):
                await practice.regrade(MEMBER, turn.number, Grade.EASY)
        return outcome.next_due - NOW

    guessed, right, known = [await right_and(grade) for grade in (Grade.HARD, None, Grade.EASY)]
    assert guessed < right < known
    assert known > timedelta(days=1)
    assert await practice.counts(MEMBER) == Counts(due=0, learning=2, total=3)


async def test_a_wrong_answer_and_an_old_one_and_an_open_one_cannot_be_graded(practice: Practice) -> None:
    first = await practice.next(MEMBER, None)
    with pytest.raises(Stale):
        await practice.regrade(MEMBER, first.number, Grade.EASY)
    await practice.answer(MEMBER, first.number, WRONG)
    with pytest.raises(Stale):
        await practice.regrade(MEMBER, first.number, Grade.EASY)
    second = await practice.next(MEMBER, None)
    await practice.answer(MEMBER, second.number, RIGHT)
    await practice.next(MEMBER, None)
    with pytest.raises(Stale):
        await practice.regrade(MEMBER, second.number, Grade.EASY)
    with pytest.raises(ValueError, match="guessed or known"):
        await practice.regrade(MEMBER, second.number, Grade.AGAIN)


async def test_a_subject_and_a_level_are_kept_to_and_change_the_open_question(practice: Practice) -> None:
    assert (await practice.next(MEMBER, None)).question.id == "heron"
    licence = await practice.next(MEMBER, None, Subject.LICENCES)
    assert licence.question.id == "mit"
    assert (await practice.next(MEMBER, None)).number == licence.number
    assert (await practice.next(MEMBER, None, Subject.LICENCES, 3)).question.id == "apache"


async def test_due_cards_of_another_subject_wait(practice: Practice, clock: Clock) -> None:
    await play(practice, WRONG)
    clock.pass_by(minutes=5)
    turn = await practice.next(MEMBER, None, Subject.LICENCES)
    assert (turn.question.id, turn.new, turn.due_count) == ("mit", True, 1)


async def test_with_everything_learned_it_is_told_when_something_comes_back(practice: Practice, clock: Clock) -> None:
    for _ in range(4):
        turn = await practice.next(MEMBER, None)
        first = await practice.answer(MEMBER, turn.number, RIGHT)
    with pytest.raises(NothingDue) as nothing:
        await practice.next(MEMBER, None)
    assert nothing.value.next_due == first.next_due
    clock.pass_by(days=1)
    assert not (await practice.next(MEMBER, None)).new


async def test_a_card_whose_question_nobody_makes_any_more_is_dropped(
    practice: Practice, pool: SmallPool, clock: Clock
) -> None:
    gone = await play(practice, WRONG)
    kept = await play(practice, WRONG)
    del pool.questions[gone]
    clock.pass_by(minutes=5)
    turn = await practice.next(MEMBER, None)
    assert (turn.question.id, turn.due_count) == (kept, 1)
    assert (await practice.counts(MEMBER)).total == 1


async def test_a_card_waits_where_only_one_server_does_not_have_its_question(
    database: Database, pool: SmallPool, clock: Clock
) -> None:
    elsewhere = SmallPool(*[each for each in pool.questions.values() if each.id != "heron"])
    practice = Practice(database, lambda guild: elsewhere if guild == SERVER else pool, clock)
    turn = await practice.next(MEMBER, None, Subject.MODELS, 1)
    await practice.answer(MEMBER, turn.number, WRONG)
    clock.pass_by(minutes=5)
    assert (await practice.next(MEMBER, SERVER)).question.id != "heron"
    assert (await practice.counts(MEMBER)).total == 1


async def test_an_open_question_that_nobody_makes_any_more_is_replaced(practice: Practice, pool: SmallPool) -> None:
    turn = await practice.next(MEMBER, None)
    del pool.questions[turn.question.id]
    assert (await practice.next(MEMBER, None)).number > turn.number


async def test_an_open_question_that_cannot_be_read_any_more_is_replaced(
    practice: Practice, database: Database
) -> None:
    turn = await practice.next(MEMBER, None)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE practice_turns SET question = '{}'"))
    with pytest.raises(Stale):
        await practice.answer(MEMBER, turn.number, RIGHT)
    assert (await practice.next(MEMBER, None)).number > turn.number


async def test_without_any_question_there_is_nothing(database: Database, clock: Clock) -> None:
    with pytest.raises(NothingDue) as nothing:
        await Practice(database, lambda _: SmallPool(), clock).next(MEMBER, None)
    assert nothing.value.next_due is None


async def test_a_button_from_before_everything_was_erased_answers_nothing_new(
    practice: Practice, database: Database, clock: Clock
) -> None:
    old = []
    for _ in range(3):
        turn = await practice.next(MEMBER, None)
        await practice.answer(MEMBER, turn.number, RIGHT)
        old.append(turn.number)
        clock.pass_by(seconds=4)
    async with database.writing() as connection:
        await connection.execute(text("DELETE FROM practice_turns"))
        await connection.execute(text("DELETE FROM practice_cards"))
    assert (await practice.next(MEMBER, None)).number > max(old)


async def test_what_was_changed_meanwhile_is_not_written_over(practice: Practice, database: Database) -> None:
    """Where a database lets others in between reading and writing, as PostgreSQL does."""
    turn = await practice.next(MEMBER, None)
    async with database.reading() as connection:
        asked = await stored.turn(connection, MEMBER)
    await practice.answer(MEMBER, turn.number, RIGHT)
    async with database.reading() as connection:
        card = await stored.card(connection, MEMBER, turn.question.id)
    await practice.regrade(MEMBER, turn.number, Grade.EASY)
    await practice.next(MEMBER, None)
    before = await everything(database)
    assert asked is not None
    assert card is not None
    async with database.writing() as connection:
        assert not await stored.ask(connection, MEMBER, None, asked)
        assert not await stored.ask(connection, MEMBER, asked, asked)
        assert not await stored.settle(connection, MEMBER, turn.number, "0")
        assert not await stored.keep(connection, MEMBER, card, card)
    assert await everything(database) == before


async def test_an_answer_is_not_settled_twice(practice: Practice, database: Database) -> None:
    turn = await practice.next(MEMBER, None)
    async with database.writing() as connection:
        assert await stored.settle(connection, MEMBER, turn.number, "1")
        assert not await stored.settle(connection, MEMBER, turn.number, "0")
        assert (await stored.turn(connection, MEMBER) or pytest.fail("no turn")).choice == "1"


async def test_members_do_not_see_each_others_cards(practice: Practice) -> None:
    await play(practice, WRONG)
    assert await practice.counts(OTHER) == Counts(0, 0, 0)
    assert (await practice.next(OTHER, None)).new
