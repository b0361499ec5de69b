"""Servers that the bot has left: what they had is kept for thirty days, then erased. Hearing of it is for the bot."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import structlog

from bot.services.preferences import PreferenceKeeper
from bot.services.served import Served
from bot.storage import departures
from bot.storage.database import Database

KEPT = timedelta(days=30)
"""For so long a server finds everything as it was, if the bot comes back."""

_log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class Departures:
    """What becomes of a server's data when the bot is taken out of it."""

    def __init__(
        self,
        database: Database,
        served: Served,
        preferences: PreferenceKeeper,
        clock: Callable[[], datetime],
    ) -> None:
        """Watch over this database; what `served` and `preferences` hold of an erased server goes too."""
        self._database = database
        self._served = served
        self._preferences = preferences
        self._clock = clock

    async def left(self, guild_id: int) -> None:
        """The bot was taken out of a server, or the server is gone. Not for one that is only out of reach."""
        async with self._database.writing() as connection:
            await departures.note(connection, [guild_id], self._clock())

    async def came_back(self, guild_id: int) -> bool:
        """The bot is in a server, for the first time or again; answers whether what it had there was waiting."""
        async with self._database.writing() as connection:
            return bool(await departures.forget(connection, [guild_id]))

    async def reconcile(self, present: Collection[int], ours: Callable[[int], bool] | None = None) -> None:
        """Make up for what happened while the bot was not running, once Discord has said where it is.

        Args:
            present: the servers that the bot is in, those out of reach too.
            ours: whether a server is one that this process would hear of, by its shard; without it, every server.
        """
        async with self._database.writing() as connection:
            back = await departures.forget(connection, present)
            known = await departures.known_servers(connection)
            missing = sorted(guild for guild in known - set(present) if ours is None or ours(guild))
            await departures.note(connection, missing, self._clock())
        if back or missing:
            _log.info("departures_reconciled", back=len(back), missing=len(missing))

    async def erase_due(
        self, now: datetime, present: Collection[int] = (), ours: Callable[[int], bool] | None = None
    ) -> list[int]:
        """Erase what belongs to servers that were left thirty days ago or longer, each in a transaction of its own.

        Args:
            now: the moment, with its time zone.
            present: servers that the bot is in by all appearances; they are taken off the list and keep everything.
            ours: whether a server's events would come to this process; only that one knows whether the bot is in it.
                Without it, every server is ours.

        Returns:
            The servers that were erased.
        """
        before = now - KEPT
        async with self._database.writing() as connection:
            await departures.forget(connection, present)
            waiting = await departures.due(connection, before)
        erased: list[int] = []
        for guild_id in waiting:
            if ours is not None and not ours(guild_id):
                continue
            async with self._database.writing() as connection:
                # The bot may have come back since the list was read.
                if not await departures.strike_due(connection, guild_id, before):
                    continue
                rows = await departures.erase(connection, guild_id)
            erased.append(guild_id)
            _log.info("server_erased", guild=guild_id, rows=sum(rows.values()))
            await self._served.renew(guild_id)
        if erased:
            await self._preferences.load()
        return erased
