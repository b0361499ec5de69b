"""One open database: engine, transactions, closing. Tables and queries live elsewhere."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_MILLISECONDS = 5_000
"""How long SQLite waits for another process's lock before it gives up."""
CLOSING_SECONDS = 5.0

_WRITES = "ajar_writes"
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
}


class DatabaseUnusable(Exception):
    """The database cannot be used; the message says why and what to do, and holds no password."""


class Database:
    """An open database. Make one with `Database.open`, and close it at the end."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Wrap an engine that is ready for use; see `open`."""
        self.engine = engine

    @classmethod
    async def open(cls, url: str) -> Self:
        """Open a database and make sure that it answers.

        SQLite gets write-ahead logging, foreign keys, a busy timeout and full durability at each commit;
        its file and folder are made if they do not exist. No table is made: see `migrations.upgrade`.

        Args:
            url: an SQLAlchemy address; `sqlite:///file` and `postgresql://...` get their async drivers.

        Raises:
            DatabaseUnusable: the address is wrong, the driver is missing, or the database does not answer.
        """
        address = _address(url)
        if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
            _make_folder(Path(str(address.database)))
        try:
            engine = create_async_engine(address, pool_pre_ping=address.get_backend_name() != "sqlite")
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as problem:
            raise DatabaseUnusable(
                f"No driver for the database address {address.render_as_string()}: {problem}. "
                "AJAR_DATABASE_URL may begin with sqlite+aiosqlite:// or postgresql+asyncpg:// "
                "(for PostgreSQL, install the package asyncpg)."
            ) from problem
        if engine.dialect.name == "sqlite":
            event.listen(engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(engine.sync_engine, "begin", _begin_sqlite)
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

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[AsyncConnection]:
        """A connection for reading, in one transaction that sees one state."""
        async with self.engine.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncGenerator[AsyncConnection]:
        """A connection for one transaction of changes: all of it is kept at the end, or none on an exception.

        On SQLite the write lock is taken at the start, so that what is read inside cannot change before
        it is written, and nobody fails half-way for want of the lock.
        """
        async with self.engine.connect() as connection:
            await connection.execution_options(**{_WRITES: True})
            async with connection.begin():
                yield connection

    async def close(self) -> None:
        """Close every connection; gives up after five seconds rather than hold up the end of the process."""
        try:
            async with asyncio.timeout(CLOSING_SECONDS):
                await self.engine.dispose()
        except TimeoutError:
            await self.engine.dispose(close=False)


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


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _explained(problem: Exception, address: URL) -> str:
    place = address.render_as_string()
    words = str(getattr(problem, "orig", None) or problem).strip()
    if "not a database" in words or "malformed" in words:
        return (
            f"The database {place} is damaged ({words}). Move the file away and restore a backup with "
            "`ajar db restore FILE`; without a backup, Ajar begins anew with the base catalogue."
        )
    if "unable to open" in words or "readonly" in words:
        return (
            f"The database {place} cannot be opened ({words}). "
            "Check that the folder exists and that Ajar may write to it."
        )
    if "locked" in words:
        return f"The database {place} is locked by another process. Is a second Ajar running on the same file?"
    return f"The database {place} does not answer ({words}). Check AJAR_DATABASE_URL and that the server is up."
