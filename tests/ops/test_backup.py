"""Backups: whole while others write, refused when damaged, and put back without losing what was there."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.ops.backup import BackupProblem, backup, restore
from bot.storage import meta
from bot.storage.database import Database
from bot.storage.migrations import upgrade
from tests.storage.samples import NOW

Filled = Callable[[], Awaitable[None]]


def value_in(file: Path, key: str = "a") -> str | None:
    with closing(sqlite3.connect(file)) as connection:
        row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def put(file: Path, value: str, key: str = "a") -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?, '2026-03-01')", (key, value))


async def test_a_backup_of_a_database_in_use_holds_what_was_kept_and_nothing_half_done(
    filled: Filled, url: str, tmp_path: Path
) -> None:
    database = await Database.open(url)
    async with database.writing() as connection:
        await meta.write(connection, "a", "kept", NOW)
    async with database.writing() as connection:
        await meta.write(connection, "a", "half done", NOW)
        target = backup(url, tmp_path / "backups" / "one.sqlite3")
    await database.close()
    assert value_in(target) == "kept"
    assert sorted(path.name for path in target.parent.glob("*")) == ["one.sqlite3"]


def test_a_backup_never_overwrites_a_file(filled: Filled, url: str, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("precious")
    with pytest.raises(BackupProblem, match="exists already"):
        backup(url, tmp_path / "precious")
    assert (tmp_path / "precious").read_text() == "precious"


def test_a_database_that_is_not_there_cannot_be_backed_up(url: str, tmp_path: Path) -> None:
    with pytest.raises(BackupProblem, match="nothing to back up"):
        backup(url, tmp_path / "one")
    assert not (tmp_path / "one").exists()


def test_a_damaged_database_gives_no_backup_that_looks_whole(
    filled: Filled, url: str, file: Path, tmp_path: Path
) -> None:
    content = bytearray(file.read_bytes())
    content[4096 : 4096 * 4] = b"\xff" * 4096 * 3
    file.write_bytes(content)
    with pytest.raises(BackupProblem):
        backup(url, tmp_path / "one")
    assert not (tmp_path / "one").exists()
    assert not (tmp_path / "one.part").exists()


def test_a_restore_brings_the_backup_back_and_keeps_what_was_there(
    filled: Filled, url: str, file: Path, tmp_path: Path
) -> None:
    put(file, "then")
    saved = backup(url, tmp_path / "one")
    put(file, "since")
    done = restore(url, saved, NOW)
    assert value_in(file) == "then"
    assert done.safety_copy is not None
    assert value_in(done.safety_copy) == "since"
    assert done.safety_copy.name == "ajar.sqlite3.before-restore-20260301T120000Z"
    assert value_in(saved) == "then"
    assert str(done) == f"restored {file}; what was there before is kept in {done.safety_copy}"


async def test_a_restored_database_is_one_that_the_program_opens(filled: Filled, url: str, tmp_path: Path) -> None:
    saved = backup(url, tmp_path / "one")
    elsewhere = url.replace("ajar.sqlite3", "new/ajar.sqlite3")
    assert restore(elsewhere, saved, NOW).safety_copy is None
    database = await Database.open(elsewhere)
    assert await upgrade(database) is False
    await database.close()


async def test_a_database_in_use_is_not_replaced(filled: Filled, url: str, file: Path, tmp_path: Path) -> None:
    saved = backup(url, tmp_path / "one")
    put(file, "present")
    database = await Database.open(url)
    try:
        with pytest.raises(BackupProblem, match="in use"):
            restore(url, saved, NOW)
    finally:
        await database.close()
    assert value_in(file) == "present"
    assert sorted(path.name for path in file.parent.glob("*")) == ["ajar.sqlite3"]


def test_a_damaged_database_is_kept_as_it_is_beside_the_restored_one(
    filled: Filled, url: str, file: Path, tmp_path: Path
) -> None:
    saved = backup(url, tmp_path / "one")
    file.write_bytes(b"no database any more" * 1000)
    done = restore(url, saved, NOW)
    assert value_in(file, "base.content_hash")
    assert done.safety_copy is not None
    assert done.safety_copy.read_bytes() == b"no database any more" * 1000


def test_what_is_no_sound_backup_of_ajars_is_refused_and_changes_nothing(
    filled: Filled, url: str, file: Path, tmp_path: Path
) -> None:
    put(file, "present")
    text, other, newer = tmp_path / "text", tmp_path / "other", backup(url, tmp_path / "newer")
    text.write_text("hello" * 1000)
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE birds (name)")
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for source, words in (
        (tmp_path / "nowhere", "There is no backup"),
        (text, "damaged or not a SQLite database"),
        (other, "not one of Ajar's"),
        (newer, "newer Ajar"),
        (file, "the database itself"),
    ):
        with pytest.raises(BackupProblem, match=words):
            restore(url, source, NOW)
    assert value_in(file) == "present"


@pytest.mark.parametrize("address", ["postgresql+asyncpg://me:hunter2@host/ajar", "postgres://host/ajar"])
def test_for_postgresql_the_operator_is_sent_to_its_own_tools(address: str, tmp_path: Path) -> None:
    for action in (lambda: backup(address, tmp_path / "one"), lambda: restore(address, tmp_path / "one", NOW)):
        with pytest.raises(BackupProblem, match="pg_dump") as caught:
            action()
        assert "hunter2" not in str(caught.value)
