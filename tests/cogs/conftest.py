"""Ajar on a simulated Discord, on the project's own catalogue; the catalogue is taken in once for all tests."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import simcord.env

from bot.core.quiz.pool import QuestionPool
from bot.resources import data_folder
from bot.services.intake import take_in
from bot.services.served import ServedView
from bot.storage.database import Database
from bot.storage.migrations import upgrade
from tests.cogs.discord_world import World, world_on
from tests.cogs.quiz_play import Pool, Quiz, choice

# The bench waits this long for quiet after each step; the bot's own work is awaited all the same.
simcord.env.Env._settle_internal.__kwdefaults__["idle"] = 0.001


@pytest.fixture(autouse=True)
def unprepared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what a start builds ahead: each test then waits only for what it asks for."""
    monkeypatch.setattr(ServedView, "prepare", lambda _: None)


@pytest.fixture(scope="session")
def filled_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the base catalogue in it, to be copied."""
    file = tmp_path_factory.mktemp("base") / "base.sqlite3"

    async def fill() -> None:
        database = await Database.open(f"sqlite+aiosqlite:///{file.as_posix()}")
        try:
            await upgrade(database)
            report = await take_in(database, data_folder())
            assert not report.faults
        finally:
            await database.close()

    asyncio.run(fill())
    return file


@pytest.fixture
async def world(filled_database: Path, tmp_path: Path) -> AsyncIterator[World]:
    """A server with Ajar and two members."""
    database = tmp_path / "ajar.sqlite3"
    shutil.copy(filled_database, database)
    async with world_on(database) as made:
        yield made


@pytest.fixture(scope="session")
def small_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base catalogue with one organisation, for what is played with questions of its own."""
    folder = tmp_path_factory.mktemp("base") / "data"
    (folder / "organisations").mkdir(parents=True)
    shutil.copy(data_folder() / "organisations" / "ai2.yaml", folder / "organisations")
    return folder


@pytest.fixture(scope="session")
def small_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with tables and nothing in them, to be copied."""
    file = tmp_path_factory.mktemp("small") / "small.sqlite3"

    async def make() -> None:
        database = await Database.open(f"sqlite+aiosqlite:///{file.as_posix()}")
        try:
            await upgrade(database)
        finally:
            await database.close()

    asyncio.run(make())
    return file


@pytest.fixture
async def quiz(
    small_database: Path, small_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Quiz]:
    """A server with Ajar, two members, and thirty questions that are asked in their order."""
    database = tmp_path / "ajar.sqlite3"
    shutil.copy(small_database, database)
    pool = Pool([choice(number, (1, 2, 3)[(number - 1) % 3]) for number in range(1, 31)])
    monkeypatch.setattr(QuestionPool, "choose", lambda _, *given: pool.choose(*given))
    monkeypatch.setattr(QuestionPool, "get", lambda _, *given: pool.get(*given))
    monkeypatch.setattr(QuestionPool, "seeds", property(lambda _: pool.seeds))
    async with world_on(database, small_base) as made:
        # What the bench is patient with it waits for in real time: a question's seconds must be longer than this.
        made.env.settle_timeout = 5.0
        yield Quiz(made, pool)
