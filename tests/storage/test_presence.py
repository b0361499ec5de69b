"""Who may run on a database, and what one process hears of what another changed."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.storage import meta, presence, turns
from bot.storage.database import Database, DatabaseInUse, DatabaseUnusable
from bot.storage.news import About, News, tell, understood
from bot.storage.presence import Presence, undisturbed
from bot.storage.turns import Turn, alone
from tests.postgresql import Server
from tests.storage.samples import NOW

HOLDING = """
import asyncio, sys
from bot.storage.database import Database
from bot.storage.presence import Presence

async def main():
    database = await Database.open(sys.argv[1])
    held = await Presence.begin(database, [int(shard) for shard in sys.argv[2:]] or None)
    print("there", flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "PATIENCE", 0.3)


@pytest.fixture
async def other(url: str) -> AsyncIterator[Database]:
    """The same database, as another process has it open."""
    opened = await Database.open(url)
    yield opened
    await opened.close()


@pytest.fixture
async def run() -> AsyncIterator[Callable[[Database, list[int] | None], object]]:
    """Begins a presence that ends with the test."""
    async with AsyncExitStack() as stack:

        async def begin(database: Database, shards: list[int] | None = None) -> Presence:
            begun = await Presence.begin(database, shards)
            stack.push_async_callback(begun.end)
            return begun

        yield begin


async def holding(url: str, *shards: int) -> asyncio.subprocess.Process:
    """Another process that runs on a database until it is killed."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLDING, url, *map(str, shards),
        cwd=Path(__file__).parents[2], stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert child.stdout is not None
    assert await child.stdout.readline() == b"there\n"
    return child


@pytest.mark.both_databases
@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a thing of POSIX")
async def test_a_second_process_is_refused_until_the_first_is_dead_even_by_a_kill(database: Database, url: str) -> None:
    child = await holding(url)
    with pytest.raises(DatabaseInUse, match=r"Another (Ajar is running|process runs shards) on"):
        await Presence.begin(database)
    with pytest.raises(DatabaseInUse, match="Ajar is running on the database"):
        async with undisturbed(database):
            pass
    child.send_signal(signal.SIGKILL)
    await child.wait()
    begun = await Presence.begin(database)
    await begun.end()
    async with undisturbed(database):
        pass


@pytest.mark.both_databases
async def test_what_wants_to_be_undisturbed_keeps_bots_from_starting(database: Database, other: Database) -> None:
    async with undisturbed(database):
        with pytest.raises(DatabaseInUse, match=r"Another Ajar is running|is being copied"):
            await Presence.begin(other)
    begun = await Presence.begin(other)
    await begun.end()


async def test_beside_a_running_process_sqlite_is_read_and_written(database: Database, other: Database) -> None:
    begun = await Presence.begin(database)
    async with other.writing() as connection:
        await meta.write(connection, "a", "1", NOW)
    async with database.reading() as connection:
        assert await meta.read(connection, "a") == "1"
    await begun.end()


async def test_a_lock_that_cannot_be_made_is_explained(database: Database, tmp_path: Path) -> None:
    (tmp_path / "ajar.sqlite3.lock").mkdir()
    with pytest.raises(DatabaseUnusable, match=r"ajar\.sqlite3\.lock, by which one process keeps others off"):
        await Presence.begin(database)


async def test_each_shard_has_one_process(postgresql_url: str, run: Callable[..., object]) -> None:
    async with AsyncExitStack() as stack:
        databases = [await Database.open(postgresql_url) for _ in range(4)]
        for each in databases:
            stack.push_async_callback(each.close)
        await run(databases[0], [0, 1])
        await run(databases[1], [2])
        with pytest.raises(DatabaseInUse, match="Another process runs shard 1 on this database"):
            await Presence.begin(databases[2], [1, 3])
        with pytest.raises(DatabaseInUse, match="Another process runs shards on this database"):
            await Presence.begin(databases[2])
        await run(databases[3], [3])


async def test_a_process_that_is_just_ending_is_waited_for(
    postgresql_url: str, run: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "PATIENCE", 30.0)
    first, second = await Database.open(postgresql_url), await Database.open(postgresql_url)
    ending = await Presence.begin(first, [0])
    starting = asyncio.create_task(Presence.begin(second, [0]))
    await asyncio.sleep(0.3)
    assert not starting.done()
    await ending.end()
    await (await starting).end()
    await first.close()
    await second.close()


async def heard(begun: Presence) -> News:
    async with asyncio.timeout(20):
        return await begun.news.get()


async def test_news_is_heard_by_others_after_the_commit_and_not_by_oneself(
    postgresql_url: str, run: Callable[..., object]
) -> None:
    one, two = await Database.open(postgresql_url), await Database.open(postgresql_url)
    here, there = await Presence.begin(one, [0]), await Presence.begin(two, [1])

    async def undone() -> None:
        async with one.writing() as connection:
            await tell(connection, News(About.PREFERENCES, 1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await undone()
    for number in (2, 3):
        async with one.writing() as connection:
            await tell(connection, News(About.ENTRIES, number))
    assert [await heard(there), await heard(there)] == [News(About.ENTRIES, 2), News(About.ENTRIES, 3)]
    async with two.writing() as connection:
        await tell(connection, News(About.PREFERENCES, 4))
    assert await heard(here) == News(About.PREFERENCES, 4)
    assert here.news.empty()
    assert there.news.empty()
    for begun, database in ((here, one), (there, two)):
        await begun.end()
        await database.close()


def test_news_of_a_version_that_tells_otherwise_is_about_everything() -> None:
    assert understood("somebody weather 3 rain", "me") == News(About.EVERYTHING)
    assert understood("somebody weather 3", "me") == News(About.EVERYTHING)
    assert understood("me entries 3", "me") is None


async def test_after_the_server_was_away_shards_are_held_and_news_is_heard_again(own_server: Server) -> None:
    with own_server.database() as url:
        one, two = await Database.open(url), await Database.open(url)
        here, there = await Presence.begin(one, [0]), await Presence.begin(two, [1])
        await asyncio.to_thread(own_server.stop)
        await asyncio.to_thread(own_server.start)
        assert await heard(here) == await heard(there) == News(About.EVERYTHING)
        with pytest.raises(DatabaseInUse, match="runs shard 0"):
            await Presence.begin(two, [0])
        async with one.writing() as connection:
            await tell(connection, News(About.ENTRIES, 7))
        assert await heard(there) == News(About.ENTRIES, 7)
        for begun, database in ((here, one), (there, two)):
            await begun.end()
            await database.close()


async def test_turns_are_taken_one_after_the_other_and_given_back(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = await Database.open(postgresql_url), await Database.open(postgresql_url)
    at_work: list[str] = []

    async def work(database: Database, name: str) -> None:
        async with alone(database, Turn.COMMANDS):
            at_work.append(name)
            await asyncio.sleep(0.2)
            at_work.append(name)

    await asyncio.gather(work(one, "one"), work(two, "two"))
    assert at_work in (["one", "one", "two", "two"], ["two", "two", "one", "one"])
    monkeypatch.setattr(turns, "PATIENCE", 0.2)
    async with alone(one, Turn.COMMANDS), alone(two, Turn.EMOJIS):
        with pytest.raises(DatabaseInUse, match="busy with commands on this database"):
            await work(two, "two")
    await one.close()
    await two.close()
