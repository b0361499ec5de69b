"""A bot's process beside the rig: how it is started, what it says, how it ends. Always ended by its own number."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Process:
    """A child process whose log goes to a file."""

    def __init__(self, child: asyncio.subprocess.Process, log: Path) -> None:
        self.child = child
        self.log = log

    @classmethod
    async def start(
        cls,
        command: Sequence[str],
        folder: Path,
        environment: Mapping[str, str],
        *,
        name: str = "bot",
        file_limit: int | None = None,
    ) -> "Process":
        """Start a command in a folder of its own, with no settings of ours but those that are given.

        `file_limit`: the most bytes that a file of the process may have, as on a disk that is full.
        """
        log = _log_file(folder, name)
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("AJAR_", "DISCORD_"))}
        path = os.pathsep.join(filter(None, [str(ROOT), inherited.get("PYTHONPATH", "")]))
        before = None
        if file_limit is not None:
            most = file_limit

            def before() -> None:
                import resource

                # Python ignores SIGXFSZ, so that a write beyond the limit fails with "file too large".
                resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

        with log.open("wb") as out:
            child = await asyncio.create_subprocess_exec(
                *command,
                cwd=folder,
                env={**inherited, "PYTHONPATH": path, **environment},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                preexec_fn=before,
            )
        return cls(child, log)

    @property
    def pid(self) -> int:
        """Its number."""
        return self.child.pid

    @property
    def ended(self) -> int | None:
        """Its exit status; None while it runs."""
        return self.child.returncode

    @property
    def said(self) -> str:
        """All that it wrote."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def records(self) -> list[dict[str, Any]]:
        """Its log, where it writes JSON."""
        found: list[dict[str, Any]] = []
        for line in self.said.splitlines():
            if line.startswith("{"):
                with contextlib.suppress(json.JSONDecodeError):
                    found.append(json.loads(line))
        return found

    def events(self, name: str) -> list[dict[str, Any]]:
        """The records of its log with that event."""
        return [record for record in self.records if record.get("event") == name]

    async def until_said(self, words: str, seconds: float = 60.0) -> None:
        """Wait until its log has these words; AssertionError with the log where it ends before."""
        try:
            async with asyncio.timeout(seconds):
                while words not in self.said:
                    assert self.ended is None or words in self.said, f"it ended ({self.ended}):\n{self.said}"
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"it did not say {words!r}:\n{self.said}") from None

    async def ends(self, seconds: float = 60.0) -> int:
        """Wait for its end; the exit status."""
        try:
            async with asyncio.timeout(seconds):
                return await self.child.wait()
        except TimeoutError:
            raise AssertionError(f"it does not end:\n{self.said}") from None

    async def kill(self) -> None:
        """SIGKILL, and wait until it is gone."""
        if self.ended is None:
            with contextlib.suppress(ProcessLookupError):
                self.child.kill()
        await self.child.wait()

    async def stop(self, seconds: float = 30.0) -> int:
        """SIGTERM, and wait for its end; the exit status."""
        if self.ended is None:
            with contextlib.suppress(ProcessLookupError):
                self.child.send_signal(signal.SIGTERM)
        return await self.ends(seconds)


def _log_file(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}-{sum(1 for _ in folder.glob(f'{name}*.log'))}.log"


def python(*arguments: str) -> list[str]:
    """A command that runs this Python."""
    return [sys.executable, *arguments]
