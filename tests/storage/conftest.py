"""A folder with a small catalogue, and a migrated database of its own for every test; of which kind says its mark."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage.database import Database
from bot.storage.migrations import upgrade
from tests.storage.samples import write_catalogue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_catalogue(tmp_path / "data")


@pytest.fixture
def url(tmp_path: Path, backend: str, request: pytest.FixtureRequest) -> str:
    if backend == "postgresql":
        found: str = request.getfixturevalue("postgresql_url")
        return found
    return f"sqlite:///{tmp_path / 'ajar.sqlite3'}"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = await Database.open(url)
    await upgrade(opened)
    yield opened
    await opened.close()
