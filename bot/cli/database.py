"""`db`: bring the database up to date, copy it, put a copy back."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import console, settings_or_stop, stop
from bot.ops import backup as backups
from bot.storage import migrations
from bot.storage.database import Database, DatabaseUnusable

app = typer.Typer(help="The database: upgrade, backup, restore.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database to this version's tables; a new file is made where there is none."""

    async def run(url: str) -> bool:
        database = await Database.open(url)
        try:
            return await migrations.upgrade(database)
        finally:
            await database.close()

    try:
        changed = asyncio.run(run(settings_or_stop().database_url))
    except DatabaseUnusable as problem:
        stop(str(problem))
    console.print("upgraded" if changed else "already up to date")


@app.command()
def backup(target: Annotated[Path, typer.Argument(help="The file to write; it must not exist yet.")]) -> None:
    """Copy the database while the bot runs, and check the copy."""
    try:
        console.print(f"copied to {backups.backup(settings_or_stop().database_url, target)}", markup=False)
    except backups.BackupProblem as problem:
        stop(str(problem))


@app.command()
def restore(source: Annotated[Path, typer.Argument(help="A file that `db backup` wrote.", exists=True)]) -> None:
    """Put a copy back. Stop the bot first; what is there now is kept beside it."""
    try:
        restored = backups.restore(settings_or_stop().database_url, source, datetime.now(UTC))
    except backups.BackupProblem as problem:
        stop(str(problem))
    console.print(str(restored), markup=False)
