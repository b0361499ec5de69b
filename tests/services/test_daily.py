"""The daily question: posted once, answered until it is revealed, counted once; and the streaks that come of it."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text, update

from bot.core.editing.policy import Actor
from bot.core.quiz.events import Accepted
from bot.core.quiz.periods import Period
from bot.services.daily import Daily, DailyQuestion, NoSuchAnswer, NoSuchDaily, TooLate
from bot.services.preferences import PreferenceKeeper
from bot.services.quiz_scores import QuizScores
from bot.storage import quiz_results
from bot.storage.database import Database
from bot.storage.tables import quiz_daily
from tests.services.questions import NOW, RIGHT, WRONG, Clock, SmallPool, question

pytestmark = pytest.mark.both_databases

SERVER, OTHER_SERVER, CHANNEL = 9, 10, 77
ANNA, BEN, CLEO = 111, 222, 333
TODAY = NOW.date()
DAY = timedelta(days=1)

Restarted = Callable[[], Daily]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pool() -> SmallPool:
    return SmallPool(*(question(f"question-{number:02}", level=2) for number in range(40)))


@pytest.fixture
async def preferences(database: Database) -> PreferenceKeeper:
    keeper = PreferenceKeeper(database)
    for guild_id in (SERVER, OTHER_SERVER):
        await prefer(keeper, guild_id, quiz_channel=CHANNEL, daily_time="09:00")
    return keeper


async def prefer(keeper: PreferenceKeeper, guild_id: int, **changes: object) -> None:
    await keeper.change(Actor(1, guild_id, manage_server=True), guild_id, changes, NOW)


@pytest.fixture
def restart(database: Database, pool: SmallPool, preferences: PreferenceKeeper, clock: Clock) -> Restarted:
    return lambda: Daily(database, lambda _: pool, preferences, clock, chance=random.Random(1))


@pytest.fixture
def daily(restart: Restarted) -> Daily:
    return restart()


async def posted(daily: Daily, guild_id: int = SERVER) -> DailyQuestion:
    """Today's question, standing in its channel."""
    [claimed] = await daily.claim_due([guild_id])
    await daily.posted(guild_id, claimed.day, 5000 + claimed.day.toordinal())
    return claimed


async def revealed(daily: Daily, before: date) -> None:
    for result in await daily.to_reveal(SERVER, before):
        assert await daily.revealed(SERVER, result.daily.day)


async def days(daily: Daily, clock: Clock, *who: tuple[int, ...], wrong: bool = False) -> None:
    """One day after another: the question is posted, these members answer, and the next day it is revealed."""
    for members in who:
        claimed = await posted(daily)
        for member in members:
            await daily.answer(SERVER, claimed.day, member, f"m{member}", WRONG if wrong else RIGHT, clock())
        clock.pass_by(days=1)
        await revealed(daily, claimed.day + DAY)


async def streak(database: Database, clock: Clock, member: int) -> tuple[int, int]:
    stats = await QuizScores(database, clock).stats(SERVER, member)
    return stats.streak, stats.best_streak


# -- asking


async def test_a_due_question_is_handed_out_once_with_where_and_how_to_post_it(daily: Daily) -> None:
    [claimed] = await daily.claim_due([SERVER], {SERVER: "zh-CN"})
    assert (claimed.guild_id, claimed.day, claimed.channel_id) == (SERVER, TODAY, CHANNEL)
    assert (claimed.language, claimed.message_id, claimed.revealed) == ("zh-CN", None, False)
    assert await daily.claim_due([SERVER]) == []
    assert await daily.question_of(SERVER, TODAY) == claimed
    assert await daily.question_of(OTHER_SERVER, TODAY) is None


async def test_the_language_is_what_the_server_set_else_what_discord_says_else_english(
    daily: Daily, preferences: PreferenceKeeper
) -> None:
    [plain] = await daily.claim_due([SERVER])
    await prefer(preferences, OTHER_SERVER, language="zh-CN")
    [chosen] = await daily.claim_due([OTHER_SERVER], {OTHER_SERVER: "en"})
    assert (plain.language, chosen.language) == ("en", "zh-CN")


async def test_nothing_is_handed_out_before_the_time_or_without_a_channel(
    daily: Daily, clock: Clock, preferences: PreferenceKeeper
) -> None:
    clock.now = NOW.replace(hour=8, minute=59)
    await prefer(preferences, OTHER_SERVER, quiz_channel=None)
    assert await daily.claim_due([SERVER, OTHER_SERVER]) == []
    clock.pass_by(minutes=1)
    assert [claimed.guild_id for claimed in await daily.claim_due([SERVER, OTHER_SERVER])] == [SERVER]


async def test_two_processes_that_look_at_once_post_one_question(restart: Restarted) -> None:
    processes = [restart() for _ in range(4)]
    found = await asyncio.gather(*(process.claim_due([SERVER, OTHER_SERVER]) for process in processes))
    assert sorted(claimed.guild_id for each in found for claimed in each) == [SERVER, OTHER_SERVER]


async def test_what_was_claimed_before_a_crash_is_handed_out_again_at_once_and_only_once(
    restart: Restarted, clock: Clock
) -> None:
    [lost] = await restart().claim_due([SERVER])
    clock.pass_by(seconds=5)
    after = restart()
    assert await after.claim_due([SERVER]) == [lost]
    assert await after.claim_due([SERVER]) == []


async def test_what_could_not_be_posted_is_handed_out_again_after_two_minutes_to_the_channel_of_then(
    daily: Daily, restart: Restarted, clock: Clock, preferences: PreferenceKeeper
) -> None:
    [first] = await daily.claim_due([SERVER])
    clock.pass_by(seconds=119)
    assert await daily.claim_due([SERVER]) == []
    clock.pass_by(seconds=2)
    await prefer(preferences, SERVER, quiz_channel=78)
    both = await asyncio.gather(daily.claim_due([SERVER]), daily.claim_due([SERVER]))
    [again] = [claimed for each in both for claimed in each]
    assert (again.question, again.day, again.channel_id) == (first.question, first.day, 78)


async def test_a_posted_question_is_never_handed_out_again(daily: Daily, restart: Restarted, clock: Clock) -> None:
    claimed = await posted(daily)
    clock.pass_by(hours=3)
    assert await daily.claim_due([SERVER]) == []
    assert await restart().claim_due([SERVER]) == []
    stored = await daily.question_of(SERVER, claimed.day)
    assert stored is not None
    assert stored.message_id == 5000 + claimed.day.toordinal()


async def test_after_days_away_todays_question_is_asked_and_no_older_one(restart: Restarted, clock: Clock) -> None:
    await posted(restart())
    clock.pass_by(days=4)
    assert [claimed.day for claimed in await restart().claim_due([SERVER])] == [TODAY + 4 * DAY]


async def test_a_zone_that_goes_back_a_day_gives_no_second_question_for_a_day(
    daily: Daily, clock: Clock, preferences: PreferenceKeeper
) -> None:
    await prefer(preferences, SERVER, time_zone="Pacific/Auckland", daily_time="00:30")
    assert (await posted(daily)).day == TODAY + DAY
    await prefer(preferences, SERVER, time_zone="America/Los_Angeles", daily_time="00:30")
    found = []
    for _ in range(60):
        clock.pass_by(hours=1)
        for claimed in await daily.claim_due([SERVER]):
            found.append(claimed.day)
            await daily.posted(SERVER, claimed.day, 1)
    assert found == [TODAY + 2 * DAY]


async def test_a_question_chosen_for_a_day_that_is_tomorrow_again_waits_for_it(
    daily: Daily, clock: Clock, preferences: PreferenceKeeper
) -> None:
    await prefer(preferences, SERVER, time_zone="Pacific/Auckland", daily_time="00:30")
    [never_posted] = await daily.claim_due([SERVER])
    await prefer(preferences, SERVER, time_zone="America/Los_Angeles", daily_time="00:30")
    clock.pass_by(hours=1)
    assert await daily.claim_due([SERVER]) == []
    clock.pass_by(days=1)
    assert await daily.claim_due([SERVER]) == [never_posted]


async def test_through_a_change_of_clocks_there_is_one_question_a_day_even_with_restarts(
    restart: Restarted, clock: Clock, preferences: PreferenceKeeper
) -> None:
    await prefer(preferences, SERVER, time_zone="Europe/Berlin", daily_time="02:30")
    for start in (datetime.fromisoformat("2026-03-28T00:00+00:00"), datetime.fromisoformat("2026-10-24T00:00+00:00")):
        clock.now = start
        found = []
        for _ in range(72 * 4):
            clock.pass_by(minutes=15)
            daily = restart()
            for claimed in await daily.claim_due([SERVER]):
                found.append(claimed.day)
                await daily.posted(SERVER, claimed.day, 1)
        assert found == [start.date() + ahead * DAY for ahead in range(3)]


async def test_questions_do_not_come_back_and_are_noted_as_asked(
    daily: Daily, database: Database, clock: Clock
) -> None:
    asked = []
    for _ in range(12):
        asked.append((await posted(daily)).question.id)
        clock.pass_by(days=1)
    assert len(set(asked)) == len(asked)
    async with database.reading() as connection:
        assert await quiz_results.resting(connection, SERVER, clock()) == set(asked)
        assert await quiz_results.resting(connection, OTHER_SERVER, clock()) == set()


async def test_with_no_question_left_there_is_none_and_other_servers_get_theirs(
    database: Database, preferences: PreferenceKeeper, clock: Clock, pool: SmallPool
) -> None:
    def of(guild_id: int) -> SmallPool:
        if guild_id == 11:
            raise RuntimeError("this server's data are broken")
        return SmallPool() if guild_id == SERVER else pool

    await prefer(preferences, 11, quiz_channel=CHANNEL)
    daily = Daily(database, of, preferences, clock)
    assert [claimed.guild_id for claimed in await daily.claim_due([11, SERVER, OTHER_SERVER])] == [OTHER_SERVER]


# -- answering


async def test_an_answer_may_be_changed_until_the_reveal(daily: Daily, clock: Clock) -> None:
    claimed = await posted(daily)

    def press(choice: tuple[int, ...], at: datetime) -> Awaitable[Accepted]:
        return daily.answer(SERVER, claimed.day, ANNA, "Anna", choice, at)

    assert await press(WRONG, clock()) == Accepted(WRONG, changed=False)
    assert await press(RIGHT, clock.pass_by(hours=1)) == Accepted(RIGHT, changed=True)
    assert await press(RIGHT, clock.pass_by(hours=1)) == Accepted(RIGHT, changed=False)
    assert await press(WRONG, clock() - timedelta(hours=1, minutes=30)) == Accepted(RIGHT, changed=False)
    [result] = await daily.to_reveal(SERVER, claimed.day + DAY)
    assert [(answer.member_id, answer.choice, answer.right) for answer in result.answers] == [(ANNA, RIGHT, True)]


async def test_what_cannot_be_answered_is_refused(daily: Daily, clock: Clock) -> None:
    claimed = await posted(daily)
    with pytest.raises(NoSuchAnswer):
        await daily.answer(SERVER, claimed.day, ANNA, "Anna", (9,), clock())
    with pytest.raises(NoSuchDaily):
        await daily.answer(SERVER, claimed.day - DAY, ANNA, "Anna", RIGHT, clock())
    assert (await daily.to_reveal(SERVER, claimed.day + DAY))[0].answers == ()


async def test_a_hundred_answers_at_once_are_all_kept_even_by_a_process_that_ends_then(
    daily: Daily, restart: Restarted, clock: Clock
) -> None:
    claimed = await posted(daily)
    await asyncio.gather(*(daily.answer(SERVER, claimed.day, 1000 + n, f"m{n}", (n % 4,), clock()) for n in range(100)))
    [result] = await restart().to_reveal(SERVER, claimed.day + DAY)
    assert len(result.answers) == 100
    assert len(result.right) == 25


async def test_once_the_answer_is_shown_nothing_more_counts_though_what_was_given_before_does(
    daily: Daily, database: Database, clock: Clock
) -> None:
    claimed = await posted(daily)
    given = clock()
    clock.pass_by(days=1)
    [shown] = await daily.to_reveal(SERVER, claimed.day + DAY)
    assert shown.answers == ()
    clock.pass_by(seconds=1)
    with pytest.raises(TooLate):
        await daily.answer(SERVER, claimed.day, ANNA, "Anna", RIGHT, clock())
    await daily.answer(SERVER, claimed.day, BEN, "Ben", RIGHT, given)
    clock.pass_by(seconds=1)
    assert await daily.revealed(SERVER, claimed.day)
    with pytest.raises(TooLate):
        await daily.answer(SERVER, claimed.day, ANNA, "Anna", RIGHT, clock() - timedelta(seconds=1))
    await daily.answer(SERVER, claimed.day, CLEO, "Cleo", RIGHT, given)
    board = await QuizScores(database, clock).leaderboard(SERVER, Period.ALL)
    assert [(row.name, row.points, row.answered) for row in board.rows] == [("Ben", 2, 1), ("Cleo", 2, 1)]
    assert await streak(database, clock, CLEO) == (1, 1)


# -- revealing


async def test_earlier_questions_are_revealed_with_the_next_in_order_and_once(
    daily: Daily, restart: Restarted, clock: Clock
) -> None:
    first = await posted(daily)
    await daily.answer(SERVER, first.day, ANNA, "Anna", RIGHT, clock())
    assert await daily.to_reveal(SERVER, first.day) == []
    clock.pass_by(days=1)
    second = await posted(daily)
    await daily.answer(SERVER, second.day, BEN, "Ben", WRONG, clock())
    clock.pass_by(days=1)
    third = await posted(daily)
    results = await restart().to_reveal(SERVER, third.day)
    assert [result.daily.day for result in results] == [first.day, second.day]
    assert [[(answer.name, answer.right) for answer in result.answers] for result in results] == [
        [("Anna", True)],
        [("Ben", False)],
    ]
    assert [len(result.right) for result in results] == [1, 0]
    assert [await daily.revealed(SERVER, day) for day in (first.day, second.day)] == [True, True]
    assert [await daily.revealed(SERVER, day) for day in (first.day, second.day)] == [False, False]
    assert await daily.to_reveal(SERVER, third.day) == []
    stored = await daily.question_of(SERVER, first.day)
    assert stored is not None
    assert stored.revealed


async def test_two_reveals_at_once_count_once(restart: Restarted, database: Database, clock: Clock) -> None:
    daily = restart()
    claimed = await posted(daily)
    await daily.answer(SERVER, claimed.day, ANNA, "Anna", RIGHT, clock())
    counted = await asyncio.gather(*(restart().revealed(SERVER, claimed.day) for _ in range(4)))
    assert sorted(counted) == [False, False, False, True]
    board = await QuizScores(database, clock).leaderboard(SERVER, Period.ALL)
    assert [(row.points, row.answered) for row in board.rows] == [(2, 1)]
    assert await streak(database, clock, ANNA) == (1, 1)


async def test_a_reveal_that_fails_half_way_keeps_nothing_and_can_be_tried_again(
    daily: Daily, database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = await posted(daily)
    await daily.answer(SERVER, claimed.day, ANNA, "Anna", RIGHT, clock())

    async def fail(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("bot.storage.daily.renew_streaks", fail)
        with pytest.raises(OSError, match="full"):
            await daily.revealed(SERVER, claimed.day)
    assert (await QuizScores(database, clock).leaderboard(SERVER, Period.ALL)).rows == ()
    assert await daily.revealed(SERVER, claimed.day)
    assert await streak(database, clock, ANNA) == (1, 1)


async def test_a_hidden_name_is_not_told(daily: Daily, database: Database, clock: Clock) -> None:
    claimed = await posted(daily)
    await daily.answer(SERVER, claimed.day, ANNA, "Anna", RIGHT, clock())
    await daily.answer(SERVER, claimed.day, BEN, "Ben", RIGHT, clock())
    await QuizScores(database, clock).hide(SERVER, ANNA, True)
    [result] = await daily.to_reveal(SERVER, claimed.day + DAY)
    assert [answer.name for answer in result.answers] == [None, "Ben"]


async def test_a_question_that_can_no_longer_be_read_does_not_keep_others_from_being_revealed(
    daily: Daily, database: Database, clock: Clock
) -> None:
    broken = await posted(daily)
    clock.pass_by(days=1)
    whole = await posted(daily)
    async with database.writing() as connection:
        await connection.execute(update(quiz_daily).where(quiz_daily.c.day == broken.day).values(question="{}"))
    assert [result.daily for result in await daily.to_reveal(SERVER, whole.day + DAY)] == [
        await daily.question_of(SERVER, whole.day)
    ]


async def test_results_teach_how_hard_a_question_is(daily: Daily, database: Database, clock: Clock) -> None:
    claimed = await posted(daily)
    for member in range(12):
        await daily.answer(SERVER, claimed.day, member, f"m{member}", WRONG, clock())
    await daily.revealed(SERVER, claimed.day)
    async with database.reading() as connection:
        assert await quiz_results.learned_levels(connection) == {claimed.question.id: 3}


# -- streaks


async def test_a_streak_counts_days_answered_right_or_not_and_ends_with_a_missed_one(
    daily: Daily, database: Database, clock: Clock
) -> None:
    await days(daily, clock, (ANNA, BEN), (ANNA,), wrong=True)
    assert await streak(database, clock, ANNA) == (2, 2)
    assert await streak(database, clock, BEN) == (0, 1)
    await days(daily, clock, (ANNA, BEN))
    assert await streak(database, clock, ANNA) == (3, 3)
    assert await streak(database, clock, BEN) == (1, 1)
    await days(daily, clock, ())
    assert await streak(database, clock, ANNA) == (0, 3)


async def test_days_without_a_question_break_no_streak(
    daily: Daily, restart: Restarted, database: Database, clock: Clock
) -> None:
    await days(daily, clock, (ANNA,))
    clock.pass_by(days=5)
    # One that was chosen and never came to stand in the channel is no question that anybody could have answered.
    await daily.claim_due([SERVER])
    clock.pass_by(days=1)
    await days(restart(), clock, (ANNA,))
    assert await streak(database, clock, ANNA) == (2, 2)


async def test_a_question_that_was_answered_counts_even_if_its_message_was_never_noted(
    daily: Daily, database: Database, clock: Clock
) -> None:
    [claimed] = await daily.claim_due([SERVER])
    await daily.answer(SERVER, claimed.day, ANNA, "Anna", RIGHT, clock())
    await revealed(daily, claimed.day + DAY)
    assert await streak(database, clock, ANNA) == (1, 1)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
async def test_streaks_are_the_same_in_whatever_order_days_come_to_be_counted(
    daily: Daily, database: Database, clock: Clock, order: tuple[int, ...]
) -> None:
    for members in ((ANNA, BEN), (ANNA,), (ANNA, BEN, CLEO)):
        claimed = await posted(daily)
        for member in members:
            await daily.answer(SERVER, claimed.day, member, f"m{member}", RIGHT, clock())
        clock.pass_by(days=1)
    for number in order:
        assert await daily.revealed(SERVER, TODAY + number * DAY)
    assert [await streak(database, clock, member) for member in (ANNA, BEN, CLEO)] == [(3, 3), (1, 1), (1, 1)]
    await days(daily, clock, (ANNA, CLEO))
    assert [await streak(database, clock, member) for member in (ANNA, BEN, CLEO)] == [(4, 4), (0, 1), (2, 2)]


async def test_servers_do_not_mix(daily: Daily, database: Database, clock: Clock) -> None:
    here, there = await posted(daily), await posted(daily, OTHER_SERVER)
    await daily.answer(SERVER, here.day, ANNA, "Anna", RIGHT, clock())
    await daily.answer(OTHER_SERVER, there.day, BEN, "Ben", RIGHT, clock())
    await daily.revealed(SERVER, here.day)
    async with database.reading() as connection:
        rows = await connection.execute(text("SELECT guild_id, member_id FROM quiz_members"))
        assert [tuple(row) for row in rows] == [(SERVER, ANNA)]
    [result] = await daily.to_reveal(OTHER_SERVER, there.day + DAY)
    assert [answer.name for answer in result.answers] == ["Ben"]
