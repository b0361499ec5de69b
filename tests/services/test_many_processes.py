"""Several processes on one PostgreSQL: what one changes holds in all, and what is done by the clock is done once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from bot.core.editing.policy import Actor
from bot.core.quiz.events import Press, Rules, Shown, Tick
from bot.core.quiz.game import Phase
from bot.core.quiz.questions import Question
from bot.services.audit import Audit
from bot.services.departures import KEPT, Departures
from bot.services.editing import Editing
from bot.services.intake import take_in
from bot.services.keeping_up import KeepingUp
from bot.services.preferences import PreferenceKeeper
from bot.services.privacy import Privacy
from bot.services.quizzes import LiveGame, Quizzes
from bot.services.served import Served
from bot.services.suggestions import Muted, Suggestions
from bot.storage import departures as stored_departures
from bot.storage.database import Database
from bot.storage.datafiles import EntryKind
from bot.storage.presence import Presence
from bot.storage.tables import entries, quiz_games, quiz_ratings, quiz_results, revisions
from tests.core.quiz_samples import question
from tests.storage.samples import replace, write_catalogue

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SERVER = 10**18
ANN = 10**18 + 7
BOSS = Actor(member_id=10**18 + 8, guild_id=SERVER, administrator=True)


class Endless:
    """Always has questions, the same ones everywhere."""

    def choose(self, *_wish: Any) -> tuple[Question, ...]:
        return tuple(question(number) for number in range(3))


@dataclass
class Process:
    """What one process has on the shared database."""

    database: Database
    presence: Presence
    served: Served
    preferences: PreferenceKeeper
    editing: Editing
    suggestions: Suggestions
    departures: Departures
    privacy: Privacy
    quizzes: Quizzes
    clock: list[datetime]


async def until(true: Callable[[], bool]) -> None:
    """Wait for what another process's news bring about."""
    for _ in range(2000):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nothing was heard")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_catalogue(tmp_path / "data")


@pytest.fixture
async def processes(postgresql_url: str, folder: Path) -> AsyncIterator[list[Process]]:
    """Two processes with a shard each, started together."""
    async with AsyncExitStack() as stack:

        async def start(shard: int) -> Process:
            database = await Database.open(postgresql_url)
            stack.push_async_callback(database.close)
            presence = await Presence.begin(database, [shard])
            stack.push_async_callback(presence.end)
            await take_in(database, folder, now=lambda: NOW)
            served = Served(database)
            await served.load()
            audit = Audit(database, lambda: NOW)
            preferences = PreferenceKeeper(database, audit)
            await preferences.load()
            keeping_up = KeepingUp(presence.news, served, preferences)
            stack.push_async_callback(keeping_up.close)
            editing = Editing(database, served, preferences, lambda: NOW, audit)
            pool: Any = Endless()
            clock = [NOW]
            return Process(
                database,
                presence,
                served,
                preferences,
                editing,
                Suggestions(database, editing, preferences, lambda: NOW),
                Departures(database, served, preferences, lambda: NOW),
                Privacy(database, lambda: NOW),
                Quizzes(database, lambda _: pool, preferences, lambda: clock[0]),
                clock,
            )

        yield list(await asyncio.gather(start(0), start(1)))


async def count(database: Database, table: Any, *where: Any) -> int:
    async with database.reading() as connection:
        return int((await connection.execute(select(func.count()).select_from(table).where(*where))).scalar_one())


def family(process: Process, guild_id: int | None = None) -> str:
    return process.served.of(guild_id).dataset.families["heron"].name


async def test_the_base_is_taken_in_once_by_processes_that_start_together(processes: list[Process]) -> None:
    database = processes[0].database
    assert await count(database, entries) == await count(database, revisions) > 0
    assert family(processes[0]) == family(processes[1]) == "Heron"


async def test_preferences_hold_in_every_process_at_once(processes: list[Process]) -> None:
    one, two = processes
    await one.preferences.change(BOSS, SERVER, {"time_zone": "Asia/Tokyo"}, NOW)
    await until(lambda: two.preferences.of(SERVER).time_zone == "Asia/Tokyo")
    await two.preferences.change(BOSS, SERVER, {"time_factor": 2.0}, NOW)
    await until(lambda: one.preferences.of(SERVER) == two.preferences.of(SERVER))
    assert (one.preferences.of(SERVER).time_zone, one.preferences.of(SERVER).time_factor) == ("Asia/Tokyo", 2.0)


async def test_a_servers_own_entries_hold_in_every_process(processes: list[Process]) -> None:
    one, two = processes
    changed = one.served.base.dataset.families["heron"].model_copy(update={"name": "Our Herons"})
    proposal = await one.editing.propose(BOSS, SERVER, EntryKind.FAMILY, "heron", changed)
    await one.editing.confirm(BOSS, SERVER, proposal, "we call them so")
    await until(lambda: family(two, SERVER) == "Our Herons")
    assert family(two) == "Heron"


async def test_a_base_that_a_restarted_process_took_in_is_served_by_the_others(
    processes: list[Process], folder: Path
) -> None:
    one, two = processes
    replace(folder, "families/heron.yaml", "name: Heron", "name: Herons")
    report = await take_in(one.database, folder, now=lambda: NOW)
    assert report.changed == ("family/heron",)
    await until(lambda: family(two) == "Herons")


async def test_a_base_that_an_older_version_does_not_understand_leaves_it_with_what_it_had(
    processes: list[Process],
) -> None:
    one, two = processes
    async with one.database.writing() as connection:
        await connection.execute(
            insert(entries),
            {
                "kind": "family", "slug": "crane", "guild_id": 0, "document": '{"slug": "crane", "wings": 2}',
                "version": 1, "content_hash": "", "updated_at": NOW,
            },
        )  # fmt: skip
    assert await two.served.load_again() is False
    assert family(two) == "Heron"


async def test_a_mute_and_its_end_hold_in_every_process(processes: list[Process]) -> None:
    one, two = processes
    ann = Actor(member_id=ANN, guild_id=SERVER)
    await one.suggestions.mute(BOSS, ANN)
    with pytest.raises(Muted):
        await two.suggestions.suggest(ann, SERVER, EntryKind.FAMILY, "heron", "wrong", "right", "")
    await two.suggestions.unmute(BOSS, ANN)
    await one.suggestions.suggest(ann, SERVER, EntryKind.FAMILY, "heron", "wrong", "right", "")


async def test_who_erases_themselves_in_one_process_is_gone_in_all(processes: list[Process]) -> None:
    one, two = processes
    await played(two, SERVER, 1)
    await two.suggestions.suggest(Actor(ANN, SERVER), SERVER, EntryKind.FAMILY, "heron", "wrong", "right", "")
    assert (await two.privacy.everything(ANN)).rows
    erasure = await one.privacy.erase(ANN, None)
    assert erasure.anything
    assert (await two.privacy.everything(ANN)).rows == {}


async def test_a_server_that_was_left_is_erased_once_by_its_own_process(processes: list[Process]) -> None:
    one, two = processes
    await two.preferences.change(BOSS, SERVER, {"time_zone": "Asia/Tokyo"}, NOW)
    async with one.database.writing() as connection:
        await stored_departures.note(connection, [SERVER], NOW - KEPT - timedelta(days=1))
    assert await one.departures.erase_due(NOW, ours=lambda _: False) == []
    erased = await asyncio.gather(*(each.departures.erase_due(NOW, ours=lambda _: True) for each in processes))
    assert sorted(map(len, erased)) == [0, 1]
    await until(lambda: [each.preferences.of(SERVER).time_zone for each in processes] == ["UTC", "UTC"])


async def test_games_are_taken_up_by_the_process_of_their_server(processes: list[Process]) -> None:
    one, two = processes
    mine = await started(one, SERVER, 1)
    await one.quizzes.close()
    pool: Any = None
    again = Quizzes(one.database, pool, one.preferences, lambda: NOW)
    assert await two.quizzes.restore(lambda guild_id: guild_id != SERVER) == []
    [(live, _)] = await again.restore(lambda guild_id: guild_id == SERVER)
    assert live.id == mine.id
    await again.close()


async def started(process: Process, guild_id: int, channel: int) -> LiveGame:
    wish: Any = None
    live, _ = await process.quizzes.start(
        guild_id=guild_id,
        channel_id=channel,
        actor=Actor(member_id=ANN, guild_id=guild_id),
        name="Ann",
        language="en",
        wish=wish,
        rules=Rules(),
    )
    return live


async def played(process: Process, guild_id: int, games: int) -> None:
    """Games in as many channels, in step: three questions each, five members answering all of them at once."""
    lives = await asyncio.gather(*(started(process, guild_id, channel) for channel in range(games)))
    apply = process.quizzes.apply

    def press(live: LiveGame, place: int) -> Press:
        number = live.game.number
        return Press(member=ANN + place, name=f"M{place}", round=number, choice=(place % 4,), at=process.clock[0])

    async def on(live: LiveGame) -> None:
        await apply(live.id, Tick())
        await apply(live.id, Shown(what="podium" if live.game.phase is Phase.ENDED else "reveal"))

    while not lives[0].game.over:
        if lives[0].game.phase is Phase.ASKING:
            await asyncio.gather(*(apply(live.id, press(live, place)) for live in lives for place in range(5)))
        process.clock[0] = max([live.game.due for live in lives if live.game.due], default=process.clock[0])
        await asyncio.gather(*(on(live) for live in lives))


def totals(rows: list[Any]) -> Mapping[str, int]:
    return {row.question_id: row.answers for row in rows}


async def test_many_games_in_two_processes_keep_every_answer_and_count_each_once(processes: list[Process]) -> None:
    """Every game asks the same questions, so both processes change the same ratings all the time."""
    games = 12
    await asyncio.gather(*(played(process, SERVER + shard, games) for shard, process in enumerate(processes)))
    database = processes[0].database
    assert await count(database, quiz_games, quiz_games.c.ended_at.is_(None)) == 0
    assert await count(database, quiz_results) == 2 * games * 3 * 5
    async with database.reading() as connection:
        assert sum(totals(list(await connection.execute(select(quiz_ratings)))).values()) == 2 * games * 3 * 5
