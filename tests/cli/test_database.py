"""What the command line does beside a bot that runs, and what it leaves until the bot is stopped."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage.presence import hold_file
from tests.cli.conftest import Run
from tests.storage.samples import write_catalogue


@pytest.fixture
def home(tmp_path: Path, ajar: Run) -> dict[str, str]:
    """The settings of a database with a small catalogue."""
    settings = {
        "AJAR_DATABASE_URL": f"sqlite:///{(tmp_path / 'ajar.sqlite3').as_posix()}",
        "AJAR_DATA_FOLDER": str(write_catalogue(tmp_path / "data")),
    }
    assert ajar("lookup", "Heron 1.5", **settings).status == 0
    return settings


@pytest.fixture
def running(home: dict[str, str], tmp_path: Path) -> Iterator[None]:
    """A bot that runs on it, as far as others can tell."""
    held = hold_file(tmp_path / "ajar.sqlite3")
    yield
    held.release()


def test_beside_a_running_bot_one_can_look_up_back_up_and_examine(
    home: dict[str, str], running: None, ajar: Run, tmp_path: Path
) -> None:
    assert ajar("lookup", "Heron 1.5", **home).status == 0
    assert ajar("check-claim", "Heron 1.5 is open source", **home).status == 0
    assert ajar("db", "backup", str(tmp_path / "copy.sqlite3"), **home).status == 0
    assert "Another Ajar" not in ajar("doctor", **home).err


def test_beside_a_running_bot_nothing_is_restored_upgraded_or_copied(
    home: dict[str, str], running: None, ajar: Run, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.sqlite3"
    assert ajar("db", "backup", str(copy), **home).status == 0
    before = (tmp_path / "ajar.sqlite3").read_bytes()
    url = home["AJAR_DATABASE_URL"]
    for words in (("restore", str(copy)), ("upgrade",), ("copy", url, f"sqlite:///{tmp_path / 'new.sqlite3'}")):
        refused = ajar("db", *words, **home)
        assert refused.status == 1
        assert "Another Ajar is running on the database" in refused.err
    assert (tmp_path / "ajar.sqlite3").read_bytes() == before


def test_beside_a_running_bot_of_another_version_its_tables_are_not_changed(
    home: dict[str, str], running: None, ajar: Run, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(tmp_path / "ajar.sqlite3")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    refused = ajar("lookup", "Heron 1.5", **home)
    assert refused.status == 1
    assert "Another Ajar is running on the database" in refused.err


def test_a_preview_in_the_folder_of_another_says_so(ajar: Run, tmp_path: Path) -> None:
    held = hold_file(tmp_path / "preview.sqlite3")
    refused = ajar("preview", "--folder", str(tmp_path), "--seconds", "1", "--port", "18765")
    held.release()
    assert refused.status == 1
    assert "Another Ajar is running on the database" in refused.err
    assert "Traceback" not in refused.err


def test_after_the_bot_has_ended_its_lock_is_in_nobodys_way(home: dict[str, str], ajar: Run, tmp_path: Path) -> None:
    hold_file(tmp_path / "ajar.sqlite3").release()
    assert (tmp_path / "ajar.sqlite3.lock").exists()
    assert ajar("db", "upgrade", **home).out == "already up to date\n"
