"""An environment without anybody's settings, and a database in a file of its own."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.services.intake import take_in
from bot.storage.database import Database
from bot.storage.migrations import upgrade
from tests.storage.samples import NOW, write_catalogue


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.upper().startswith("AJAR_") or name.upper() == "DISCORD_TOKEN":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_catalogue(tmp_path / "data")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "ajar.sqlite3"


@pytest.fixture
def url(file: Path) -> str:
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
async def filled(url: str, folder: Path) -> Callable[[], Awaitable[None]]:
    """Bring the database to the state of the folder, as a start of the bot does."""

    async def fill() -> None:
        database = await Database.open(url)
        await upgrade(database)
        await take_in(database, folder, now=lambda: NOW)
        await database.close()

    await fill()
    return fill
