"""A process at work on a database: others keep off what it runs, and it hears what they change.

On SQLite there is one such process, by a lock on a file beside the database. On PostgreSQL there are as many as there
are shards, each shard with one process. The system, or the server, takes all locks back from a process that is dead.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Protocol, Self, cast

import structlog
from filelock import FileLock, Timeout
from sqlalchemy import AdaptedConnection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database, DatabaseInUse, DatabaseUnusable
from bot.storage.news import CHANNEL, About, News, understood
from bot.storage.turns import Turn, lock

PATIENCE = 10.0
"""Seconds that one waits for a process that is just ending, on PostgreSQL."""
HEARTBEAT = 20.0
"""Seconds between two looks whether the connection that one listens on still lives."""
_AGAIN = (0.5, 1, 2, 5, 10)
"""Seconds between tries to reach the server again; the last for all further ones."""

_log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class _Driver(Protocol):
    """The part of asyncpg's connection by which one listens."""

    async def add_listener(self, channel: str, callback: Callable[..., None]) -> None: ...

    def add_termination_listener(self, callback: Callable[..., None]) -> None: ...


class Presence:
    """That this process runs on a database. Make one with `begin`, and `end` it before the database is closed."""

    def __init__(self, database: Database, shards: Sequence[int] | None) -> None:
        """Prepare; see `begin`."""
        self._database = database
        self._shards = shards
        self.news: asyncio.Queue[News] = asyncio.Queue()
        """What other processes have changed, and this one should read again."""
        self._file: FileLock | None = None
        self._connection: AsyncConnection | None = None
        self._lost = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None

    @classmethod
    async def begin(cls, database: Database, shards: Sequence[int] | None = None) -> Self:
        """Be the one that runs shards, or all of them, on this database.

        From now on `news` fills. What is read from the database afterwards is not older than what is heard.

        Raises:
            DatabaseInUse: another process does; on PostgreSQL, after ten seconds in which it did not end.
        """
        presence = cls(database, shards)
        if database.dialect == "postgresql":
            await presence._connect(PATIENCE)
            presence._watching = asyncio.create_task(presence._watch(), name="presence")
        elif database.file is not None:
            presence._file = hold_file(database.file)
        return presence

    @property
    def listens(self) -> bool:
        """Whether there are other processes to hear of; on SQLite there are none, and no news."""
        return self._watching is not None

    async def end(self) -> None:
        """Let others run what this process has run; safe to call twice."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait({self._watching})
            self._watching = None
        await self._drop()
        if self._file is not None:
            self._file.release()
            self._file = None

    async def _connect(self, patience: float) -> None:
        """Open a connection of its own, take the locks on it, and listen."""
        connection = await self._database.engine.connect()
        try:
            await _leave_pool(connection)
            await self._lock(connection, patience)
            adapted = (await connection.get_raw_connection()).dbapi_connection
            driver = cast("_Driver", cast("AdaptedConnection", adapted).driver_connection)
            lost = self._lost = asyncio.Event()
            driver.add_termination_listener(lambda *_: lost.set())
            await driver.add_listener(CHANNEL, self._heard)
        except BaseException:
            with suppress(SQLAlchemyError, OSError):
                await connection.close()
            raise
        self._connection = connection

    async def _lock(self, connection: AsyncConnection, patience: float) -> None:
        wanted = [(Turn.PRESENCE, 0, True), (Turn.ALL_SHARDS, 0, self._shards is not None)]
        wanted += [(Turn.SHARD, shard, False) for shard in self._shards or ()]
        for turn, of, shared in wanted:
            if await lock(connection, turn, of, shared=shared):
                continue
            _log.info("waiting_for_another_process", turn=turn.name, of=of, seconds=patience)
            if not await lock(connection, turn, of, shared=shared, patience=patience):
                raise DatabaseInUse(_occupied(turn, of))

    def _heard(self, _connection: object, _pid: int, _channel: str, said: object) -> None:
        news = understood(str(said), self._database.mark)
        if news is not None:
            self.news.put_nowait(news)

    async def _watch(self) -> None:
        """Notice that the connection is gone, and be there again."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await self._lost.wait()
            if not self._lost.is_set() and await self._answers():
                continue
            _log.warning("listening_connection_lost")
            await self._drop()
            await self._come_back()
            # Whatever was told meanwhile was told to nobody.
            self.news.put_nowait(News(About.EVERYTHING))
            _log.info("listening_again")

    async def _answers(self) -> bool:
        if self._connection is None:
            return False
        try:
            async with asyncio.timeout(HEARTBEAT / 2):
                await self._connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True

    async def _come_back(self) -> None:
        tries = 0
        while True:
            await asyncio.sleep(_AGAIN[min(tries, len(_AGAIN) - 1)])
            tries += 1
            try:
                await self._connect(patience=0)
            except DatabaseInUse as problem:
                # The server has not noticed yet that our old connection is dead, which takes it a minute at most; or
                # somebody has started another process for these shards while it was away.
                _log.error("shards_not_free", problem=str(problem))
            except Exception as problem:
                # Drivers raise what they please while a server is away, and giving up would make us deaf.
                _log.info("database_still_away", problem=repr(problem))
            else:
                return

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError, OSError, TimeoutError):
                async with asyncio.timeout(2):
                    await connection.close()


@asynccontextmanager
async def undisturbed(database: Database) -> AsyncGenerator[None]:
    """Do something to a whole database while no bot runs on it, and none can be started.

    Raises:
        DatabaseInUse: one runs.
    """
    if database.dialect != "postgresql":
        held = hold_file(database.file) if database.file is not None else None
        try:
            yield
        finally:
            if held is not None:
                held.release()
        return
    async with database.engine.connect() as connection:
        await _leave_pool(connection)
        if not await lock(connection, Turn.PRESENCE):
            raise DatabaseInUse(
                f"Ajar is running on the database {database.engine.url.render_as_string()}. "
                "Stop all its processes first."
            )
        yield


def hold_file(file: Path) -> FileLock:
    """Be the one that works on a SQLite file until `release` is called, or the process ends.

    Raises:
        DatabaseInUse: another process is.
        DatabaseUnusable: the lock's own file cannot be made beside it.
    """
    # The kernel's lock counts, never that the file is there, which is why it may stay behind.
    lock = FileLock(f"{file}.lock", timeout=0, thread_local=False, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        raise DatabaseInUse(
            f"Another Ajar is running on the database {file}. One SQLite file serves one process: stop the other one "
            "first, or move to PostgreSQL with `ajar db copy` to run several."
        ) from None
    except OSError as problem:
        raise DatabaseUnusable(
            f"The file {file}.lock, by which one process keeps others off the database, cannot be locked: "
            f"{problem.strerror}. Check that Ajar may write to that folder."
        ) from problem
    return lock


async def _leave_pool(connection: AsyncConnection) -> None:
    """Have a connection for oneself, each statement in a transaction of its own; closing it lets go of its locks."""
    await connection.execution_options(isolation_level="AUTOCOMMIT")
    await connection.run_sync(lambda sync: sync.detach())


def _occupied(turn: Turn, of: int) -> str:
    match turn:
        case Turn.PRESENCE:
            return "The database is being copied or brought up to date. Wait until that is done, then start again."
        case Turn.SHARD:
            what = f"shard {of}"
        case _:
            what = "shards"
    return (
        f"Another process runs {what} on this database already. Stop it first, or give each process shards of its "
        "own by AJAR_SHARD_IDS and AJAR_SHARD_COUNT."
    )
