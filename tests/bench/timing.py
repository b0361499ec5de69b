"""Timing single calls."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from time import perf_counter

TODAY = date(2026, 11, 22)
"""A fixed day, so that cards say the same on every run."""


def milliseconds(ask: Callable[[str], object], asked: Iterable[str]) -> list[float]:
    """How long each call took, ascending."""
    taken: list[float] = []
    for query in asked:
        start = perf_counter()
        ask(query)
        taken.append((perf_counter() - start) * 1000)
    return sorted(taken)


def share(taken: Sequence[float], part: float) -> float:
    """The time within which a part (0 to 1) of the calls was done."""
    return round(taken[min(len(taken) - 1, int(len(taken) * part))], 4)
