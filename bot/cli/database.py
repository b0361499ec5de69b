"""`db`: bring the database up to date, copy it, put a copy back, move it to another one."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import console, settings_or_stop, stop
from bot.ops import backup as backups
from bot.storage import migrations
from bot.storage.copying import CopyProblem
from bot.storage.copying import copy as copy_database
from bot.storage.database import Database, DatabaseUnusable
from bot.storage.presence import hold_file, undisturbed

app = typer.Typer(help="The database: upgrade, backup, restore, copy.", no_args_is_help=True)


@app.command()
def upgrade() -> None:
    """Bring the database to this version's tables; a new file is made where there is none. Stop the bot first."""

    async def run(url: str) -> bool:
        database = await Database.open(url)
        try:
            async with undisturbed(database):
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
    url = settings_or_stop().database_url
    try:
        file = backups.database_file(url)
        file.parent.mkdir(parents=True, exist_ok=True)
        held = hold_file(file)
        try:
            restored = backups.restore(url, source, datetime.now(UTC))
        finally:
            held.release()
    except (backups.BackupProblem, DatabaseUnusable) as problem:
        stop(str(problem))
    except OSError as problem:
        stop(f"The database cannot be put back: {problem.strerror}. Check that Ajar may write to {problem.filename}.")
    console.print(str(restored), markup=False)


@app.command()
def copy(
    source: Annotated[str, typer.Argument(metavar="FROM", help="The address of the database to copy.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The address of an empty one, such as postgresql://...")],
) -> None:
    """Copy everything into an empty database, from SQLite to PostgreSQL or back. Stop the bot first.

    A password need not stand in the address: PGPASSWORD and the file ~/.pgpass are read too.
    """

    async def run() -> Mapping[str, int]:
        old = await Database.open(source)
        try:
            new = await Database.open(target)
            try:
                return await copy_database(old, new)
            finally:
                await new.close()
        finally:
            await old.close()

    try:
        _check_exists(source)
        counts = asyncio.run(run())
    except (DatabaseUnusable, CopyProblem) as problem:
        stop(str(problem))
    for table, count in counts.items():
        console.print(f"{count:>8}  {table}", markup=False)
    console.print(f"copied {sum(counts.values())} rows, counted in both")
    console.print("Set AJAR_DATABASE_URL to the new address, then start the bot.")


def _check_exists(source: str) -> None:
    """A SQLite file that is opened is made, and an empty one would hide a slip of the keyboard."""
    try:
        file = backups.database_file(source)
    except backups.BackupProblem:
        # It is none of SQLite's; opening it will say what it is.
        return
    if not file.is_file():
        stop(f"There is no database at {file}.")
