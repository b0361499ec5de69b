"""A prepared database once a test run, and a Discord with one server and three members for each test."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cogs.moderation_world import small_data
from tests.rig import Guild, Member, Process, Rig
from tests.rig.databases import fill, folder_with


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small part of the base catalogue: quick to take in, and enough for two hundred questions."""
    return small_data(tmp_path_factory.mktemp("few") / "data")


@pytest.fixture(scope="session")
def few_database(tmp_path_factory: pytest.TempPathFactory, few: Path) -> Path:
    """A database with that part in it, to be copied."""
    file = tmp_path_factory.mktemp("base") / "few.sqlite3"
    asyncio.run(fill(file, few))
    return file


@dataclass
class Town:
    """A server on the rig, its people, and the folder in which Ajar runs."""

    rig: Rig
    folder: Path
    base: Path
    guild: Guild
    ann: Member
    bob: Member
    mod: Member

    async def start(self, **options: Any) -> Process:
        """Start Ajar on the town's database."""
        return await self.rig.start_ajar(self.folder, **{"data_folder": self.base, **options})

    @property
    def database(self) -> Path:
        """Ajar's database."""
        return self.folder / "ajar.sqlite3"

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """What the database holds, read beside Ajar."""
        connection = sqlite3.connect(f"file:{self.database.as_posix()}?mode=ro", uri=True)
        with closing(connection):
            return connection.execute(query, values).fetchall()


def town_on(rig: Rig, folder: Path, base: Path) -> Town:
    """A server with two members and a moderator."""
    guild = rig.add_guild("Town")
    ann, bob = rig.add_member(guild, "Ann"), rig.add_member(guild, "Bob")
    return Town(rig, folder, base, guild, ann, bob, rig.add_member(guild, "Mod", manage_guild=True))


@pytest.fixture
async def town(few: Path, few_database: Path, tmp_path: Path) -> AsyncIterator[Town]:
    """A server, and a database with a small base catalogue; Ajar is not started yet."""
    async with Rig() as rig:
        yield town_on(rig, folder_with(few_database, tmp_path / "ajar"), few)
