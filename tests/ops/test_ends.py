"""Why a process ended: what its keeper reads, and the status that systemd sees."""

import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

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
