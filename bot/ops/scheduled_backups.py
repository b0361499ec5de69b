"""When a backup of a SQLite database is due by itself, and which old ones go. How one is made is elsewhere."""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot.ops.backup import BackupProblem, backup

_log: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(__name__)

_NAME = re.compile(r"ajar-(\d{8}T\d{6}Z)\.sqlite3(\.part)?")
_TIME = "%Y%m%dT%H%M%SZ"
AGAIN = timedelta(minutes=10)
"""How long after a failure the next trial comes, or sooner where backups are more frequent than that."""
LONGEST_SLEEP = 60.0
"""Seconds after which the clock is looked at again: it may be set, and a machine may sleep."""


def newest_backup(folder: Path) -> datetime | None:
    """When the newest of our backups in a folder was made, by its name; None where there is none."""
    whole = _whole(folder)
    return whole[-1][0] if whole else None


def _whole(folder: Path) -> list[tuple[datetime, Path]]:
    """Our finished backups with their times, the oldest first."""
    if not folder.is_dir():
        return []
    found = ((_made_at(path.name), path) for path in folder.iterdir() if path.is_file())
    return sorted((at, path) for at, path in found if at is not None)


def _made_at(name: str) -> datetime | None:
    """The time in the name of a backup; None for any other file's name."""
    match = _NAME.fullmatch(name)
    if match is None or match[2]:
        return None
    try:
        return datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


class ScheduledBackups:
    """Backups at regular times. `run` it for as long as the bot runs."""

    def __init__(self, url: str, folder: Path, every: timedelta, keep: int, clock: Callable[[], datetime]) -> None:
        """Prepare; nothing is made yet.

        Args:
            url: the database's address.
            folder: where backups go; it is made if it does not exist. Only files named as ours are ever deleted.
            every: how long after the newest backup the next is due.
            keep: how many stay.
            clock: the time, with a time zone.
        """
        self._url = url
        self._folder = folder
        self._every = every
        self._keep = keep
        self._clock = clock
        self._tried: datetime | None = None
        self.made = 0
        """How many were made since the start."""
        self.failed = 0
        """How many trials failed since the start."""
        self.newest = newest_backup(folder)
        """When the newest was made; None where there is none."""

    async def run(self) -> None:
        """Make a backup whenever one is due, until cancelled. A failure is logged, and tried again later."""
        while True:
            wait = (self.due() - self._clock()).total_seconds()
            if wait > 0:
                await asyncio.sleep(min(wait, LONGEST_SLEEP))
                continue
            await self.make()

    def due(self) -> datetime:
        """When the next trial is due; that may have passed."""
        now = self._clock()
        newest = self.newest
        # A backup from the future means that the clock was wrong; waiting for that day would be worse.
        due = now if newest is None or newest > now + self._every else newest + self._every
        if self._tried is not None and self._tried <= now:
            due = max(due, self._tried + min(AGAIN, self._every))
        return due

    async def make(self) -> Path | None:
        """Make one now and let old ones go; answers the file, or None where it failed, which is logged."""
        now = self._tried = self._clock()
        target = self._folder / f"ajar-{now:{_TIME}}.sqlite3"
        try:
            await asyncio.to_thread(backup, self._url, target)
        except (BackupProblem, OSError) as problem:
            self.failed += 1
            _log.error("backup_failed", problem=str(problem), failed=self.failed)
            return None
        self._tried = None
        self.made += 1
        self.newest = now.replace(microsecond=0)
        try:
            gone = await asyncio.to_thread(self._let_go)
        except OSError as problem:
            _log.error("old_backups_stay", problem=str(problem))
            gone = 0
        size = (await asyncio.to_thread(target.stat)).st_size
        _log.info("backup_made", file=target.name, bytes=size, let_go=gone)
        return target

    def _let_go(self) -> int:
        """Delete what is too old and what was left half-made, and nothing that is not named as ours."""
        old = [path for _, path in _whole(self._folder)[: -self._keep]]
        half = [path for path in self._folder.iterdir() if (name := _NAME.fullmatch(path.name)) and name[2]]
        for path in (*old, *half):
            path.unlink(missing_ok=True)
        return len(old)
