"""The times that scores are counted over, by a server's own calendar."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.quiz.daily import moment_of


class Period(StrEnum):
    """What a leaderboard counts."""

    WEEK = "week"
    """Since Monday."""
    MONTH = "month"
    """Since the first of the month."""
    ALL = "all"


def beginning(period: Period, zone: ZoneInfo, now: datetime) -> datetime | None:
    """When the current period began: at midnight in the zone, given in UTC; None for all time."""
    today = now.astimezone(zone).date()
    match period:
        case Period.WEEK:
            return moment_of(today - timedelta(days=today.weekday()), time.min, zone)
        case Period.MONTH:
            return moment_of(today.replace(day=1), time.min, zone)
        case Period.ALL:
            return None
