"""A copy of a whole database, to the other kind and back: every row, and numbers that go on after the last."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text
from typer.testing import CliRunner

from bot.cli.app import app
from bot.core.editing.policy import Actor
from bot.core.quiz.events import Press
from bot.services.audit import Audit
from bot.services.intake import take_in
from bot.services.preferences import PreferenceKeeper
from bot.storage import games
from bot.storage.copying import CopyProblem, copy
from bot.storage.database import Database, DatabaseInUse
from bot.storage.migrations import upgrade
from bot.storage.presence import Presence
from bot.storage.tables import UtcDateTime, metadata
from tests.storage.samples import NOW

SERVER, MEMBER = 10**18 + 1, 10**18 + 2


@pytest.fixture
async def full(database: Database, folder: Path) -> Database:
    """A database with something in every table, by way of the program where that is short."""
    await take_in(database, folder, now=lambda: NOW)
    audit = Audit(database, lambda: NOW)
    keeper = PreferenceKeeper(database, audit)
    await keeper.change(Actor(MEMBER, SERVER, administrator=True), SERVER, {"time_zone": "Asia/Tokyo"}, NOW)
    async with database.writing() as connection:
        for channel in range(3):
            number = await games.add(connection, SERVER, channel, "zh-CN", NOW)
            press = Press(member=MEMBER, name="安·\N{DOOR}", round=0, choice=(1,), at=NOW)
            await games.append(connection, [games.event_row(number, 0, press, NOW + timedelta(microseconds=1))])
        for table in metadata.sorted_tables:
            if not (await connection.execute(select(table).limit(1))).first():
                await connection.execute(insert(table), {column.name: sample(column) for column in table.columns})
    return database


def sample(column: Any) -> object:
    """A value that a column takes, at the end of its range where it has one."""
    kind = datetime if isinstance(column.type, UtcDateTime) else column.type.python_type
    if kind is str:
        return "ü" * (getattr(column.type, "length", None) or 9)
    return {
        int: 2**31 - 1 if type(column.type).__name__ == "Integer" else 2**53 + 1,
        float: 1503.1234567891,
        bool: True,
        bytes: bytes(range(256)),
        datetime: datetime(2026, 2, 28, 23, 59, 59, 999999, tzinfo=UTC),
        date: date(2024, 2, 29),
    }[kind]


async def rows(database: Database) -> Mapping[str, list[tuple[Any, ...]]]:
    async with database.reading() as connection:
        return {
            table.name: [
                tuple(row) for row in await connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
        }


@pytest.fixture
async def postgres(postgresql_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(postgresql_url)
    yield opened
    await opened.close()


@pytest.fixture
async def another(tmp_path: Path) -> AsyncIterator[Database]:
    """A SQLite file without tables."""
    opened = await Database.open(f"sqlite:///{tmp_path / 'another.sqlite3'}")
    yield opened
    await opened.close()


async def test_every_row_comes_over_to_postgresql_and_back_again(
    full: Database, postgres: Database, another: Database
) -> None:
    before = await rows(full)
    assert all(before.values()), "there is something in every table"
    counted = await copy(full, postgres)
    assert counted == {name: len(found) for name, found in before.items()}
    assert await rows(postgres) == before
    assert await copy(postgres, another) == counted
    assert await rows(another) == before == await rows(full)


async def test_new_rows_are_numbered_after_the_last_that_was_copied(full: Database, postgres: Database) -> None:
    await copy(full, postgres)
    async with postgres.writing() as connection:
        last = max(row.id for row in await connection.execute(select(metadata.tables["quiz_games"].c.id)))
        assert await games.add(connection, SERVER, 9, "en", NOW) == last + 1


async def test_a_database_without_tables_gets_them(full: Database, another: Database) -> None:
    await copy(full, another)
    assert await rows(another) == await rows(full)
    assert await upgrade(another) is False


async def test_what_is_not_empty_is_left_as_it_is(full: Database, postgres: Database) -> None:
    async with postgres.writing() as connection:
        await games.add(connection, SERVER, 1, "en", NOW)
    before = await rows(postgres)
    with pytest.raises(CopyProblem, match="is not empty: there are rows in quiz_games"):
        await copy(full, postgres)
    assert await rows(postgres) == before


async def test_a_database_of_something_else_is_left_alone(full: Database, another: Database) -> None:
    async with another.writing() as connection:
        await connection.execute(text("CREATE TABLE shopping (what TEXT)"))
    with pytest.raises(CopyProblem, match=r"tables that are not Ajar's \(shopping\)"):
        await copy(full, another)


@pytest.mark.parametrize(("revision", "words"), [("0001", "stands at revision 0001"), ("9999", "by a newer Ajar")])
async def test_a_source_of_another_version_is_not_copied(
    full: Database, another: Database, revision: str, words: str
) -> None:
    async with full.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    with pytest.raises(CopyProblem, match=words):
        await copy(full, another)


async def test_a_row_that_does_not_fit_leaves_the_target_empty_and_is_named(full: Database, postgres: Database) -> None:
    async with full.writing() as connection:
        await connection.execute(text("UPDATE quiz_members SET name = :name"), {"name": "x" * 200})
    with pytest.raises(CopyProblem, match="A row of quiz_members does not fit"):
        await copy(full, postgres)
    assert not any((await rows(postgres)).values())


async def test_nothing_is_copied_while_a_bot_runs_on_either(
    full: Database, another: Database, postgres: Database
) -> None:
    for busy, place in ((full, "Another Ajar is running"), (postgres, "Ajar is running on the database")):
        presence = await Presence.begin(busy)
        with pytest.raises(DatabaseInUse, match=place):
            await copy(full, postgres)
        await presence.end()
    await copy(full, postgres)


async def test_a_database_is_not_copied_onto_itself(full: Database, tmp_path: Path) -> None:
    again = await Database.open(f"sqlite:///{tmp_path / '.' / 'ajar.sqlite3'}")
    with pytest.raises(CopyProblem, match="lead to one database"):
        await copy(full, again)
    await again.close()


async def test_the_command_copies_counts_and_refuses_a_second_time(full: Database, url: str, tmp_path: Path) -> None:
    before = await rows(full)
    await full.close()
    target = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    done = await asyncio.to_thread(CliRunner().invoke, app, ["db", "copy", url, target])
    assert done.exit_code == 0, done.output
    assert f"copied {sum(map(len, before.values()))} rows" in done.output
    again = await asyncio.to_thread(CliRunner().invoke, app, ["db", "copy", url, target])
    assert again.exit_code == 1
    assert "is not empty" in again.output


def test_the_command_makes_no_file_for_a_source_that_is_not_there(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["db", "copy", f"sqlite:///{tmp_path / 'slip.sqlite3'}", "sqlite:///x.sqlite3"])
    assert done.exit_code == 1
    assert "There is no database at" in done.output
    assert list(tmp_path.iterdir()) == []
