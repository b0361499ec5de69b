"""Ajar on a simulated Discord, on the project's own catalogue; the catalogue is taken in once for all tests."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import simcord
import simcord.env

from bot.resources import data_folder
from bot.services.intake import take_in
from bot.storage.database import Database
from bot.storage.migrations import upgrade
from tests.cogs.discord_world import World, bot_on

# The bench waits this long for quiet after each step; the bot's own work is awaited all the same.
simcord.env.Env._settle_internal.__kwdefaults__["idle"] = 0.001


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
    env = simcord.Env(bot_on(database))
    await env.start()
    try:
        guild = env.create_guild()
        yield World(
            env=env,
            database=database,
            channel=guild.create_text_channel("general"),
            ann=guild.add_member(env.create_user("ann", global_name="Ann")),
            bob=guild.add_member(env.create_user("bob", global_name="Bob")),
        )
    finally:
        await env.bot.close()
        await env.shutdown()
