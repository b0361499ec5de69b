"""The program's own notes in the database, by key: hashes of what was last taken in or synced."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.on_conflict import insert_into
from bot.storage.tables import meta


class Fact(StrEnum):
    """The keys in use."""

    BASE_HASH = "base.content_hash"
    """Of the data folder that was last taken in."""
    COMMAND_TREE_HASH = "commands.tree_hash"
    """Of the command definitions that Discord was last given."""


async def read(connection: AsyncConnection, key: str) -> str | None:
    """The value of a key, or None where it was never set."""
    return (await connection.execute(select(meta.c.value).where(meta.c.key == key))).scalar()


async def write(connection: AsyncConnection, key: str, value: str, at: datetime) -> None:
    """Set a key; `at` is the present, with its time zone."""
    values = {"value": value, "updated_at": at}
    writing = insert_into(connection, meta).values(key=key, **values)
    await connection.execute(writing.on_conflict_do_update(index_elements=["key"], set_=values))
