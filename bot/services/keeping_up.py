"""Keeping what is held in memory as other processes have left it. What they changed is heard in `bot.storage.presence`.

Held in memory are the base, servers' own views and servers' preferences. Everything else (scores, mutes, drafts,
practice, what a member erases) is read from the database whenever it is needed, so there is nothing to keep up with.
"""

import asyncio
from asyncio import Queue

import structlog

from bot.services.preferences import PreferenceKeeper
from bot.services.served import Served
from bot.storage.news import About, News
from bot.storage.tables import BASE_GUILD

_AGAIN_SECONDS = 5.0
"""After a failure to read, such as while the server is away."""

_log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class KeepingUp:
    """Reads again what it hears was changed; `close` it at the end."""

    def __init__(self, news: "Queue[News]", served: Served, preferences: PreferenceKeeper) -> None:
        """Begin, in the running event loop; what is in the queue already is heard first."""
        self._news = news
        self._served = served
        self._preferences = preferences
        self._task = asyncio.create_task(self._work(), name="keeping up")

    async def close(self) -> None:
        """Hear nothing more."""
        self._task.cancel()
        await asyncio.wait({self._task})

    async def _work(self) -> None:
        while True:
            news = await self._news.get()
            try:
                await self._read(news)
            except Exception:
                _log.exception("news_not_read", about=news.about, guild=news.guild_id)
                self._news.put_nowait(news)
                await asyncio.sleep(_AGAIN_SECONDS)
            finally:
                self._news.task_done()

    async def _read(self, news: News) -> None:
        match news:
            case News(About.PREFERENCES, guild_id):
                await self._preferences.read_again(guild_id)
            case News(About.ENTRIES, guild_id) if guild_id != BASE_GUILD:
                await self._served.renew(guild_id)
            case News(About.ENTRIES):
                await self._served.load_again()
                _log.info("base_read_again")
            case _:
                await self._preferences.load()
                await self._served.load_again()
