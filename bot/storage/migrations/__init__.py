"""Bringing a database to the tables of this program; the steps themselves are in `versions/`."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.resources import migrations_folder
from bot.storage.database import Database, DatabaseUnusable

if TYPE_CHECKING:
    from alembic.config import Config


_UPGRADE_LOCK = 0x616A6172
"""Any number will do, as long as it never changes; this one spells the name."""


def newest_revision() -> str:
    """The revision that this program needs: the first part of the name of the last file in `versions/`."""
    return max(path.name.partition("_")[0] for path in (migrations_folder() / "versions").glob("[0-9]*.py"))


async def current_revision(database: Database) -> str | None:
    """The revision that a database stands at, or None for one without our tables."""
    async with database.reading() as connection:
        return await connection.run_sync(_current)


async def upgrade(database: Database) -> bool:
    """Bring a database to the newest revision, in one transaction.

    Returns:
        Whether anything had to be done.

    Raises:
        DatabaseUnusable: a newer Ajar has been at work on this database.
    """
    newest = newest_revision()
    current = await current_revision(database)
    if current == newest:
        return False
    if current is not None and current > newest:
        raise DatabaseUnusable(
            f"The database was made by a newer Ajar (revision {current}, this one knows {newest}). "
            "Install that version again, or restore a backup from before the upgrade."
        )
    async with database.writing() as connection:
        if database.dialect == "postgresql":
            # SQLite's transaction holds the one write lock by now; PostgreSQL would let a second process begin too.
            # It waits for as long as the first one takes, whatever is usual for a statement.
            for limit in ("statement_timeout", "lock_timeout"):
                await connection.execute(text("SELECT set_config(:limit, '0', true)"), {"limit": limit})
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK})
        await connection.run_sync(make_tables)
    return True


def configuration(connection: Connection) -> "Config":
    """Alembic's configuration for one connection; there is no alembic.ini."""
    # Alembic is slow to import, and a start with nothing to upgrade does not need it.
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def make_tables(connection: Connection) -> None:
    """Run the steps that a database lacks, in the caller's transaction."""
    from alembic import command

    command.upgrade(configuration(connection), "head")
