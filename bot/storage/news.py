"""What was changed that other processes keep in memory: told with the commit, by NOTIFY. Hearing it is in `presence`.

Who changes rows tells of it in the same transaction, so it is heard when the rows can be read, and never if they are
undone. SQLite has one process, and nobody to tell.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.database import mark_of
from bot.storage.tables import BASE_GUILD

CHANNEL = "ajar_news"


class About(StrEnum):
    """What was changed."""

    EVERYTHING = "everything"
    """Anything may have been: for a while nothing was heard."""
    ENTRIES = "entries"
    """Of the base (server 0), or of one server."""
    PREFERENCES = "preferences"
    """Of one server."""


@dataclass(frozen=True, slots=True)
class News:
    """What another process has changed."""

    about: About
    guild_id: int = BASE_GUILD


async def tell(connection: AsyncConnection, news: News) -> None:
    """Tell all other processes, when and if the caller's transaction is kept."""
    if connection.dialect.name == "postgresql":
        said = f"{mark_of(connection.engine)} {news.about} {news.guild_id}"
        await connection.execute(text("SELECT pg_notify(:channel, :said)"), {"channel": CHANNEL, "said": said})


def understood(said: str, mark: str) -> News | None:
    """What `tell` told, unless it was this process itself (its `mark`), or a version that tells otherwise."""
    try:
        who, about, guild_id = said.split(" ")
        return None if who == mark else News(About(about), int(guild_id))
    except ValueError:
        return News(About.EVERYTHING)
