"""`python -m bot preview` as a process of its own: started, read, and stopped."""

import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager

_LINE = re.compile(r"^\s*(\S.*?)\s+(http://127\.0\.0\.1:\d+/#\S+)\s*$")
PREVIEW = (sys.executable, "-m", "bot", "preview")
_START = 120.0
"""Seconds a cold start may take: the catalogue is taken in, the fonts are read."""


class PreviewProcess:
    """A running preview and the addresses it printed, by channel name."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            # No token may be needed, and none may be found.
            env={k: v for k, v in os.environ.items() if "TOKEN" not in k} | {"PYTHONIOENCODING": "utf-8"},
        )
        self.output: list[str] = []
        self.urls: dict[str, str] = {}
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)

    def wait_for_pages(self, count: int) -> None:
        """Read until so many addresses were printed. Raises RuntimeError with the output if they never are."""
        end = time.monotonic() + _START
        while len(self.urls) < count:
            try:
                line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise RuntimeError("the preview printed no address:\n" + "\n".join(self.output))
            self.output.append(line)
            if match := _LINE.match(line):
                self.urls[match[1]] = match[2]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for the end; answers the exit status."""
        if self._process.poll() is None:
            self._process.send_signal(number)
        status = self._process.wait(30)
        while (line := self._lines.get(timeout=10)) is not None:
            self.output.append(line)
        return status

    def wait(self, seconds: float) -> int:
        """Wait for the process to end by itself; answers the exit status."""
        return self._process.wait(seconds)

    def kill(self) -> None:
        """End it at once, if it still runs."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()


def free_port() -> int:
    """A port that was free a moment ago, with the next two beside it most likely free too."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def preview(*arguments: str, command: Sequence[str] = PREVIEW, pages: int = 3) -> Generator[PreviewProcess]:
    """A preview that has printed its addresses; killed at the end if nobody stopped it."""
    process = PreviewProcess([*command, "--port", str(free_port()), *arguments])
    try:
        process.wait_for_pages(pages)
        yield process
    finally:
        process.kill()
