"""Opening, transactions, closing and migrating, on real files."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.command import downgrade
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.storage import meta
from bot.storage.database import Database, DatabaseUnusable
from bot.storage.migrations import configuration, current_revision, newest_revision, upgrade
from bot.storage.tables import metadata
from tests.storage.samples import NOW


async def test_the_folder_of_the_file_is_made_and_sqlite_is_set_up_for_many_readers(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'deep' / 'er' / 'ajar.sqlite3'}")
    async with database.reading() as connection:
        found = [
            (await connection.execute(text(f"PRAGMA {name}"))).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        ]
    assert found == ["wal", 1, 5000, 2]
    assert database.file == tmp_path / "deep" / "er" / "ajar.sqlite3"
    await database.close()


@pytest.mark.both_databases
async def test_migrating_makes_exactly_the_tables_that_the_program_uses(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return compare_metadata(context, metadata)

    async with database.reading() as connection:
        assert await connection.run_sync(differences) == []


@pytest.mark.both_databases
async def test_migrating_back_leaves_nothing_and_forward_again_works(database: Database) -> None:
    def back(connection: Connection) -> None:
        downgrade(configuration(connection), "base")

    async with database.writing() as connection:
        await connection.run_sync(back)
    async with database.reading() as connection:
        assert await connection.run_sync(lambda sync: inspect(sync).get_table_names()) == ["alembic_version"]
    assert await upgrade(database) is True


@pytest.mark.both_databases
async def test_the_newest_revision_is_the_head_of_the_scripts(database: Database) -> None:
    async with database.reading() as connection:
        head = await connection.run_sync(
            lambda sync: ScriptDirectory.from_config(configuration(sync)).get_current_head()
        )
    assert head == newest_revision() == await current_revision(database)


async def test_a_second_upgrade_has_nothing_to_do(database: Database) -> None:
    assert await upgrade(database) is False


@pytest.mark.both_databases
async def test_two_processes_that_upgrade_at_once_both_end_with_the_tables(url: str) -> None:
    first, second = await Database.open(url), await Database.open(url)
    await asyncio.gather(upgrade(first), upgrade(second))
    assert await current_revision(first) == await current_revision(second) == newest_revision()
    await first.close()
    await second.close()


@pytest.mark.both_databases
async def test_a_database_of_a_newer_program_is_left_alone(database: Database) -> None:
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnusable, match="made by a newer Ajar"):
        await upgrade(database)


@pytest.mark.both_databases
async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    async def half() -> None:
        async with database.writing() as connection:
            await meta.write(connection, "a", "1", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await half()
    async with database.reading() as connection:
        assert await meta.read(connection, "a") is None


@pytest.mark.both_databases
async def test_a_note_can_be_set_and_set_again(database: Database) -> None:
    for value in ("1", "2"):
        async with database.writing() as connection:
            await meta.write(connection, "a", value, NOW)
    async with database.reading() as connection:
        assert await meta.read(connection, "a") == "2"


async def test_writers_wait_for_one_another_instead_of_failing(database: Database) -> None:
    async with database.writing() as connection:
        await meta.write(connection, "count", "0", NOW)

    async def one_more() -> None:
        async with database.writing() as connection:
            count = int(await meta.read(connection, "count") or 0)
            await meta.write(connection, "count", str(count + 1), NOW)

    await asyncio.gather(*(one_more() for _ in range(5)))
    async with database.reading() as connection:
        assert await meta.read(connection, "count") == "5"


async def test_a_lone_writer_gets_its_turn_among_others_that_write_without_a_pause(tmp_path: Path) -> None:
    database = await Database.open(f"sqlite+aiosqlite:///{tmp_path / 'ajar.sqlite3'}")
    await upgrade(database)
    turns: list[str] = []
    going = asyncio.Event()

    async def write(name: str) -> None:
        async with database.writing() as connection:
            await meta.write(connection, name, "1", NOW)
            turns.append(name)
            if len(turns) == 10:
                going.set()

    async def without_a_pause(name: str) -> None:
        while "lone" not in turns:
            await write(name)

    busy = [asyncio.create_task(without_a_pause(f"busy {number}")) for number in range(5)]
    await going.wait()
    before = len(turns)
    await write("lone")
    await asyncio.gather(*busy)
    # Those who stood in the queue before it, and none of them twice.
    assert turns.index("lone") - before <= len(busy)
    await database.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ajar.sqlite3", "AJAR_DATABASE_URL is not a database address"),
        ("oracle://x/y", "No driver for the database address"),
        ("postgresql://me:hunter2@127.0.0.1:1/x", "asyncpg"),
        ("sqlite:////proc/nowhere/ajar.sqlite3", "The folder /proc/nowhere for the database cannot be made"),
    ],
)
async def test_an_address_that_leads_nowhere_is_explained_without_its_password(url: str, words: str) -> None:
    with pytest.raises(DatabaseUnusable) as caught:
        await Database.open(url)
    assert words in str(caught.value) or "does not answer" in str(caught.value)
    assert "hunter2" not in str(caught.value)


async def test_a_damaged_file_is_explained_with_the_way_to_restore(tmp_path: Path) -> None:
    file = tmp_path / "ajar.sqlite3"
    file.write_bytes(b"this is not a database, however long one looks at it" * 100)
    with pytest.raises(DatabaseUnusable, match=r"damaged .*`ajar db restore FILE`"):
        await Database.open(f"sqlite:///{file}")


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_closing_leaves_one_file_without_companions(url: str, tmp_path: Path) -> None:
    opened = await Database.open(url)
    await upgrade(opened)
    await opened.close()
    assert names_in(tmp_path) == ["ajar.sqlite3"]
    with sqlite3.connect(tmp_path / "ajar.sqlite3") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
