"""The doctor: says what is wrong and what to do, prints no secret, changes nothing."""

import importlib.util
import shutil
import socket
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from bot.ops.doctor import check_clock, check_python, check_token, examine
from bot.ops.findings import Finding, Level
from bot.ops.health import Health, HealthServer
from bot.ops.metrics import Metrics
from bot.storage.database import Database
from tests.storage.samples import NOW, replace, write

Filled = Callable[[], Awaitable[None]]
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcdE.never-to-be-seen-never-to-be-seen-1234"
# The program's files were written when it was installed, which for these tests lies before any present.
PRESENT = NOW + timedelta(days=3650)


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, url: str, folder: Path) -> None:
    monkeypatch.setenv("AJAR_DATABASE_URL", url)
    monkeypatch.setenv("AJAR_DATA_FOLDER", str(folder))
    monkeypatch.setenv("AJAR_TOKEN", TOKEN)
    monkeypatch.setenv("AJAR_BACKUP_FOLDER", str(folder.parent / "backups"))


@pytest.fixture
def backups(folder: Path) -> Path:
    return folder.parent / "backups"


def troubles(findings: list[Finding]) -> list[str]:
    return [f"{f.level}: {f.message}" for f in findings if f.level in (Level.WARNING, Level.ERROR)]


async def test_a_sound_installation_has_only_fine_findings(filled: Filled, backups: Path) -> None:
    newest = f"ajar-{PRESENT - timedelta(hours=3):%Y%m%dT%H%M%SZ}.sqlite3"
    write(backups, newest, "")
    findings = await examine(PRESENT)
    assert {finding.level for finding in findings} == {Level.FINE}
    words = " ".join(finding.message for finding in findings)
    subjects = ("Python", "settings", "speed", "token", "fonts", "database answers", "up to date", "catalogue", "clock")
    for subject in (*subjects, "are free", "newest backup"):
        assert subject in words
    assert "never-to-be-seen" not in words


async def test_before_the_first_start_nothing_is_wrong_and_nothing_is_made(file: Path) -> None:
    findings = await examine(PRESENT)
    assert troubles(findings) == []
    assert any("the first start makes it" in finding.message for finding in findings)
    assert not file.parent.exists()


async def test_wrong_settings_are_told_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AJAR_LOG_LEVEL", "loud")
    monkeypatch.setenv("AJAR_SYNC_GUILD", "x")
    found = troubles(await examine(PRESENT))
    assert [line.split(":")[1].strip() for line in found] == ["AJAR_LOG_LEVEL", "AJAR_SYNC_GUILD"]


async def test_a_misspelt_setting_is_a_warning(monkeypatch: pytest.MonkeyPatch, filled: Filled) -> None:
    monkeypatch.setenv("AJAR_LOCAL", "en")
    (found,) = [finding for finding in await examine(PRESENT) if finding.level is Level.WARNING]
    assert (found.message, found.remedy) == ("AJAR_LOCAL is no setting of Ajar's.", "Did you mean AJAR_LOCALE?")


@pytest.mark.parametrize(
    ("token", "level"),
    [
        (None, Level.NOTE),
        (TOKEN, Level.FINE),
        (f"Bot {TOKEN}", Level.ERROR),
        (f"{TOKEN}\n", Level.ERROR),
        ("changeme", Level.ERROR),
        ("abc.def.ghi", Level.ERROR),
        ("..", Level.ERROR),
        ("ünï.cödé.x", Level.ERROR),
    ],
)
def test_a_token_is_judged_by_its_form_and_never_shown(token: str | None, level: Level) -> None:
    finding = check_token(token)
    assert finding.level is level
    assert token is None or token.strip(".") == "" or token not in finding.message + finding.remedy


async def test_a_damaged_database_is_an_error_with_a_way_out(file: Path) -> None:
    write(file.parent, file.name, "no database at all" * 1000)
    (found,) = troubles(await examine(PRESENT))
    assert "is damaged" in found
    assert "db restore" in found


async def test_a_database_without_tables_is_a_note(url: str) -> None:
    await (await Database.open(url)).close()
    findings = await examine(PRESENT)
    assert troubles(findings) == []
    assert any("revision none" in finding.message for finding in findings)


async def test_a_database_of_a_newer_program_is_an_error(filled: Filled, url: str) -> None:
    database = await Database.open(url)
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await database.close()
    (found,) = troubles(await examine(PRESENT))
    assert "newer Ajar" in found


async def test_a_changed_catalogue_is_a_note_and_the_doctor_takes_nothing_in(filled: Filled, folder: Path) -> None:
    replace(folder, "families/heron.yaml", "name: Heron", "name: Herons")
    for _ in range(2):
        findings = await examine(PRESENT)
        assert troubles(findings) == []
        assert any("changed since it was taken in" in finding.message for finding in findings)


async def test_a_clock_before_what_the_database_has_seen_is_an_error(filled: Filled) -> None:
    (found,) = troubles(await examine(NOW - timedelta(days=4000)))
    assert "The clock says 2015" in found
    assert check_clock(PRESENT, PRESENT + timedelta(minutes=2)).level is Level.FINE
    assert check_clock(PRESENT, PRESENT + timedelta(hours=2)).level is Level.ERROR


def test_an_old_python_is_an_error() -> None:
    assert check_python((3, 10)).level is Level.ERROR
    assert check_python((3, 11)).level is Level.FINE


async def test_backups_that_stopped_are_a_warning(filled: Filled, backups: Path) -> None:
    write(backups, f"ajar-{PRESENT - timedelta(hours=49):%Y%m%dT%H%M%SZ}.sqlite3", "")
    (found,) = troubles(await examine(PRESENT))
    assert "one is due every 24 hours" in found


async def test_no_backups_at_all_and_none_yet_are_notes(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    assert any("no backup in" in finding.message for finding in await examine(PRESENT))
    monkeypatch.delenv("AJAR_BACKUP_FOLDER")
    findings = await examine(PRESENT)
    assert troubles(findings) == []
    assert any("No backups are made" in finding.message for finding in findings)


async def test_a_place_for_backups_that_is_no_folder_is_an_error(filled: Filled, backups: Path) -> None:
    write(backups.parent, backups.name, "a file")
    (found,) = troubles(await examine(PRESENT))
    assert "cannot be written to" in found


@pytest.mark.parametrize(("free", "level"), [(10, Level.ERROR), (100, Level.WARNING), (10_000, Level.FINE)])
async def test_a_disk_that_runs_full_is_told_in_time(
    filled: Filled, free: int, level: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free * 1024 * 1024))
    (found,) = [finding for finding in await examine(PRESENT) if "free where the database is" in finding.message]
    assert found.level is level


async def test_a_free_health_port_is_fine_and_one_that_another_program_has_is_an_error(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AJAR_HEALTH_PORT", str(taken.getsockname()[1]))
        (found,) = troubles(await examine(PRESENT))
        assert "Another program listens" in found
    findings = await examine(PRESENT)
    assert troubles(findings) == []
    assert any("is free" in finding.message for finding in findings)


@pytest.mark.parametrize(("problems", "level"), [((), Level.FINE), (("shard 0 is lost",), Level.WARNING)])
async def test_ajar_itself_behind_the_health_port_is_asked_how_it_is(
    filled: Filled, problems: tuple[str, ...], level: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def health() -> Health:
        return Health(problems)

    server = HealthServer(health, Metrics().registry)
    monkeypatch.setenv("AJAR_HEALTH_PORT", str(await server.start("127.0.0.1", 0)))
    try:
        (found,) = [finding for finding in await examine(PRESENT) if "Ajar runs" in finding.message]
    finally:
        await server.close()
    assert found.level is level
    assert all(problem in found.message for problem in problems)


async def test_a_missing_package_for_a_setting_is_an_error_and_one_for_speed_a_note(
    filled: Filled, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec
    away = ("sentry_sdk", "uvloop")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in away else real(name))
    findings = await examine(PRESENT)
    assert troubles(findings) == []
    assert any("quicker with: uvloop." in finding.message for finding in findings)
    monkeypatch.setenv("AJAR_SENTRY_DSN", "https://never-to-be-seen@sentry.invalid/1")
    (found,) = troubles(await examine(PRESENT))
    assert "sentry-sdk is missing" in found
    assert "never-to-be-seen" not in found
