"""When the daily question is due: once a local day, whatever the clocks do; and streaks and periods."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.preferences import Preferences
from bot.core.quiz.daily import due_day, moment_of, next_moment
from bot.core.quiz.periods import Period, beginning
from bot.core.quiz.streaks import Streak, streak_of

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2028, 12, 31, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

ZONES = st.sampled_from(sorted(available_timezones()))
WALLS = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """When a zone's clocks change between 2024 and 2028, in UTC, to the minute."""
    there = ZoneInfo(zone)
    found: list[datetime] = []
    start = FIRST
    while start < LAST:
        end = start + 7 * DAY
        low, high = start, end
        if low.astimezone(there).utcoffset() != high.astimezone(there).utcoffset():
            while high - low > MINUTE:
                middle = low + MINUTE * ((high - low) // MINUTE // 2)
                same = middle.astimezone(there).utcoffset() == low.astimezone(there).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            found.append(high)
        start = end
    return tuple(found)


@cache
def unlike_changes() -> tuple[tuple[str, datetime], ...]:
    """Every change of any clock in those years; of zones that change alike, one."""
    found: dict[tuple[datetime, timedelta | None, timedelta | None], str] = {}
    for zone in sorted(available_timezones()):
        for change in changes(zone):
            offsets = [moment.astimezone(ZoneInfo(zone)).utcoffset() for moment in (change - MINUTE, change)]
            found.setdefault((change, *offsets), zone)
    return tuple((zone, change) for (change, *_), zone in found.items())


@cache
def server(zone: str, wall: str = "09:00", channel: int | None = 1) -> Preferences:
    return Preferences(time_zone=zone, daily_time=wall, quiz_channel=channel)


def walls_about(change: datetime, zone: str) -> st.SearchStrategy[str]:
    """Times of any kind, and often those that a clock leaves out or shows twice at a change."""
    there = ZoneInfo(zone)
    shown = [(change + offset).astimezone(there) for offset in (-MINUTE, timedelta(0))]
    about = st.builds(
        lambda clock, away: f"{clock + away * MINUTE:%H:%M}", st.sampled_from(shown), st.integers(-90, 90)
    )
    return st.one_of(WALLS, about, about)


@st.composite
def situations(draw: st.DrawFn) -> tuple[Preferences, list[datetime]]:
    """A server and the moments at which somebody looks, many of them around a change of its clocks."""
    zone = draw(ZONES)
    near = changes(zone)
    middle = draw(st.sampled_from(near)) if near and draw(st.booleans()) else draw(moments())
    walls = walls_about(middle, zone) if near else WALLS
    steps = draw(st.lists(st.integers(1, 60 * 30), min_size=1, max_size=25))
    now = middle - draw(st.integers(0, 60 * 60)) * MINUTE
    looked: list[datetime] = []
    for step in steps:
        now += step * MINUTE
        looked.append(now)
    return server(zone, draw(walls)), looked


def moments() -> st.SearchStrategy[datetime]:
    return st.integers(0, int((LAST - FIRST) / MINUTE)).map(lambda minutes: FIRST + minutes * MINUTE)


def wall(preferences: Preferences) -> time:
    return time.fromisoformat(preferences.daily_time)


def exists(day: date, at: time, zone: ZoneInfo) -> bool:
    """Whether a clock shows that time on that day."""
    local = datetime.combine(day, at, tzinfo=zone)
    return local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None)


@settings(max_examples=400, deadline=None)
@given(situation=situations())
def test_looked_at_in_any_rhythm_there_is_one_question_a_local_day_in_order_and_never_early(
    situation: tuple[Preferences, list[datetime]],
):
    preferences, looked = situation
    posted: list[tuple[date, datetime]] = []
    for now in looked:
        day = due_day(preferences, now)
        if day is not None and day not in [before for before, _ in posted]:
            posted.append((day, now))
    days = [day for day, _ in posted]
    assert days == sorted(set(days))
    zone = preferences.zone
    for day, now in posted:
        there = now.astimezone(zone)
        assert there.date() == day
        if exists(day, wall(preferences), zone):
            assert there.time() >= wall(preferences) or there.fold == 1
    # Nothing is missed either: whoever looks after today's time finds today's question standing.
    for now in looked:
        there = now.astimezone(zone)
        if exists(there.date(), wall(preferences), zone) and there.time() >= wall(preferences):
            assert there.date() in days


@settings(max_examples=400, deadline=None)
@given(zone=ZONES, at=WALLS, pick=st.data())
def test_every_local_day_has_its_moment_within_it_even_where_the_clocks_change(zone: str, at: str, pick: st.DataObject):
    near = changes(zone)
    now = pick.draw(st.sampled_from(near)) if near else pick.draw(moments())
    there = ZoneInfo(zone)
    first = (now - MINUTE).astimezone(there).date() - DAY
    before = None
    for day in (first + DAY * ahead for ahead in range(4)):
        moment = moment_of(day, time.fromisoformat(at), there)
        assert moment.astimezone(there).date() == day
        assert due_day(server(zone, at), moment) == day
        assert due_day(server(zone, at), moment - MINUTE) != day
        assert before is None or before < moment
        before = moment


def test_at_every_change_of_any_clock_from_2024_to_2028_every_time_has_its_moment_on_its_day():
    times = [time(hour, minute) for hour in range(24) for minute in (0, 15, 30, 59)]
    for zone, change in unlike_changes():
        there = ZoneInfo(zone)
        day = (change - MINUTE).astimezone(there).date()
        for at in times:
            for each in (day - DAY, day, day + DAY):
                assert moment_of(each, at, there).astimezone(there).date() == each, (zone, each, at)


@settings(max_examples=100, deadline=None)
@given(zone=ZONES, at=WALLS)
def test_every_day_around_the_changes_of_a_zone_gets_exactly_one_question(zone: str, at: str):
    preferences = server(zone, at)
    for change in changes(zone):
        now, around = change - 3 * DAY, []
        while now < change + 3 * DAY:
            now = next_moment(preferences, now) or LAST
            around.append(due_day(preferences, now))
        assert around == [around[0] + DAY * ahead for ahead in range(len(around))]


@pytest.mark.parametrize(
    ("zone", "at", "day", "expected"),
    [
        pytest.param("Europe/Berlin", "09:00", date(2026, 3, 28), "2026-03-28T08:00", id="winter"),
        pytest.param("Europe/Berlin", "09:00", date(2026, 3, 29), "2026-03-29T07:00", id="summer"),
        pytest.param("Europe/Berlin", "02:30", date(2026, 3, 29), "2026-03-29T01:30", id="left out: an hour later"),
        pytest.param("Europe/Berlin", "02:30", date(2026, 10, 25), "2026-10-25T00:30", id="twice: the first"),
        pytest.param("Africa/Cairo", "00:30", date(2026, 4, 24), "2026-04-23T22:30", id="midnight left out"),
        pytest.param("Australia/Lord_Howe", "02:15", date(2026, 10, 4), "2026-10-03T15:45", id="half an hour"),
        pytest.param("America/Nuuk", "23:30", date(2026, 3, 28), "2026-03-29T00:30", id="the rest of the day left out"),
    ],
)
def test_the_moment_on_days_of_change(zone: str, at: str, day: date, expected: str):
    moment = moment_of(day, time.fromisoformat(at), ZoneInfo(zone))
    assert moment == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert moment.astimezone(ZoneInfo(zone)).date() == day


def test_the_day_that_a_zone_left_out_has_no_question_and_the_next_one_does():
    preferences, now, days = server("Pacific/Apia", "12:00"), datetime(2011, 12, 28, 0, 0, tzinfo=UTC), []
    for _ in range(3):
        now = next_moment(preferences, now) or LAST
        days.append(due_day(preferences, now))
    assert days == [date(2011, 12, 28), date(2011, 12, 29), date(2011, 12, 31)]


def test_nothing_is_due_before_todays_time_even_if_yesterday_was_missed():
    morning = datetime(2026, 3, 2, 8, 59, tzinfo=UTC)
    assert due_day(server("UTC"), morning) is None
    assert due_day(server("UTC"), morning + MINUTE) == date(2026, 3, 2)
    assert due_day(server("UTC"), datetime(2026, 3, 2, 23, 59, tzinfo=UTC)) == date(2026, 3, 2)


def test_without_a_channel_nothing_is_ever_due():
    assert due_day(server("UTC", channel=None), LAST) is None
    assert next_moment(server("UTC", channel=None), LAST) is None


@given(days=st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=30))
def test_a_streak_renewed_day_by_day_is_the_one_reckoned_from_all_days(days: list[tuple[int, bool]]):
    streak, last, previous, day = Streak(), None, None, date(2026, 1, 1)
    asked: list[date] = []
    answered: set[date] = set()
    for gap, took_part in days:
        day += gap * DAY
        asked.append(day)
        if took_part:
            answered.add(day)
            streak, last = streak.answered(last, previous), day
        else:
            streak = Streak(0, streak.best)
        previous = day
        assert streak == streak_of(asked, answered)


def streaks_of(*took_part: bool) -> Sequence[int]:
    asked = [date(2026, 1, 1) + DAY * number for number in range(len(took_part))]
    streak = streak_of(asked, {day for day, did in zip(asked, took_part, strict=True) if did})
    return streak.current, streak.best


def test_a_missed_question_ends_a_streak_and_the_best_is_kept():
    assert streaks_of() == (0, 0)
    assert streaks_of(True, True, True) == (3, 3)
    assert streaks_of(True, True, False, True) == (1, 2)
    assert streaks_of(True, False) == (0, 1)


@settings(max_examples=200, deadline=None)
@given(zone=ZONES, now=moments())
def test_a_week_begins_on_a_monday_and_a_month_on_the_first_at_midnight_there(zone: str, now: datetime):
    there = ZoneInfo(zone)
    week, month = beginning(Period.WEEK, there, now), beginning(Period.MONTH, there, now)
    assert week is not None
    assert month is not None
    assert beginning(Period.ALL, there, now) is None
    assert week <= now
    assert month <= now
    assert week.astimezone(there).weekday() == 0
    assert month.astimezone(there).day == 1
    assert (week - MINUTE).astimezone(there).weekday() == 6
    assert (month - MINUTE).astimezone(there).month != now.astimezone(there).month
    assert now - week <= 7 * DAY + HOUR


def test_a_week_begins_by_the_servers_clock():
    sunday_evening = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert beginning(Period.WEEK, ZoneInfo("UTC"), sunday_evening) == datetime(2026, 2, 23, tzinfo=UTC)
    assert beginning(Period.WEEK, ZoneInfo("Europe/Berlin"), sunday_evening) == datetime(2026, 3, 1, 23, tzinfo=UTC)
