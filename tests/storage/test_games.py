"""Games, results, ratings and preferences as they are kept."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from bot.core.preferences import Preferences
from bot.core.quiz.events import Press, Start, Tick, event_adapter
from bot.core.quiz.rating import ENOUGH, Rated
from bot.core.quiz.scoring import Result
from bot.storage import games, preferences, quiz_results
from bot.storage.database import Database
from bot.storage.preferences import Overtaken
from bot.storage.quiz_results import RESTING_QUESTIONS, RESTING_TIME, QuestionRating
from bot.storage.tables import preferences as preferences_table
from bot.storage.tables import quiz_asked, quiz_events, quiz_members
from tests.core.quiz_samples import NOW, question, start

pytestmark = pytest.mark.both_databases

SERVER, OTHER = 10, 20


async def test_a_game_gives_its_events_back_in_order_with_their_moments(database: Database) -> None:
    happened = [start(), Press(member=2, name="Bob", round=0, choice=(1,), at=NOW + timedelta(microseconds=1)), Tick()]
    async with database.writing() as connection:
        first = await games.add(connection, SERVER, 5, "en", NOW)
        second = await games.add(connection, SERVER, 6, "zh-CN", NOW)
        for number in (2, 0, 1):
            row = games.event_row(first, number, happened[number], NOW + timedelta(seconds=number, microseconds=7))
            await games.append(connection, [row])
        await games.append(connection, [games.event_row(second, 0, Tick(), NOW)])
        await games.append(connection, [])
    async with database.reading() as connection:
        found = await games.events(connection, first)
        assert [event_adapter.validate_json(event.text) for event in found] == happened
        assert [event.at for event in found] == [NOW + timedelta(seconds=n, microseconds=7) for n in range(3)]
        assert {key: len(events) for key, events in (await games.events_of(connection, [first, second])).items()} == {
            first: 3,
            second: 1,
        }
        assert await games.events(connection, 99) == []


async def append_alone(database: Database, rows: Sequence[Mapping[str, Any]]) -> None:
    async with database.writing() as connection:
        await games.append(connection, rows)


async def test_an_event_of_the_same_number_is_refused(database: Database) -> None:
    async with database.writing() as connection:
        game = await games.add(connection, SERVER, 5, "en", NOW)
        await games.append(connection, [games.event_row(game, 0, Tick(), NOW)])
    rows = [games.event_row(game, number, Tick(), NOW) for number in (1, 0)]
    with pytest.raises(IntegrityError):
        await append_alone(database, rows)
    async with database.reading() as connection:
        assert len(await games.events(connection, game)) == 1


async def test_games_that_ended_are_not_open_and_erased_ones_leave_nothing(database: Database) -> None:
    async with database.writing() as connection:
        ids = [await games.add(connection, SERVER, channel, "en", NOW) for channel in range(3)]
        await games.append(connection, [games.event_row(game, 0, Tick(), NOW) for game in ids])
        await games.end(connection, ids[1], NOW + timedelta(hours=1))
        await games.end(connection, ids[1], NOW + timedelta(hours=2))
        await games.erase(connection, ids[2])
    async with database.reading() as connection:
        assert [game.id for game in await games.open_games(connection)] == [ids[0]]
        assert (await connection.execute(select(func.count()).select_from(quiz_events))).scalar() == 2


def result(member: int, *, right: bool, points: int = 0, minutes: float = 0) -> Result:
    return Result(member, (1,) if right else (0,), NOW + timedelta(minutes=minutes), right, points)


async def test_results_are_kept_once_and_corrected(database: Database) -> None:
    asked = question(1)
    async with database.writing() as connection:
        await quiz_results.put_results(
            connection, SERVER, "game:1", 0, asked, [result(1, right=True, points=2), result(2, right=False)]
        )
        await quiz_results.put_results(
            connection, SERVER, "game:1", 0, asked, [result(1, right=True, points=0), result(3, right=True, points=2)]
        )
        await quiz_results.put_results(connection, SERVER, "game:1", 1, asked, [])
        assert await quiz_results.results_of(connection, SERVER, "game:1", 0) == {1: True, 2: False, 3: True}
        board = await quiz_results.leaderboard(connection, SERVER, None)
    assert [(row.member_id, row.points, row.right, row.answered) for row in board] == [
        (3, 2, 1, 1),
        (1, 0, 1, 1),
        (2, 0, 0, 1),
    ]


async def test_a_leaderboard_counts_one_server_since_a_moment_and_knows_names(database: Database) -> None:
    async with database.writing() as connection:
        for number, (server, minutes) in enumerate([(SERVER, 0), (SERVER, 60), (OTHER, 60)]):
            found = [result(1, right=True, points=2, minutes=minutes), result(2, right=False, minutes=minutes)]
            await quiz_results.put_results(connection, server, f"game:{number}", 0, question(number), found)
        await quiz_results.put_members(connection, SERVER, [(1, "Ann", 1010.0), (2, "B" * 150, 990.0)])
        await connection.execute(update(quiz_members).where(quiz_members.c.member_id == 2).values(hidden=True))
        await quiz_results.put_members(connection, SERVER, [(2, "Bob", 980.0)])
        ever = await quiz_results.leaderboard(connection, SERVER, None)
        lately = await quiz_results.leaderboard(connection, SERVER, NOW + timedelta(minutes=30), limit=1)
        subjects = await quiz_results.subjects_of(connection, SERVER, 1)
        players = await quiz_results.members(connection, SERVER, [1, 2, 3])
    assert [(row.name, row.hidden, row.points, row.answered) for row in ever] == [
        ("Ann", False, 4, 2),
        ("Bob", True, 0, 2),
    ]
    assert [(row.member_id, row.points) for row in lately] == [(1, 2)]
    assert [(row.subject, row.points, row.right, row.answered) for row in subjects] == [
        (question(0).subject, 2, 1, 1),
        (question(1).subject, 2, 1, 1),
    ]
    assert {member: (player.rated, player.hidden) for member, player in players.items()} == {
        1: (Rated(1010.0, 2), False),
        2: (Rated(980.0, 2), True),
    }


async def test_question_statistics_count_askings_answers_and_right_ones_of_one_server(database: Database) -> None:
    async with database.writing() as connection:
        for server, games_there in ((SERVER, 2), (OTHER, 1)):
            for game in range(games_there):
                found = [result(1, right=True), result(2, right=game == 0)]
                await quiz_results.put_results(connection, server, f"game:{server + game}", 0, question(1), found)
        for server in (SERVER, SERVER, SERVER, OTHER):
            await quiz_results.note_asked(connection, server, question(1).id, NOW)
        (row,) = await quiz_results.question_counts(connection, SERVER)
    assert (row.question_id, row.maker, row.subject, row.level) == ("made-up-1", "made_up", question(1).subject, 2)
    assert (row.asked, row.answers, row.right) == (3, 4, 3)


async def test_a_question_rests_until_two_hundred_others_were_asked_or_thirty_days_have_passed(
    database: Database,
) -> None:
    async with database.writing() as connection:
        await quiz_results.note_asked(connection, SERVER, "first", NOW)
        await quiz_results.note_asked(connection, OTHER, "elsewhere", NOW)
        assert await quiz_results.resting(connection, SERVER, NOW) == {"first"}
        assert "first" in await quiz_results.resting(connection, SERVER, NOW + RESTING_TIME - timedelta(seconds=1))
        assert not await quiz_results.resting(connection, SERVER, NOW + RESTING_TIME)
        for number in range(RESTING_QUESTIONS - 1):
            await quiz_results.note_asked(connection, SERVER, f"other-{number}", NOW)
        assert "first" in await quiz_results.resting(connection, SERVER, NOW)
        await quiz_results.note_asked(connection, SERVER, "last", NOW)
        resting = await quiz_results.resting(connection, SERVER, NOW)
        assert "first" not in resting
        assert len(resting) == RESTING_QUESTIONS
        numbers = select(quiz_asked.c.number).where(quiz_asked.c.guild_id == SERVER).order_by(quiz_asked.c.number)
        assert list((await connection.execute(numbers)).scalars()) == list(range(1, RESTING_QUESTIONS + 2))


async def test_ratings_are_kept_and_give_levels_once_they_rest_on_enough_answers(database: Database) -> None:
    async with database.writing() as connection:
        await quiz_results.put_ratings(connection, {"a": QuestionRating(Rated(900.0, 3), 1)})
        await quiz_results.put_ratings(
            connection,
            {
                "a": QuestionRating(Rated(1300.0, ENOUGH), 1),
                "b": QuestionRating(Rated(1300.0, ENOUGH - 1), 2),
                "c": QuestionRating(Rated(600.0, 50), 40),
            },
        )
        assert await quiz_results.ratings(connection, ["a", "z"]) == {"a": QuestionRating(Rated(1300.0, ENOUGH), 1)}
        assert await quiz_results.learned_levels(connection) == {"a": 3, "c": 1}


async def write_alone(database: Database, version: int) -> None:
    async with database.writing() as connection:
        await preferences.write(connection, SERVER, Preferences(), version, NOW)


async def test_preferences_are_defaults_until_set_and_know_when_they_were_overtaken(database: Database) -> None:
    slow = Preferences(time_factor=2, moderator_roles=(7,))
    async with database.writing() as connection:
        assert await preferences.read(connection, SERVER) == (Preferences(), preferences.UNSET)
        assert await preferences.write(connection, SERVER, slow, preferences.UNSET, NOW) == 1
        assert await preferences.write(connection, SERVER, slow, 1, NOW) == 2
        with pytest.raises(Overtaken):
            await preferences.write(connection, SERVER, Preferences(), 1, NOW)
    for version in (preferences.UNSET, 1, 3):
        with pytest.raises(Overtaken):
            await write_alone(database, version)
    async with database.reading() as connection:
        assert await preferences.every(connection) == {SERVER: (slow, 2)}


async def test_what_another_version_wrote_into_preferences_does_not_keep_the_bot_from_starting(
    database: Database,
) -> None:
    strange = '{"time_factor": 2, "time_zone": "Mars/Olympus", "mood": "sunny"}'
    async with database.writing() as connection:
        await connection.execute(
            insert(preferences_table).values(guild_id=SERVER, document=strange, version=4, updated_at=NOW)
        )
        assert await preferences.every(connection) == {SERVER: (Preferences(time_factor=2), 4)}


def test_a_start_is_read_back_with_all_its_questions() -> None:
    event = start(5)
    found = event_adapter.validate_json(event.model_dump_json())
    assert isinstance(found, Start)
    assert found == event
