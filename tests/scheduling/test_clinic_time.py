"""Wall clock and instant, on the days the clocks change."""

import datetime as dt
from zoneinfo import ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling import clinic_time

LONDON, NEW_YORK, LORD_HOWE, KATHMANDU = "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"
ZONES = [
    LONDON,
    NEW_YORK,
    LORD_HOWE,
    KATHMANDU,
    "Australia/Sydney",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/Havana",
]


def utc(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def read(text, zone):
    wall = dt.datetime.fromisoformat(text)
    return clinic_time.instant(wall.date(), wall.time(), zone)


@pytest.mark.parametrize(
    ("wall", "zone", "expected"),
    [
        ("2026-01-15 09:00", LONDON, "2026-01-15 09:00"),
        ("2026-07-15 09:00", LONDON, "2026-07-15 08:00"),
        ("2026-07-15 09:00", NEW_YORK, "2026-07-15 13:00"),
        ("2026-07-15 09:00", KATHMANDU, "2026-07-15 03:15"),
        ("2026-07-15 09:00", LORD_HOWE, "2026-07-14 22:30"),
    ],
)
def test_reads_the_clock_of_the_zone(wall, zone, expected):
    assert read(wall, zone) == utc(expected)


@pytest.mark.parametrize(
    ("wall", "zone"),
    [
        ("2026-03-29 01:30", LONDON),
        ("2026-03-29 01:00", LONDON),
        ("2026-03-08 02:59", NEW_YORK),
        ("2026-10-04 02:15", LORD_HOWE),
    ],
)
def test_a_time_that_clocks_jump_over_is_none(wall, zone):
    assert read(wall, zone) is None


@pytest.mark.parametrize(
    ("wall", "zone", "expected"),
    [
        ("2026-10-25 01:30", LONDON, "2026-10-25 00:30"),
        ("2026-11-01 01:00", NEW_YORK, "2026-11-01 05:00"),
        ("2026-04-05 01:45", LORD_HOWE, "2026-04-04 14:45"),
    ],
)
def test_a_time_shown_twice_is_the_first(wall, zone, expected):
    assert read(wall, zone) == utc(expected)


@pytest.mark.parametrize(
    ("wall", "zone", "expected"),
    [
        ("2026-03-29 01:30", LONDON, "2026-03-29 01:00"),
        ("2026-10-04 02:15", LORD_HOWE, "2026-10-03 15:30"),
        ("2026-04-24 00:00", "Africa/Cairo", "2026-04-23 22:00"),
        ("2026-07-15 09:00", LONDON, "2026-07-15 08:00"),
    ],
)
def test_the_first_instant_of_a_time_jumped_over_is_the_jump(wall, zone, expected):
    wall = dt.datetime.fromisoformat(wall)

    assert clinic_time.first_instant(wall.date(), wall.time(), zone) == utc(expected)


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2026-03-29", LONDON, 23),
        ("2026-03-28", LONDON, 24),
        ("2026-10-25", LONDON, 25),
        ("2026-11-01", NEW_YORK, 25),
        ("2026-10-04", LORD_HOWE, 23.5),
        ("2026-04-05", LORD_HOWE, 24.5),
        ("2026-04-24", "Africa/Cairo", 23),  # its clocks jump at midnight
        ("2026-10-29", "Africa/Cairo", 25),
        ("2011-12-30", "Pacific/Apia", 0),  # a day Samoa never had
        ("2026-03-29", KATHMANDU, 24),
    ],
)
def test_a_day_is_as_long_as_it_really_is(day, zone, hours):
    begins, ends = clinic_time.day_bounds(dt.date.fromisoformat(day), zone)

    assert ends - begins == dt.timedelta(hours=hours)


def test_date_and_minute_are_those_of_the_zone():
    late = utc("2026-07-14 23:30")

    assert clinic_time.local_date(late, LONDON) == dt.date(2026, 7, 15)
    assert clinic_time.local_minute(late, LONDON) == 30
    assert clinic_time.local_date(late, NEW_YORK) == dt.date(2026, 7, 14)


def test_clocks_agree_or_differ_by_the_day():
    assert clinic_time.same_clock(utc("2026-01-15 12:00"), LONDON, "Atlantic/Reykjavik")
    assert not clinic_time.same_clock(utc("2026-07-15 12:00"), LONDON, "Atlantic/Reykjavik")


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="not an instant"):
        clinic_time.local(dt.datetime(2026, 7, 15, 9), LONDON)  # noqa: DTZ001


def test_an_unknown_zone_is_refused():
    with pytest.raises(ZoneInfoNotFoundError):
        clinic_time.zone("Europe/Oakford")


moments = st.datetimes(min_value=dt.datetime(2000, 1, 1), max_value=dt.datetime(2037, 1, 1))  # noqa: DTZ001
to_the_minute = moments.map(lambda moment: moment.replace(second=0, microsecond=0))


@given(wall=to_the_minute, zone=st.sampled_from(ZONES))
def test_what_is_read_shows_the_same_again(wall, zone):
    found = clinic_time.instant(wall.date(), wall.time(), zone)

    if found is not None:
        assert clinic_time.local(found, zone).replace(tzinfo=None) == wall
        assert clinic_time.local(found, zone).fold == 0


@given(wall=to_the_minute, zone=st.sampled_from(ZONES))
def test_before_the_first_instant_clocks_show_less(wall, zone):
    first = clinic_time.first_instant(wall.date(), wall.time(), zone)

    def shown(moment):
        return clinic_time.local(moment, zone).replace(tzinfo=None)

    assert shown(first) >= wall
    assert shown(first - dt.timedelta(minutes=1)) < wall


@given(day=st.dates(dt.date(2000, 1, 1), dt.date(2037, 1, 1)), zone=st.sampled_from(ZONES))
def test_every_instant_belongs_to_the_day_its_bounds_say(day, zone):
    begins, ends = clinic_time.day_bounds(day, zone)
    one_minute = dt.timedelta(minutes=1)

    assert clinic_time.local_date(begins, zone) == day == clinic_time.local_date(ends - one_minute, zone)
    assert clinic_time.day_bounds(day + dt.timedelta(days=1), zone)[0] == ends


@given(
    day=st.dates(dt.date(2000, 1, 1), dt.date(2037, 1, 1)),
    zone=st.sampled_from([*ZONES, "Pacific/Kiritimati", "Etc/GMT+12"]),
)
def test_a_date_lies_around_itself_wherever_it_is(day, zone):
    """Kiritimati is where a day begins first (UTC+14), and UTC-12 where it ends last."""
    begins, ends = clinic_time.day_bounds(day, zone)
    since, until = clinic_time.around(day)

    assert since <= begins
    assert ends <= until


def test_what_lies_around_a_date_is_no_more_than_needed():
    day = dt.date(2026, 11, 28)

    assert clinic_time.around(day)[0] == clinic_time.day_bounds(day, "Pacific/Kiritimati")[0]
    assert clinic_time.around(day)[1] == clinic_time.day_bounds(day, "Etc/GMT+12")[1]


@pytest.mark.parametrize(
    ("instant", "minute"),
    [
        (dt.datetime(1970, 1, 1, tzinfo=dt.UTC), 0),
        (dt.datetime(1970, 1, 1, 0, 1, 59, tzinfo=dt.UTC), 1),
        (dt.datetime(1969, 12, 31, 23, 59, 30, tzinfo=dt.UTC), -1),
        (dt.datetime(2026, 11, 25, 9, 20, tzinfo=dt.timezone(dt.timedelta(hours=1))), 29_926_580),
    ],
)
def test_minutes_are_counted_whole_and_downwards(instant, minute):
    assert clinic_time.utc_minute(instant) == minute
    assert instant - clinic_time.instant_of_minute(minute) < clinic_time.ONE_MINUTE


def test_a_week_begins_on_its_monday():
    week = [dt.date(2026, 11, 23) + clinic_time.ONE_DAY * ahead for ahead in range(7)]

    assert {clinic_time.monday_of(day) for day in week} == {week[0]}
