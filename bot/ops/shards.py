"""What is known of this process's gateway connections, shard by shard. Speaks to nobody; others report here."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

LATE_SECONDS = 10.0
"""A heartbeat that Discord has not answered after so long is late; discord.py itself warns from here on."""


STARTING_SECONDS = 60.0
"""A session that has lived for so long has its servers, even if discord.py never said so: it forgets to where
another shard's session begins anew at the same moment."""


@dataclass(slots=True)
class _Seen:
    connected: float | None = None
    """When its session began, on a clock that only grows; None before the first."""
    ready: bool = False
    resumed: int = 0
    anew: int = 0


@dataclass(frozen=True, slots=True)
class Beat:
    """A shard's heart: how long the last answer took, and how long an answer is being waited for. In seconds."""

    latency: float | None
    waiting: float

    @property
    def late(self) -> bool:
        """Whether Discord, or we, can be said not to keep up."""
        return self.waiting > LATE_SECONDS or (self.latency is not None and self.latency > LATE_SECONDS)


@dataclass(frozen=True, slots=True)
class Shard:
    """One shard as it stands now."""

    state: str
    """`ready`, `starting`, `lost` or `late`."""
    latency: float | None
    resumed: int
    anew: int

    @property
    def ready(self) -> bool:
        """Whether it serves its servers."""
        return self.state == "ready"


class Shards:
    """The shards of this process. Which there must be is asked anew each time, since Discord may say how many."""

    def __init__(
        self,
        expected: Callable[[], Iterable[int]],
        beat: Callable[[int], Beat | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin with nothing connected.

        Args:
            expected: the numbers of the shards that this process runs; none while that is not known.
            beat: the heart of a connected shard; None where there is no connection.
            clock: gives seconds that only grow.
        """
        self._expected = expected
        self._beat = beat
        self._clock = clock
        self._seen: dict[int, _Seen] = {}

    def connected(self, number: int) -> None:
        """A session began; its servers are still coming in."""
        shard = self._of(number)
        shard.anew += shard.connected is not None
        shard.connected, shard.ready = self._clock(), False

    def became_ready(self, number: int) -> None:
        """All servers of the session are there."""
        self._of(number).ready = True

    def resumed(self, number: int) -> None:
        """A lost session went on."""
        shard = self._of(number)
        shard.resumed += 1
        shard.ready = True

    def lost(self, number: int) -> None:
        """The connection is gone."""
        self._of(number).ready = False

    def all(self) -> Mapping[int, Shard]:
        """Every shard that this process must run, by number."""
        return {number: self._now(number) for number in self._expected()}

    def _of(self, number: int) -> _Seen:
        return self._seen.setdefault(number, _Seen())

    def _now(self, number: int) -> Shard:
        seen, beat = self._of(number), self._beat(number)
        state = self._state(seen, beat)
        return Shard(state, beat.latency if beat else None, seen.resumed, seen.anew)

    def _state(self, seen: _Seen, beat: Beat | None) -> str:
        if seen.connected is None:
            return "starting"
        if beat is None:
            return "lost"
        if not seen.ready and self._clock() - seen.connected < STARTING_SECONDS:
            return "starting"
        return "late" if beat.late else "ready"
