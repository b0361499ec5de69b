"""Putting load on a bot and measuring what came of it. What is asked is decided elsewhere."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time

import psutil

from tests.rig.interactions import Exchange
from tests.rig.processes import Process

Ask = Callable[[], Awaitable[Exchange]]
"""Sends one interaction, and waits for nothing."""
PATIENCE = 30.0
"""Seconds after which an answer counts as lost."""


@dataclass
class Figures:
    """What a load brought."""

    seconds: float
    answered: int
    lost: int
    taken: list[float] = field(default_factory=list[float])
    """Milliseconds from the event sent to the callback received, ascending."""
    cpu_ms: float = 0.0
    """Of the bot's process, for each answer."""
    busy: float = 0.0
    """The share of one core that the bot used: near 1, it was the bot that was slow and not the rig."""
    rig_busy: float = 0.0
    """The share of one core that the rig and its members used: near 1, they may have been what was slow."""

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.answered / self.seconds

    def within(self, part: float) -> float:
        """The milliseconds within which a part (0 to 1) of the answers came."""
        return self.taken[min(len(self.taken) - 1, int(len(self.taken) * part))] if self.taken else float("nan")

    def plain(self) -> dict[str, float]:
        """For a table or a file."""
        return {
            "rate": round(self.rate, 1),
            "p50_ms": round(self.within(0.5), 2),
            "p99_ms": round(self.within(0.99), 2),
            "cpu_ms": round(self.cpu_ms, 3),
            "busy": round(self.busy, 2),
            "rig_busy": round(self.rig_busy, 2),
            "lost": self.lost,
        }


def middle(rounds: list[Figures]) -> dict[str, float]:
    """The medians over rounds, and how far apart their rates were."""
    plain = [each.plain() for each in rounds]
    found = {name: round(median(each[name] for each in plain), 3) for name in plain[0]}
    found["lost"] = sum(each.lost for each in rounds)
    rates = [each.rate for each in rounds]
    found["spread"] = round((max(rates) - min(rates)) / max(median(rates), 1e-9), 2)
    return found


def processor_seconds(process: Process) -> float:
    """What a process has used of processors so far."""
    times = psutil.Process(process.pid).cpu_times()
    return times.user + times.system


def megabytes(process: Process) -> float:
    """What a process holds in memory, shared pages left out."""
    return psutil.Process(process.pid).memory_full_info().uss / 1_000_000


async def keep_asking(process: Process, ask: Ask, *, at_once: int, seconds: float) -> Figures:
    """So many members who each ask again as soon as they have their answer: how much the bot can do."""
    found = Figures(0, 0, 0)
    end = perf_counter() + seconds

    async def member() -> None:
        while perf_counter() < end:
            _note(found, await _answered(await ask()))

    return await _measured(process, found, [member() for _ in range(at_once)])


async def ask_at(process: Process, ask: Ask, *, rate: float, seconds: float) -> Figures:
    """Members who come at a steady rate, whether or not the others have their answers: how long one waits."""
    found = Figures(0, 0, 0)
    waiting: list[asyncio.Task[None]] = []

    async def one() -> None:
        _note(found, await _answered(await ask()))

    async def come() -> None:
        begun = perf_counter()
        for number in range(int(rate * seconds)):
            ahead = begun + number / rate - perf_counter()
            if ahead > 0.001:
                await asyncio.sleep(ahead)
            waiting.append(asyncio.create_task(one()))
        await asyncio.gather(*waiting)

    return await _measured(process, found, [come()])


async def _answered(exchange: Exchange) -> float | None:
    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.shield(exchange.acknowledged)
    except TimeoutError:
        return None
    return exchange.seconds * 1000


def _note(found: Figures, taken: float | None) -> None:
    if taken is None:
        found.lost += 1
    else:
        found.answered += 1
        found.taken.append(taken)


async def _measured(process: Process, found: Figures, work: list[Awaitable[None]]) -> Figures:
    used, rig, begun = processor_seconds(process), process_time(), perf_counter()
    await asyncio.gather(*work)
    found.seconds = perf_counter() - begun
    found.rig_busy = (process_time() - rig) / found.seconds
    spent = processor_seconds(process) - used
    found.cpu_ms = spent * 1000 / max(1, found.answered)
    found.busy = spent / found.seconds
    found.taken.sort()
    return found
