"""One open database: engine, transactions, closing. Tables and queries live elsewhere."""

import asyncio
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_MILLISECONDS = 5_000
"""How long SQLite waits for another process's lock before it gives up."""
CLOSING_SECONDS = 5.0

CONNECTIONS = 20
"""Of one process to PostgreSQL at the most, beside the one that it listens on: five processes fill a server's usual 100
only when all of them are at their busiest. One process seldom needs more than three."""
CONNECTING_SECONDS = 5.0
"""How long PostgreSQL may take to accept a connection, and how long one waits for a free one."""
STATEMENT_SECONDS = 15
"""No statement of a running bot takes a second; one that takes this long will not end well."""
LOCK_SECONDS = 5
IDLE_SECONDS = 60
"""After so long PostgreSQL ends a transaction that its process has forgotten, with the locks that it holds."""
MOST_TRIES = 3
"""How often a change is made anew after PostgreSQL has undone it to end a deadlock."""

_WRITES = "ajar_writes"
_MARK = "ajar_mark"
_DEADLOCK = ("40P01", "40001")
"""PostgreSQL's codes for a deadlock and for changes that did not go together: the same again may well succeed."""
_T = TypeVar("_T")
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}


class DatabaseUnusable(Exception):
    """The database cannot be used; the message says why and what to do, and holds no password."""


class DatabaseInUse(DatabaseUnusable):
    """Another process works on the database, and what was wanted cannot be done beside it."""


class Database:
    """An open database. Make one with `Database.open`, and close it at the end."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Wrap an engine that is ready for use; see `open`."""
        self.engine = engine
        self.mark = mark_of(engine) or ""
        """Tells what this process changes from what others do; see `bot.storage.news`."""
        # SQLite lets one write at a time, and whoever waits for its lock looks again from time to time. Where others
        # write without a pause, one can look in vain until it gives up; so those of one process stand in a queue.
        self._turns = asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open a database and make sure that it answers.

        SQLite gets write-ahead logging, foreign keys, a busy timeout and full durability at each commit;
        its file and folder are made if they do not exist. PostgreSQL gets limits on waiting, and commits that wait
        for the disk even where the server's default is not to. No table is made: see `migrations.upgrade`.

        Args:
            url: an SQLAlchemy address; `sqlite:///file` and `postgresql://...` get their async drivers.

        Raises:
            DatabaseUnusable: the address is wrong, the driver is missing, or the database does not answer.
        """
        address = _address(url)
        if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
            _make_folder(Path(str(address.database)))
        try:
            engine = create_async_engine(
                address, execution_options={_MARK: secrets.token_hex(8)}, **_pool(address.get_backend_name())
            )
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as problem:
            raise DatabaseUnusable(
                f"No driver for the database address {address.render_as_string()}: {problem}. "
                "AJAR_DATABASE_URL may begin with sqlite+aiosqlite:// or postgresql+asyncpg:// "
                "(for PostgreSQL, install the package asyncpg)."
            ) from problem
        if engine.dialect.name == "sqlite":
            event.listen(engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(engine.sync_engine, "begin", _begin_sqlite)
        else:
            event.listen(engine.sync_engine, "connect", _prepare_postgresql)
        database = cls(engine)
        try:
            async with database.reading() as connection:
                await connection.execute(text("SELECT 1"))
        except (DBAPIError, OSError) as problem:
            await database.close()
            raise DatabaseUnusable(_explained(problem, address)) from problem
        return database

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @property
    def file(self) -> Path | None:
        """SQLite's file; None for another database or one in memory."""
        name = self.engine.url.database
        return Path(name) if self.dialect == "sqlite" and name and name != ":memory:" else None

    @contextmanager
    def explained(self) -> Generator[None]:
        """Say in one sentence what is wrong with the database, and what to do, where it fails inside.

        Raises:
            DatabaseUnusable: in place of what the driver raised.
        """
        try:
            yield
        except DBAPIError as problem:
            raise DatabaseUnusable(_explained(problem, self.engine.url)) from problem

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """A connection for reading, in one transaction that sees one state."""
        async with self.engine.connect() as connection:
            if self.dialect == "postgresql":
                # Its default would let each statement see what was committed just before it.
                await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            async with connection.begin():
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncConnection]:
        """A connection for one transaction of changes: all of it is kept at the end, or none on an exception.

        On SQLite the write lock is taken at the start, so that what is read inside cannot change before
        it is written, and nobody fails half-way for want of the lock; the writers of one process take turns, in
        their order, so a transaction must not wait for another one. PostgreSQL lets others in between two
        statements, so a condition that must still hold stands in the statement that changes something.
        """
        async with self._turns, self.engine.connect() as connection:
            await connection.execution_options(**{_WRITES: True})
            async with connection.begin():
                yield connection

    async def change(self, work: Callable[[AsyncConnection], Awaitable[_T]]) -> _T:
        """Run `work` in a transaction of changes, and again where PostgreSQL undid it to end a deadlock.

        For what touches rows of many servers at once; `work` must do nothing but speak to its connection.
        """
        for _ in range(MOST_TRIES - 1):
            try:
                async with self.writing() as connection:
                    return await work(connection)
            except DBAPIError as problem:
                if not is_deadlock(problem):
                    raise
        async with self.writing() as connection:
            return await work(connection)

    async def close(self) -> None:
        """Close every connection; gives up after five seconds rather than hold up the end of the process."""
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await self.engine.dispose()
        except TimeoutError:
            await self.engine.dispose(close=False)


def is_deadlock(problem: BaseException) -> bool:
    """Whether PostgreSQL undid a transaction only because others were at work on the same rows."""
    return isinstance(problem, DBAPIError) and getattr(problem.orig, "sqlstate", None) in _DEADLOCK


def mark_of(engine: AsyncEngine) -> str | None:
    """The mark of the `Database` that an engine belongs to."""
    return engine.sync_engine.get_execution_options().get(_MARK)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as problem:
        raise DatabaseUnusable(
            "AJAR_DATABASE_URL is not a database address. Write sqlite+aiosqlite:///path/to/ajar.sqlite3 "
            "or postgresql+asyncpg://user:password@host/name, or leave it out to use a file."
        ) from problem
    return address.set(drivername=_DRIVERS.get(address.drivername, address.drivername))


def _make_folder(file: Path) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise DatabaseUnusable(
            f"The folder {file.parent} for the database cannot be made: {problem.strerror}. "
            "Set AJAR_DATABASE_URL to a place that Ajar may write to."
        ) from problem


def _pool(backend: str) -> dict[str, Any]:
    """How many connections there are, and how long one waits for them."""
    if backend == "sqlite":
        return {}
    return {
        # Asks a connection before it is used, so that nobody meets one that died with an earlier server.
        "pool_pre_ping": True,
        "pool_size": CONNECTIONS // 2,
        "max_overflow": CONNECTIONS // 2,
        "pool_timeout": CONNECTING_SECONDS,
        "connect_args": {"timeout": CONNECTING_SECONDS},
    }


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # Said here and not while connecting, since a pooler between us and the server would refuse it there.
    settings = {
        "application_name": "ajar",
        "statement_timeout": f"{STATEMENT_SECONDS}s",
        "lock_timeout": f"{LOCK_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
        # So that the locks of a machine that vanished are not kept for the two hours that are usual.
        "tcp_keepalives_idle": "30",
        "tcp_keepalives_interval": "10",
        "tcp_keepalives_count": "3",
    }
    wanted = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in settings.items())
    # What was confirmed to a member is on the server's disk; a stricter setting than "on" is left alone.
    durable = "set_config('synchronous_commit', 'on', false)"
    cursor = connection.cursor()
    try:
        cursor.execute(f"SELECT {wanted}")
        cursor.execute(f"SELECT {durable} WHERE current_setting('synchronous_commit') = 'off'")
        connection.commit()
    finally:
        cursor.close()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # Python's driver would begin transactions by itself, late and not for every statement; we begin them.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        # What was confirmed to a member survives the loss of power too, not only of the process.
        cursor.execute("PRAGMA synchronous = FULL")
    finally:
        cursor.close()


def is_writing(connection: Connection) -> bool:
    """Whether a connection's transaction is one of changes; see `Database.writing`."""
    return bool(connection.get_execution_options().get(_WRITES, False))


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing(connection) else "BEGIN")


def _explained(problem: Exception, address: URL) -> str:
    place = address.render_as_string()
    words = str(getattr(problem, "orig", None) or problem).strip() or "no answer in time"
    if "not a database" in words or "malformed" in words:
        return (
            f"The database {place} is damaged ({words}). Move the file away and restore a backup with "
            "`ajar db restore FILE`; without a backup, Ajar begins anew with the base catalogue."
        )
    if "is full" in words or "disk I/O" in words:
        return f"The database {place} cannot be written ({words}). Check that its disk has room left and is in order."
    if "unable to open" in words or "readonly" in words:
        return (
            f"The database {place} cannot be opened ({words}). "
            "Check that the folder exists and that Ajar may write to it."
        )
    if "locked" in words:
        return f"The database {place} is locked by another process. Is a second Ajar running on the same file?"
    return f"The database {place} does not answer ({words}). Check AJAR_DATABASE_URL and that the server is up."
