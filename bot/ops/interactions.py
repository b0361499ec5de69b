"""Interactions from their arrival to their outcome, as numbers. Knows nothing of Discord's objects."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from prometheus_client import Counter, Histogram

from bot.ops.metrics import Kind, Metrics, Outcome

ACKNOWLEDGE_SECONDS = 3.0
"""Discord takes no first answer later than this ("Receiving and Responding to Interactions", Discord's documentation).

A little is added before anything is counted as expired: its clock begins before ours, and its word comes after."""
_GRACE_SECONDS = 2.0
SETTLE_SECONDS = 60.0
"""What was acknowledged with "thinking" and has raised nothing for so long counts as done."""


@dataclass(slots=True)
class _Open:
    kind: Kind
    name: Callable[[], str]
    at: float
    acknowledged: bool = False
    counted: bool = False
    """Whether its outcome is known; it is kept until the member was told, for the time that took."""


class Interactions:
    """Counts each interaction once, by the first of: an error, a whole answer, its end, or its running out.

    A fault after a whole answer is counted among the incidents alone.
    """

    def __init__(self, metrics: Metrics, clock: Callable[[], float] = time.perf_counter) -> None:
        """Count into these metrics; `clock` gives seconds that only grow."""
        self._metrics = metrics
        self._clock = clock
        # In the order of arrival, so that the oldest are always in front.
        self._open: dict[int, _Open] = {}
        # Looking up a labelled child takes longer than counting on it.
        self._counters: dict[tuple[Kind, str, Outcome], Counter] = {}
        self._timers: dict[Kind, Histogram] = {}

    def received(self, key: int, kind: Kind, name: Callable[[], str]) -> None:
        """An interaction arrived.

        Args:
            key: its id.
            kind: of what kind it is.
            name: what was called or pressed, from a bounded set; asked once, later.
        """
        self._open[key] = _Open(kind, name, self._clock())

    def acknowledged(self, key: int, *, whole: bool) -> None:
        """Discord took the first answer; `whole` where it was one, and not the announcement of one."""
        entry = self._open.get(key)
        if entry is None:
            return
        if not entry.acknowledged:
            entry.acknowledged = True
            timer = self._timers.get(entry.kind)
            if timer is None:
                timer = self._timers[entry.kind] = self._metrics.acknowledging.labels(entry.kind)
            timer.observe(self._clock() - entry.at)
        if whole:
            self._count(key, entry, "ok")

    def erred(self, key: int, outcome: Outcome) -> None:
        """Something was raised, and the member will be told so."""
        if outcome == "failed":
            self._metrics.incidents.inc()
        entry = self._open.get(key)
        if entry is None:
            return
        if outcome == "expired" or entry.acknowledged:
            self._count(key, entry, outcome)
            return
        # The telling is the acknowledgement, and its time counts like any other's.
        self._tell(entry, outcome)

    def completed(self, key: int) -> None:
        """A command came to its end without raising anything."""
        entry = self._open.get(key)
        if entry is not None and entry.acknowledged:
            self._count(key, entry, "ok")

    def sweep(self) -> None:
        """Count what ran out or was long done; call it every second or so."""
        now = self._clock()
        for key, entry in list(self._open.items()):
            waited = now - entry.at
            if waited < ACKNOWLEDGE_SECONDS + _GRACE_SECONDS:
                break
            if not entry.acknowledged:
                self._count(key, entry, "expired")
            elif waited > SETTLE_SECONDS:
                self._count(key, entry, "ok")

    @property
    def open(self) -> int:
        """How many are under way."""
        return len(self._open)

    def _count(self, key: int, entry: _Open, outcome: Outcome) -> None:
        del self._open[key]
        if not entry.counted:
            self._tell(entry, outcome)

    def _tell(self, entry: _Open, outcome: Outcome) -> None:
        entry.counted = True
        labels = (entry.kind, entry.name(), outcome)
        counter = self._counters.get(labels)
        if counter is None:
            counter = self._counters[labels] = self._metrics.interactions.labels(*labels)
        counter.inc()
