"""Dates that are known to the year, the month or the day: their ends, and how far apart they lie."""

from bot.core.definitions.verdicts import Answer


def ends(moment: str) -> tuple[str, str]:
    """The first and the last day that `2024`, `2024-07` or `2024-07-23` may mean; made to be compared as text only."""
    return moment + "-01-01"[len(moment) - 4 :], moment + "-12-31"[len(moment) - 4 :]


def is_since(moment: str | None, start: str) -> Answer:
    """Whether something that happened at a moment happened at `start` or later; both as exact as they are known."""
    if moment is None:
        return Answer.UNKNOWN
    first, last = ends(moment)
    beginning, _ = ends(start)
    if first >= beginning:
        return Answer.YES
    return Answer.NO if last < beginning else Answer.UNKNOWN


def months_between(one: str, other: str) -> int:
    """About how many months lie between two dates."""
    return abs(_months(one) - _months(other))


def _months(moment: str) -> int:
    year, month, _ = ends(moment)[0].split("-")
    return 12 * int(year) + int(month)
