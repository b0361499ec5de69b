"""A migrated database of its own for every test, a copy of one; which kind, the test's mark says."""

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
def url(tmp_path: Path, migrated: Path, backend: str, request: pytest.FixtureRequest) -> str:
    """The address of a migrated database."""
    if backend == "postgresql":
        found: str = request.getfixturevalue("postgresql_url")
        return found
    file = tmp_path / "ajar.sqlite3"
    shutil.copy(migrated, file)
    return f"sqlite:///{file}"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """That database, open."""
    opened = await Database.open(url)
    yield opened
    await opened.close()
