"""Taking turns: what only one process may do at a time on one PostgreSQL. SQLite has one process, and one writer.

All locks are advisory ones of PostgreSQL, numbered by `Turn` and a second number of 32 bits. They end with the
connection that holds them, so a process that dies leaves none behind.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from enum import IntEnum

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database, DatabaseInUse

PATIENCE = 120.0
"""Seconds that one waits for a turn of `alone`."""
_LOOKING = 0.1

_log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class Turn(IntEnum):
    """What there are turns for. The numbers stand in locks that other versions of the program take too."""

    PRESENCE = 1
    """Shared by all processes that run; whole for what is done while none runs."""
    SHARD = 2
    """One shard, by its number."""
    ALL_SHARDS = 3
    """Shared by processes that run shards of their own; whole for one that runs all."""
    INTAKE = 4
    COMMANDS = 5
    EMOJIS = 6
    RATINGS = 7
    """How hard questions are: the only rows that the games of all servers change."""
    ASKED = 8
    """The list of the questions that one server was asked."""
    MEMBER = 9
    """What one member has begun."""


async def take(connection: AsyncConnection, turn: Turn, of: int = 0) -> None:
    """Wait for a turn and keep it until the transaction ends; `of` may be any number, such as a server's id."""
    if connection.dialect.name == "postgresql":
        # SQLite's transaction holds the one write lock already.
        await connection.execute(
            text("SELECT pg_advisory_xact_lock(CAST(:turn AS int), CAST(:of AS int))"),
            {"turn": turn.value, "of": _short(of)},
        )


@asynccontextmanager
async def alone(database: Database, turn: Turn) -> AsyncGenerator[None]:
    """Do something while no other process does it, however long it takes; no transaction is open meanwhile.

    Raises:
        DatabaseInUse: another process has been at it for two minutes.
    """
    if database.dialect != "postgresql":
        yield
        return
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        if not await lock(connection, turn, patience=PATIENCE):
            raise DatabaseInUse(
                f"Another process has been busy with {turn.name.lower()} on this database for {PATIENCE:.0f} seconds. "
                "Look into its log, end it if it hangs, and start again."
            )
        try:
            yield
        finally:
            await _unlock(connection, turn)


async def lock(
    connection: AsyncConnection, turn: Turn, of: int = 0, *, shared: bool = False, patience: float = 0
) -> bool:
    """Take a lock for as long as a connection lives; for PostgreSQL alone.

    Returns:
        False where it was not free for so many seconds.
    """
    name = "pg_try_advisory_lock_shared" if shared else "pg_try_advisory_lock"
    asking = text(f"SELECT {name}(CAST(:turn AS int), CAST(:of AS int))")
    loop = asyncio.get_running_loop()
    until = loop.time() + patience
    while not (await connection.execute(asking, {"turn": turn.value, "of": _short(of)})).scalar():
        if loop.time() >= until:
            return False
        await asyncio.sleep(_LOOKING)
    return True


async def _unlock(connection: AsyncConnection, turn: Turn) -> None:
    try:
        await connection.execute(text("SELECT pg_advisory_unlock(CAST(:turn AS int), 0)"), {"turn": turn.value})
    except (DBAPIError, OSError) as problem:
        # The lock went with the connection, which must not come back to the pool half alive.
        _log.warning("turn_not_given_back", turn=turn.name, problem=repr(problem))
        await connection.invalidate()


def _short(number: int) -> int:
    """A number of 32 bits; two that fall together only wait for each other."""
    return number % 2**31
