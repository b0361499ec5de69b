"""Backups by themselves: when they come, which ones go, and that what comes back is what was acknowledged."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.ops import scheduled_backups
from bot.ops.backup import restore
from bot.ops.scheduled_backups import ScheduledBackups, newest_backup
from bot.storage import meta
from bot.storage.database import Database
from bot.storage.group_commit import GroupCommit
from tests.storage.samples import NOW

Filled = Callable[[], Awaitable[None]]


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def backups(filled: Filled, url: str, place: Path, clock: Clock) -> ScheduledBackups:
    return ScheduledBackups(url, place, timedelta(hours=24), 3, clock)


def block(place: Path) -> None:
    """Put a file where the folder should be."""
    place.write_text("in the way")


def unblock(place: Path) -> None:
    place.unlink()


def damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096 : 4096 * 4] = b"\xff" * 4096 * 3
    file.write_bytes(content)


def put_strange_files(place: Path) -> list[str]:
    """Files that are not ours, though some look like it, and one of ours that was left half-made."""
    place.mkdir()
    strange = [
        "ajar-20250101T000000Z.sqlite3.bak",
        "my-ajar-20250101T000000Z.sqlite3",
        "ajar-99999999T999999Z.sqlite3",
        "ajar.sqlite3",
    ]
    for name in strange:
        (place / name).write_text("precious")
    (place / "ajar-20240101T000000Z.sqlite3").mkdir()
    (place / "ajar-20260228T120000Z.sqlite3.part").write_text("left half-made by a crash")
    return [*strange, "ajar-20240101T000000Z.sqlite3"]


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for is what the test is about, and tells nobody
        await asyncio.sleep(0.001)


def names(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir())


async def test_the_first_comes_at_once_and_the_next_a_day_later(backups: ScheduledBackups, clock: Clock) -> None:
    assert backups.due() == NOW
    await backups.make()
    assert backups.due() == NOW + timedelta(hours=24)
    clock.now += timedelta(hours=25)
    assert backups.due() < clock.now


async def test_a_restart_does_not_bring_another_before_its_time(
    backups: ScheduledBackups, url: str, place: Path, clock: Clock
) -> None:
    made = await backups.make()
    assert made == place / "ajar-20260301T120000Z.sqlite3"
    clock.now += timedelta(hours=1)
    again = ScheduledBackups(url, place, timedelta(hours=24), 3, clock)
    assert again.newest == NOW
    assert again.due() == NOW + timedelta(hours=24)


async def test_the_oldest_go_and_nothing_that_is_not_ours_does(
    backups: ScheduledBackups, place: Path, clock: Clock
) -> None:
    strange = put_strange_files(place)
    for _ in range(5):
        await backups.make()
        clock.now += timedelta(days=1)
    kept = [f"ajar-2026030{day}T120000Z.sqlite3" for day in (3, 4, 5)]
    assert names(place) == sorted([*strange, *kept])
    assert backups.made == 5


async def test_a_failure_is_logged_and_counted_and_the_next_trial_comes_soon(
    backups: ScheduledBackups, place: Path, clock: Clock
) -> None:
    block(place)
    with capture_logs() as logs:
        assert await backups.make() is None
    assert [(line["event"], line["log_level"]) for line in logs] == [("backup_failed", "error")]
    assert (backups.made, backups.failed, backups.newest) == (0, 1, None)
    assert backups.due() == NOW + timedelta(minutes=10)
    unblock(place)
    clock.now += timedelta(minutes=10)
    assert await backups.make() is not None
    assert backups.due() == clock.now + timedelta(hours=24)


async def test_a_backup_that_is_damaged_gets_no_name_and_drives_no_good_one_out(
    backups: ScheduledBackups, file: Path, place: Path, clock: Clock
) -> None:
    for _ in range(3):
        await backups.make()
        clock.now += timedelta(days=1)
    good = names(place)
    damage(file)
    assert await backups.make() is None
    assert names(place) == good


async def test_a_clock_that_was_wrong_does_not_stop_backups_for_years(
    filled: Filled, url: str, place: Path, clock: Clock
) -> None:
    clock.now += timedelta(days=3650)
    await ScheduledBackups(url, place, timedelta(hours=24), 3, clock).make()
    clock.now = NOW
    assert ScheduledBackups(url, place, timedelta(hours=24), 3, clock).due() == NOW


async def test_running_makes_what_is_due_and_goes_on_after_a_failure(
    backups: ScheduledBackups, place: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduled_backups, "LONGEST_SLEEP", 0.001)
    block(place)
    running = asyncio.create_task(backups.run())
    try:
        await until(lambda: backups.failed > 0)
        unblock(place)
        clock.now += timedelta(minutes=10)
        await until(lambda: backups.made == 1)
        clock.now += timedelta(days=1)
        await until(lambda: backups.made == 2)
    finally:
        running.cancel()
    assert names(place) == ["ajar-20260301T121000Z.sqlite3", "ajar-20260302T121000Z.sqlite3"]
    assert newest_backup(place) == clock.now


async def test_a_backup_under_load_is_sound_and_has_every_write_that_was_acknowledged_before(
    backups: ScheduledBackups, url: str, file: Path, place: Path, clock: Clock
) -> None:
    database = await Database.open(url)
    writes = GroupCommit(database)
    acknowledged: list[int] = []
    stopped = asyncio.Event()

    async def write_on(writer: int) -> None:
        number = writer
        while not stopped.is_set():
            key = f"write.{number}"
            await writes.write(lambda connection: meta.write(connection, key, "x" * 500, NOW))  # noqa: B023
            acknowledged.append(number)
            number += 20

    writers = [asyncio.create_task(write_on(writer)) for writer in range(20)]
    promised: dict[Path, list[int]] = {}
    for _ in range(3):
        goal = 200 * (len(promised) + 1)
        await until(lambda: len(acknowledged) >= goal)  # noqa: B023
        before = list(acknowledged)
        made = await backups.make()
        assert made is not None
        promised[made] = before
        clock.now += timedelta(days=1)
    stopped.set()
    await asyncio.gather(*writers)
    await writes.close()
    await database.close()
    assert len(promised) == 3
    for made, before in promised.items():
        restored = restore(url, made, clock())
        clock.now += timedelta(seconds=1)
        assert restored.file == file
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            there = {row[0] for row in connection.execute("SELECT key FROM meta WHERE key LIKE 'write.%'")}
        assert {f"write.{number}" for number in before} <= there
