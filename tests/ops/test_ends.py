"""Why a process ended: what its keeper reads, and the status that systemd sees."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord.ext.commands import AutoShardedBot
from sqlalchemy import text

from bot import app
from bot.app import create_bot
from bot.settings import Settings
from bot.storage.database import Database
from tests.rig import Rig
from tests.storage.samples import write_catalogue

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_catalogue(tmp_path / "data")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "ajar"
    made.mkdir()
    return made


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    async with Rig() as made:
        made.add_guild()
        yield made


async def test_a_token_that_is_reset_while_ajar_runs_ends_it_with_what_to_do(
    rig: Rig, place: Path, folder: Path
) -> None:
    ajar = await rig.start_ajar(place, data_folder=folder)
    # Before READY is read, discord.py would take the close for a failed beginning and try again.
    await ajar.until_said('"ready"')
    await rig.gateway.close(0, 4004)
    assert await ajar.ends() == 1
    assert "The token was reset while Ajar ran" in ajar.said
    assert "Traceback" not in ajar.said


async def test_a_health_port_that_is_taken_ends_it_before_it_goes_to_discord(
    rig: Rig, place: Path, folder: Path
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ajar = await rig.start_ajar(place, connected=False, data_folder=folder, health_port=port)
        assert await ajar.ends() == 1
    assert "Choose another AJAR_HEALTH_PORT" in ajar.said
    assert rig.gateway.count("connect") == 0


async def test_a_wrong_address_of_sentry_is_a_wrong_setting(rig: Rig, place: Path, folder: Path) -> None:
    ajar = await rig.start_ajar(place, connected=False, data_folder=folder, sentry_dsn="https://secret.invalid")
    assert await ajar.ends() == 2
    assert "AJAR_SENTRY_DSN is not the address" in ajar.said
    assert "secret.invalid" not in ajar.said


@pytest.mark.parametrize("patient", [True, False])
async def test_nobody_uses_the_database_any_more_when_it_is_closed(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, patient: bool
) -> None:
    """A connection that a listener gave up while it was closed left the process waiting for ever."""

    async def no_gateway(_bot: AutoShardedBot) -> None:
        """Of a bot that never logged in, discord.py has nothing to close."""

    monkeypatch.setattr(AutoShardedBot, "close", no_gateway)
    monkeypatch.setattr(app, "LETTING_GO_SECONDS", 0.3)
    database = await Database.open(f"sqlite+aiosqlite:///{(tmp_path / 'ajar.sqlite3').as_posix()}")
    bot = create_bot(Settings(catalogue_folder=folder), shard_count=1)
    bot.database = database

    async def listens() -> None:
        async with database.reading() as connection:
            await connection.execute(text("SELECT 1"))
            await asyncio.sleep(0.1 if patient else 3600)

    listener = asyncio.create_task(listens(), name="discord.py: on_ready")
    await asyncio.sleep(0.05)
    await bot.close()
    assert listener.done()
    assert listener.cancelled() is not patient, "what ends by itself is waited for"
