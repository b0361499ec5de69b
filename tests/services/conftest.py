"""A migrated database in a file of its own; the migrations run once, and every test gets a copy."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.migrations import upgrade


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables and nothing in them, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "ajar.sqlite3"

    async def make() -> None:
        database = await Database.open(f"sqlite:///{file}")
        await upgrade(database)
        await database.close()

    asyncio.run(make())
    return file


@pytest.fixture
def url(tmp_path: Path, migrated: Path) -> str:
    """The address of a migrated database."""
    file = tmp_path / "ajar.sqlite3"
    shutil.copy(migrated, file)
    return f"sqlite:///{file}"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """That database, open."""
    opened = await Database.open(url)
    yield opened
    await opened.close()
