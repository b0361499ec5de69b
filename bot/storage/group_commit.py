"""Writes that arrive together share a commit: `GroupCommit.write(work)` returns once it is on disk. No queries here.

A commit waits for the disk, and while it waits more writes arrive; they go into the next transaction together.
So the busier it gets, the more writes one wait for the disk is good for, and a lone write waits for nobody.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Generic, TypeVar

from sqlalchemy import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import MOST_TRIES, Database, is_deadlock

MOST_AT_ONCE = 500
"""Writes in one transaction, so that the first of a great many need not wait for the last."""

T = TypeVar("T")
Work = Callable[[AsyncConnection], Awaitable[T]]


class Closed(Exception):
    """Nothing is written any more."""


class BuiltOnFailure(Exception):
    """A write was not tried, because one that it builds on failed; that failure is the cause."""


class Lane:
    """Writes that build on each other, in their order: once one has failed, all that follow it fail too.

    Whoever sees a failure reads again what is stored, and goes on in a lane of its own.
    """

    def __init__(self) -> None:
        """Open a lane."""
        self.failure: BaseException | None = None
        """Why nothing is written in this lane any more."""
        self.last: asyncio.Future[Any] | None = None
        """The newest write."""


@dataclass(slots=True, eq=False)
class _Row:
    """A row to insert; many with the same statement go to the database in one call."""

    statement: Insert
    values: Mapping[str, Any]

    async def run(self, connection: AsyncConnection) -> None:
        await connection.execute(self.statement, self.values)


@dataclass(slots=True, eq=False)
class _Works(Generic[T]):
    """Anything else that is done in a transaction."""

    work: Work[T]

    async def run(self, connection: AsyncConnection) -> T:
        return await self.work(connection)


@dataclass(slots=True, eq=False)
class _Waiting:
    """One write, and who waits for it."""

    what: _Row | _Works[Any]
    lane: Lane | None
    done: asyncio.Future[Any]
    result: Any = None
    failure: BaseException | None = field(default=None)

    @property
    def statement(self) -> Insert | None:
        """What makes writes equal, so that they can go together."""
        return self.what.statement if isinstance(self.what, _Row) else None


class GroupCommit:
    """The one way by which small, frequent writes go to a database.

    Nothing runs while there is nothing to write: a task starts with the first write and ends with the last.
    """

    def __init__(self, database: Database, most_at_once: int = MOST_AT_ONCE) -> None:
        """Write to this database, so many in one transaction at the most."""
        self.on_commit: Callable[[int], None] = _nobody_hears
        """Told after each commit how many writes shared it."""
        self._database = database
        self._most_at_once = most_at_once
        self._waiting: deque[_Waiting] = deque()
        self._worker: asyncio.Task[None] | None = None
        self._closed = False

    async def write(self, work: Work[T], lane: Lane | None = None) -> T:
        """Run `work` in a transaction that it may share with others, and answer its result after the commit.

        Works run one after another in the order of the calls. A work may be undone, and repeated after that where
        PostgreSQL had to end a deadlock, so it should do nothing but speak to its connection; it must not commit. A
        waiter that is cancelled takes nothing back: the work is still done.

        Raises:
            Closed: `close` was called before.
            BuiltOnFailure: an earlier write of this lane failed.
            Exception: whatever `work` raised; then it alone is undone. Or the commit failed, and everything that
                shared it is undone and raises the same.
        """
        return await asyncio.shield(self._take(_Works(work), lane))

    async def insert(self, statement: Insert, values: Mapping[str, Any], lane: Lane | None = None) -> None:
        """Insert one row, as `write` does; those with the very same statement object go in one call."""
        await asyncio.shield(self._take(_Row(statement, values), lane))

    async def settled(self, lane: Lane) -> None:
        """Wait until everything that was handed in for a lane is on disk.

        Raises:
            BuiltOnFailure: something of it failed.
        """
        if lane.last is not None:
            await asyncio.wait({lane.last})
        _check(lane)

    async def close(self) -> None:
        """Wait for what was handed in, and take nothing any more."""
        self._closed = True
        while self._worker is not None:
            await asyncio.wait({self._worker})

    def _take(self, what: _Row | _Works[Any], lane: Lane | None) -> asyncio.Future[Any]:
        if self._closed:
            closed = Closed("the database is being closed")
            if lane is not None and lane.failure is None:
                lane.failure = closed
            raise closed
        _check(lane)
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        # A failure whose waiter was cancelled is nobody's news; without this, asyncio would print it.
        done.add_done_callback(lambda future: future.cancelled() or future.exception())
        self._waiting.append(_Waiting(what, lane, done))
        if lane is not None:
            lane.last = done
        if self._worker is None:
            self._worker = asyncio.create_task(self._work(), name="group commit")
        return done

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most_at_once))]
                try:
                    await self._commit(batch)
                    self.on_commit(len(batch))
                except Exception as problem:
                    _fail_all(batch, problem)
                except BaseException as problem:
                    # The program is being ended. Nobody must be left to wait for a task that is no more.
                    batch += self._waiting
                    self._waiting.clear()
                    _fail_all(batch, problem)
                    raise
                finally:
                    self._settle(batch)
        finally:
            self._worker = None

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        for _ in range(MOST_TRIES - 1):
            try:
                return await self._commit_once(batch)
            except Exception as problem:
                # Nothing of it was kept, and nobody was told anything yet.
                if not is_deadlock(problem):
                    raise
        return await self._commit_once(batch)

    async def _commit_once(self, batch: Sequence[_Waiting]) -> None:
        async with self._database.writing() as connection:
            if len(batch) == 1:
                batch[0].result = await batch[0].what.run(connection)
                return
            for statement, equal in groupby(batch, lambda waiting: waiting.statement):
                if statement is None:
                    for waiting in equal:
                        await _run_alone(connection, waiting)
                else:
                    await _run_together(connection, statement, list(equal))

    def _settle(self, batch: Sequence[_Waiting]) -> None:
        """Tell the waiters. What has failed takes along what was built on it meanwhile."""
        for waiting in batch:
            _tell(waiting)
        if any(waiting.failure is not None for waiting in batch):
            late = [*self._waiting]
            self._waiting = deque(waiting for waiting in late if not _is_built_on_failure(waiting))
            for waiting in late:
                if waiting.failure is not None:
                    _tell(waiting)


def _nobody_hears(_writes: int) -> None:
    """What `on_commit` is until somebody wants to know."""


def _check(lane: Lane | None) -> None:
    if lane is not None and lane.failure is not None:
        raise BuiltOnFailure("an earlier write failed") from lane.failure


def _tell(waiting: _Waiting) -> None:
    if waiting.failure is None:
        waiting.done.set_result(waiting.result)
    elif isinstance(waiting.failure, asyncio.CancelledError):
        waiting.done.cancel()
    else:
        waiting.done.set_exception(waiting.failure)


async def _run_alone(connection: AsyncConnection, waiting: _Waiting) -> None:
    """Run one write so that it can be undone by itself."""
    if waiting.failure is not None or _is_built_on_failure(waiting):
        return
    try:
        async with connection.begin_nested():
            waiting.result = await waiting.what.run(connection)
    except Exception as problem:
        if is_deadlock(problem):
            raise
        _fail(waiting, problem)


async def _run_together(connection: AsyncConnection, statement: Insert, equal: Sequence[_Waiting]) -> None:
    """Insert many rows in one call; if one is refused, one by one, to find out which."""
    able = [waiting for waiting in equal if waiting.failure is None and not _is_built_on_failure(waiting)]
    rows = [waiting.what.values for waiting in able if isinstance(waiting.what, _Row)]
    if not rows:
        return
    try:
        async with connection.begin_nested():
            await connection.execute(statement, rows)
    except Exception as problem:
        if is_deadlock(problem):
            raise
        if len(able) == 1:
            _fail(able[0], problem)
            return
        for waiting in able:
            await _run_alone(connection, waiting)


def _is_built_on_failure(waiting: _Waiting) -> bool:
    if waiting.lane is None or waiting.lane.failure is None:
        return False
    if waiting.failure is None:
        waiting.failure = BuiltOnFailure("an earlier write failed")
        waiting.failure.__cause__ = waiting.lane.failure
    return True


def _fail_all(batch: Sequence[_Waiting], problem: BaseException) -> None:
    for waiting in batch:
        _fail(waiting, waiting.failure or problem)


def _fail(waiting: _Waiting, problem: BaseException) -> None:
    waiting.failure = problem
    if waiting.lane is not None and waiting.lane.failure is None:
        waiting.lane.failure = problem
