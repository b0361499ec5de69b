"""Streaks: how many of a server's daily questions somebody answered in a row, right or wrong."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Streak:
    """A member's streak: up to the last daily question, and the longest ever."""

    current: int = 0
    best: int = 0

    def answered(self, last: date | None, previous: date | None) -> "Streak":
        """After one more daily question that the member answered.

        Args:
            last: the day of the last one that the member answered before, None for none.
            previous: the day of the server's last one before this, None for none. Days on which the server had
                no question are so passed over, and break nothing.
        """
        current = self.current + 1 if last is not None and last == previous else 1
        return Streak(current, max(self.best, current))


def streak_of(days: Iterable[date], answered: Collection[date]) -> Streak:
    """A member's streak, reckoned from all days on which the server had a question, the first one first."""
    current = best = 0
    for day in days:
        current = current + 1 if day in answered else 0
        best = max(best, current)
    return Streak(current, best)
