"""Writes that share commits: kept or refused one by one, in order, and nobody left waiting."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.group_commit import BuiltOnFailure, Closed, GroupCommit, Lane
from bot.storage.tables import meta
from tests.storage.samples import NOW

pytestmark = pytest.mark.both_databases

ADD = insert(meta)


def row(key: str, value: str = "") -> dict[str, Any]:
    return {"key": key, "value": value, "updated_at": NOW}


async def stored(database: Database) -> list[str]:
    """The keys that are on disk."""
    async with database.reading() as connection:
        return list((await connection.execute(select(meta.c.key).order_by(meta.c.key))).scalars())


class Commits:
    """Counts commits, those of readers too, and makes the next ones fail."""

    def __init__(self) -> None:
        self.done = 0
        self.failing = 0

    def __call__(self, _connection: Any) -> None:
        if self.failing:
            self.failing -= 1
            raise OSError("the disk is full")
        self.done += 1


@pytest.fixture
def commits(database: Database) -> Iterator[Commits]:
    counted = Commits()
    event.listen(database.engine.sync_engine, "commit", counted)
    yield counted
    event.remove(database.engine.sync_engine, "commit", counted)


@pytest.fixture
def writes(database: Database) -> GroupCommit:
    return GroupCommit(database)


class Held:
    """A work that goes on when it is told to."""

    def __init__(self, key: str) -> None:
        self.key, self.begun, self.go = key, asyncio.Event(), asyncio.Event()

    async def __call__(self, connection: AsyncConnection) -> None:
        self.begun.set()
        await self.go.wait()
        await connection.execute(ADD, row(self.key))


async def test_what_is_answered_is_stored(database: Database, writes: GroupCommit) -> None:
    async def work(connection: AsyncConnection) -> str:
        await connection.execute(ADD, row("a"))
        return "done"

    assert await writes.write(work) == "done"
    assert await stored(database) == ["a"]
    await writes.insert(ADD, row("b"))
    assert await stored(database) == ["a", "b"]


async def test_writes_that_arrive_together_share_a_commit(
    database: Database, writes: GroupCommit, commits: Commits
) -> None:
    await asyncio.gather(*(writes.insert(ADD, row(f"{number:02}")) for number in range(50)))
    assert commits.done == 1
    assert await stored(database) == [f"{number:02}" for number in range(50)]


async def test_writes_that_arrive_during_a_commit_share_the_next_one(
    database: Database, writes: GroupCommit, commits: Commits
) -> None:
    held = Held("first")
    first = asyncio.create_task(writes.write(held))
    await held.begun.wait()
    others = asyncio.gather(*(writes.insert(ADD, row(f"{number:02}")) for number in range(20)))
    held.go.set()
    await first
    await others
    assert commits.done == 2
    assert len(await stored(database)) == 21


async def test_no_transaction_holds_more_than_it_may(database: Database, commits: Commits) -> None:
    writes = GroupCommit(database, most_at_once=10)
    await asyncio.gather(*(writes.insert(ADD, row(f"{number:02}")) for number in range(25)))
    assert commits.done == 3


async def test_rows_and_other_works_are_done_in_the_order_of_their_arrival(
    database: Database, writes: GroupCommit
) -> None:
    seen: list[list[str]] = []

    async def look(connection: AsyncConnection) -> None:
        seen.append(list((await connection.execute(select(meta.c.key).order_by(meta.c.key))).scalars()))

    await asyncio.gather(
        writes.insert(ADD, row("a")),
        writes.insert(ADD, row("b")),
        writes.write(look),
        writes.insert(ADD, row("c")),
        writes.write(look),
    )
    assert seen == [["a", "b"], ["a", "b", "c"]]


async def test_a_work_that_fails_is_undone_alone(database: Database, writes: GroupCommit, commits: Commits) -> None:
    async def fails(connection: AsyncConnection) -> None:
        await connection.execute(ADD, row("half"))
        raise ValueError("no")

    before, failed, after = await asyncio.gather(
        writes.insert(ADD, row("a")), writes.write(fails), writes.insert(ADD, row("b")), return_exceptions=True
    )
    assert (before, after) == (None, None)
    assert isinstance(failed, ValueError)
    assert commits.done == 1
    assert await stored(database) == ["a", "b"]
    with pytest.raises(ValueError, match="no"):
        await writes.write(fails)
    assert await stored(database) == ["a", "b"]


async def test_a_row_that_is_refused_is_left_out_alone(database: Database, writes: GroupCommit) -> None:
    found = await asyncio.gather(
        *(writes.insert(ADD, row(key)) for key in ("a", "b", "a", "c")), return_exceptions=True
    )
    assert [type(each) for each in found] == [type(None), type(None), IntegrityError, type(None)]
    assert await stored(database) == ["a", "b", "c"]


async def test_when_a_commit_fails_nobody_is_told_that_it_is_stored(
    database: Database, writes: GroupCommit, commits: Commits
) -> None:
    commits.failing = 1
    found = await asyncio.gather(*(writes.insert(ADD, row(key)) for key in "abc"), return_exceptions=True)
    assert [type(each) for each in found] == [OSError] * 3
    assert await stored(database) == []
    await writes.insert(ADD, row("d"))
    assert await stored(database) == ["d"]


async def test_what_builds_on_a_failure_is_not_done(database: Database, writes: GroupCommit) -> None:
    lane, other = Lane(), Lane()
    found = await asyncio.gather(
        writes.insert(ADD, row("a"), lane),
        writes.insert(ADD, row("a"), lane),
        writes.insert(ADD, row("b"), lane),
        writes.insert(ADD, row("c"), other),
        return_exceptions=True,
    )
    assert [type(each) for each in found] == [type(None), IntegrityError, BuiltOnFailure, type(None)]
    assert await stored(database) == ["a", "c"]
    with pytest.raises(BuiltOnFailure):
        await writes.insert(ADD, row("d"), lane)
    with pytest.raises(BuiltOnFailure):
        await writes.settled(lane)
    await writes.settled(other)


async def test_what_was_handed_in_during_a_commit_that_fails_is_not_done_either(
    database: Database, writes: GroupCommit, commits: Commits
) -> None:
    lane, held = Lane(), Held("a")
    commits.failing = 1
    first = asyncio.create_task(writes.write(held, lane))
    await held.begun.wait()
    second = asyncio.create_task(writes.insert(ADD, row("b"), lane))
    third = asyncio.create_task(writes.insert(ADD, row("c")))
    await asyncio.sleep(0)
    held.go.set()
    found = await asyncio.gather(first, second, third, return_exceptions=True)
    assert [type(each) for each in found] == [OSError, BuiltOnFailure, type(None)]
    assert await stored(database) == ["c"]


async def test_settled_means_that_all_of_a_lane_is_stored(database: Database, writes: GroupCommit) -> None:
    lane, held = Lane(), Held("a")
    await writes.settled(lane)
    first = asyncio.create_task(writes.write(held, lane))
    await held.begun.wait()
    settled = asyncio.create_task(writes.settled(lane))
    await asyncio.sleep(0)
    assert not settled.done()
    held.go.set()
    await settled
    assert await stored(database) == ["a"]
    await first


async def test_a_waiter_that_is_cancelled_takes_nothing_back(database: Database, writes: GroupCommit) -> None:
    held = Held("a")
    first = asyncio.create_task(writes.write(held))
    second = asyncio.create_task(writes.insert(ADD, row("b")))
    await held.begun.wait()
    third = asyncio.create_task(writes.insert(ADD, row("c")))
    await asyncio.sleep(0)
    first.cancel()
    third.cancel()
    held.go.set()
    await second
    await writes.close()
    assert first.cancelled()
    assert third.cancelled()
    assert await stored(database) == ["a", "b", "c"]


async def test_nothing_runs_while_there_is_nothing_to_write(database: Database, writes: GroupCommit) -> None:
    assert asyncio.all_tasks() == {asyncio.current_task()}
    await writes.insert(ADD, row("a"))
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_closing_waits_for_what_was_handed_in_and_takes_nothing_more(
    database: Database, writes: GroupCommit
) -> None:
    lane = Lane()
    waiting = [asyncio.create_task(writes.insert(ADD, row(key))) for key in "abc"]
    await asyncio.sleep(0)
    await writes.close()
    assert await stored(database) == ["a", "b", "c"]
    await asyncio.gather(*waiting)
    with pytest.raises(Closed):
        await writes.insert(ADD, row("d"), lane)
    with pytest.raises(BuiltOnFailure):
        await writes.settled(lane)


def test_the_end_of_the_program_leaves_nobody_waiting(url: str) -> None:
    told: list[str] = []

    async def waits(writes: GroupCommit, held: Held) -> None:
        try:
            await writes.write(held)
        except asyncio.CancelledError:
            told.append(held.key)
            raise

    async def program() -> None:
        database = await Database.open(url)
        writes = GroupCommit(database)
        held = Held("a")
        tasks = [asyncio.create_task(waits(writes, each)) for each in (held, Held("b"))]
        await held.begun.wait()
        assert len(tasks) == 2

    asyncio.run(asyncio.wait_for(program(), 20))
    assert sorted(told) == ["a", "b"]


async def test_two_processes_that_wait_for_each_other_both_get_their_writes(postgresql_url: str) -> None:
    one, two = await Database.open(postgresql_url), await Database.open(postgresql_url)
    async with one.writing() as connection:
        await connection.execute(ADD, [row("a"), row("b")])
    begun = {"a": asyncio.Event(), "b": asyncio.Event()}

    async def more(database: Database, first: str, second: str) -> None:
        async def work(connection: AsyncConnection) -> None:
            await connection.execute(update(meta).where(meta.c.key == first).values(value=meta.c.value + first))
            begun[first].set()
            await begun[second].wait()
            await connection.execute(update(meta).where(meta.c.key == second).values(value=meta.c.value + first))

        writes = GroupCommit(database)
        await asyncio.gather(writes.write(work), writes.insert(ADD, row(f"beside {first}")))

    await asyncio.gather(more(one, "a", "b"), more(two, "b", "a"))
    async with one.reading() as connection:
        found = {each.key: sorted(each.value) for each in await connection.execute(select(meta))}
    assert found == {"a": ["a", "b"], "b": ["a", "b"], "beside a": [], "beside b": []}
    await one.close()
    await two.close()


async def test_a_connection_that_is_lost_in_the_middle_stores_nothing_and_tells_nobody_that_it_did(
    postgresql_url: str,
) -> None:
    database = await Database.open(postgresql_url)
    writes = GroupCommit(database)

    async def lose(connection: AsyncConnection) -> None:
        await connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    found = await asyncio.gather(
        writes.insert(ADD, row("a")), writes.write(lose), writes.insert(ADD, row("b")), return_exceptions=True
    )
    assert all(isinstance(each, Exception) for each in found)
    assert await stored(database) == []
    await writes.insert(ADD, row("c"))
    assert await stored(database) == ["c"]
    await database.close()
