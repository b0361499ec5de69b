"""How late the event loop is: a call is asked for at regular times, and its lateness observed."""

import asyncio
import time
from collections.abc import Callable

EVERY_SECONDS = 0.25


class LoopDelay:
    """Observes the loop that it is begun in, until it is stopped; costs a call every quarter of a second."""

    def __init__(self, observe: Callable[[float], None]) -> None:
        """Give each lateness, in seconds, to `observe`."""
        self._observe = observe
        self._handle: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """Begin; needs a running loop."""
        # Not the loop's own time, which one kind of loop keeps in whole milliseconds.
        due = time.perf_counter() + EVERY_SECONDS

        def call() -> None:
            self._observe(max(0.0, time.perf_counter() - due))
            self.begin()

        self._handle = asyncio.get_running_loop().call_later(EVERY_SECONDS, call)

    def stop(self) -> None:
        """Observe nothing any more."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
