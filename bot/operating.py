"""What stands beside a bot that runs for real: health and metrics, scheduled backups, a frozen heap. No features."""

import asyncio
import gc
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

import structlog

from bot.app import AjarBot
from bot.ops.backup import BackupProblem, database_file
from bot.ops.health import HealthServer
from bot.ops.scheduled_backups import ScheduledBackups
from bot.settings import Settings
from bot.watching import Watch

_log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)


class Operations:
    """An async context around a bot's life: enter it before the bot logs in, leave it after the bot is closed."""

    def __init__(self, bot: AjarBot, settings: Settings) -> None:
        """Prepare what the settings ask for."""
        self._bot = bot
        self._settings = settings
        self._watch = Watch(bot) if settings.health_port is not None else None
        self._server = HealthServer(self._watch.health, self._watch.metrics.registry) if self._watch else None
        self._backups = _backups(bot, settings)
        if self._watch is not None and self._backups is not None:
            backups = self._backups
            self._watch.metrics.watch_backups(
                lambda: backups.newest.timestamp() if backups.newest else None,
                lambda: (backups.made, backups.failed),
            )
        self._backing_up: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Listen for probes and to the bot.

        Raises:
            NoHealthPort: the port cannot be listened on.
        """
        if self._server is not None:
            await self._server.start(self._settings.health_host, self._settings.health_port or 0)
        if self._watch is not None:
            self._watch.begin()
        self._bot.listener = self._heard
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all of it."""
        self._bot.listener = None
        if self._backing_up is not None:
            self._backing_up.cancel()
        if self._watch is not None:
            self._watch.stop()
        if self._server is not None:
            await self._server.close()

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._watch is not None:
            self._watch.heard(event, arguments)
        if event == "prepared":
            freeze()
            if self._backups is not None:
                self._backing_up = asyncio.create_task(self._backups.run(), name="backups")


_COLLECTING = (10_000, 20, 100)
"""When garbage is looked for, in objects that were made and not released, then in collections of the generation before.

A full collection walks all games that are going on, 1.7 ms for each of thirty questions, and by Python's own numbers
(700, 10, 10) answers in a thousand games waited up to five seconds. What one interaction leaves behind is young, and
the first generation still finds it.
"""


def freeze() -> None:
    """Take all that was loaded so far out of the garbage collector's sight; it stays for the life of the process.

    The catalogue is some hundred thousands of objects that hold each other for good. Each full collection walks them
    all with the event loop standing still, and finds nothing; see docs/decisions/0022-operations.md for the figures.
    """
    # What is garbage now would be frozen with the rest and never be found again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTING)


def _backups(bot: AjarBot, settings: Settings) -> ScheduledBackups | None:
    if settings.backup_folder is None:
        return None
    try:
        database_file(settings.database_url)
    except BackupProblem as problem:
        _log.warning("no_scheduled_backups", reason=str(problem))
        return None
    return ScheduledBackups(
        settings.database_url,
        settings.backup_folder,
        timedelta(hours=settings.backup_hours),
        settings.backup_keep,
        lambda: bot.clock(),
    )
