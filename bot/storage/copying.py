"""A whole database copied into an empty one, of its kind or another, in one transaction. Backups are elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import Database
from bot.storage.migrations import current_revision, make_tables, newest_revision
from bot.storage.presence import undisturbed
from bot.storage.tables import metadata

ROWS_AT_ONCE = 500


class CopyProblem(Exception):
    """The copy was not made; the message says why and what to do. The target is as it was."""


async def copy(source: Database, target: Database) -> Mapping[str, int]:
    """Copy every row of every table, and let the target number new rows from there on.

    Both are kept from running bots meanwhile. The target may have no tables yet, or this program's tables with nothing
    in them. All of it is one transaction there; the source is read in one state and not changed.

    Returns:
        How many rows were copied, by table, counted anew in the target.

    Raises:
        CopyProblem: the source is of another version, the target is not empty, or it refuses a row.
        DatabaseInUse: a bot runs on one of them.
    """
    if _is_same(source, target):
        raise CopyProblem("The two addresses lead to one database. Name another one to copy to.")
    async with undisturbed(source), undisturbed(target):
        await _check_source(source)
        async with source.reading() as old, target.writing() as new:
            if target.dialect == "postgresql":
                await new.execute(text("SELECT set_config('statement_timeout', '0', true)"))
            await _make_ready(target, new)
            return {table.name: await _copy_table(table, old, new) for table in metadata.sorted_tables}


async def _check_source(source: Database) -> None:
    revision, newest = await current_revision(source), newest_revision()
    place = source.engine.url.render_as_string()
    if revision is None:
        raise CopyProblem(f"There is nothing of Ajar's in {place}.")
    if revision < newest:
        raise CopyProblem(
            f"{place} stands at revision {revision} of {newest}. Bring it up to date first: `ajar db upgrade` with "
            "AJAR_DATABASE_URL set to it."
        )
    if revision > newest:
        raise CopyProblem(
            f"{place} was made by a newer Ajar (revision {revision}, this one knows {newest}). Copy it with that one."
        )


async def _make_ready(target: Database, new: AsyncConnection) -> None:
    """Make the tables where there are none; refuse where there is anything."""
    place = target.engine.url.render_as_string()
    names = await new.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    if not names:
        await new.run_sync(make_tables)
        return
    strange = sorted(names - {table.name for table in metadata.sorted_tables} - {"alembic_version"})
    if strange:
        raise CopyProblem(f"{place} holds tables that are not Ajar's ({', '.join(strange[:3])}). Name an empty one.")
    revision = (await new.execute(text("SELECT version_num FROM alembic_version"))).scalar()
    if revision != newest_revision():
        raise CopyProblem(
            f"The tables of {place} stand at revision {revision}, not at {newest_revision()}. Name an empty database, "
            "and the copy makes its tables."
        )
    for table in metadata.sorted_tables:
        if await _count(new, table):
            raise CopyProblem(
                f"{place} is not empty: there are rows in {table.name}. A copy never overwrites anything."
            )


async def _copy_table(table: Table, old: AsyncConnection, new: AsyncConnection) -> int:
    rows = await old.stream(select(table).order_by(*table.primary_key.columns))
    copied = 0
    async for part in rows.mappings().partitions(ROWS_AT_ONCE):
        await _add(table, new, [dict(row) for row in part])
        copied += len(part)
    if new.dialect.name == "postgresql":
        await new.run_sync(_number_on, table)
    found = await _count(new, table)
    if not copied == found == await _count(old, table):
        raise CopyProblem(f"{copied} rows of {table.name} were copied, and {found} are there. Nothing was kept.")
    return found


async def _add(table: Table, new: AsyncConnection, rows: Sequence[Mapping[str, Any]]) -> None:
    try:
        await new.execute(insert(table), rows)
    except DBAPIError as problem:
        # SQLite takes what PostgreSQL does not: texts that are longer than their column, and the character zero.
        raise CopyProblem(
            f"A row of {table.name} does not fit into {new.engine.url.render_as_string()}: {problem.orig}. "
            "Correct it in the source, and copy again; nothing was kept."
        ) from problem


def _number_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number the next row after the last one that was copied."""
    column = table.autoincrement_column
    if column is None:
        return
    last = connection.execute(select(func.max(column))).scalar()
    if last is not None:
        connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)"),
            {"table": table.name, "column": column.name, "last": last},
        )


async def _count(connection: AsyncConnection, table: Table) -> int:
    return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


def _is_same(one: Database, other: Database) -> bool:
    if one.file is not None and other.file is not None:
        return one.file.resolve() == other.file.resolve()
    return one.engine.url == other.engine.url
