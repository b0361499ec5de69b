"""When a server's daily question is due, by its own clock. Pure; choosing, keeping and posting it are elsewhere."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.preferences import Preferences


def moment_of(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """The one moment, in UTC, at which a day's wall clock is taken to show a time.

    A time that the clock shows twice counts the first time. One that it jumps over counts as much later as the
    clock jumps (02:30 becomes 03:30); where that would be the next day already, as when Nuuk goes from 23:00 to
    midnight, as much earlier. So every day that exists has its moment within it. Both readings of a skipped time
    are those of PEP 495 for `fold`.
    """
    local = datetime.combine(day, wall, tzinfo=zone)
    moment = local.astimezone(UTC)
    if moment.astimezone(zone).date() == day:
        return moment
    return local.replace(fold=1).astimezone(UTC)


def due_day(preferences: Preferences, now: datetime) -> date | None:
    """The server's local day whose question should stand by now; None before today's time, or without a channel.

    Only ever the day that it is there: a day that went by while the bot was away is not made up. `now` has a
    time zone.
    """
    if preferences.quiz_channel is None:
        return None
    today = now.astimezone(preferences.zone).date()
    return today if now >= moment_of(today, _time(preferences), preferences.zone) else None


def next_moment(preferences: Preferences, now: datetime) -> datetime | None:
    """When the next daily question falls due, later than `now`, in UTC; None without a channel."""
    if preferences.quiz_channel is None:
        return None
    today = now.astimezone(preferences.zone).date()
    # The day after tomorrow, since a zone may leave out a day, as Samoa did in 2011.
    days = (today + timedelta(days=ahead) for ahead in range(3))
    return min(
        moment for moment in (moment_of(day, _time(preferences), preferences.zone) for day in days) if moment > now
    )


def _time(preferences: Preferences) -> time:
    return time.fromisoformat(preferences.daily_time)
