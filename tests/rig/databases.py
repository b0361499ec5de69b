"""Databases that are ready to be copied, so that a start on the rig takes nothing in. What is tested is elsewhere."""

import shutil
from pathlib import Path

from bot.resources import data_folder
from bot.services.intake import take_in
from bot.storage.database import Database
from bot.storage.migrations import upgrade


async def fill(file: Path, base: Path | None = None) -> None:
    """Make a SQLite database with a base catalogue in it; the project's own takes some seconds."""
    database = await Database.open(f"sqlite+aiosqlite:///{file.as_posix()}")
    try:
        await upgrade(database)
        report = await take_in(database, base or data_folder())
        assert not report.faults
    finally:
        await database.close()


def folder_with(database: Path, folder: Path) -> Path:
    """A folder to start Ajar in, with a copy of that database in it."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(database, folder / "ajar.sqlite3")
    return folder
