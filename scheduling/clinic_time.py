"""Wall clock, instant and minute: the only module that turns one into the other."""

import datetime as dt
from bisect import bisect_left
from zoneinfo import ZoneInfo

MIDNIGHT = dt.time(0)
ONE_MINUTE = dt.timedelta(minutes=1)
ONE_DAY = dt.timedelta(days=1)
A_WEEK = dt.timedelta(days=7)
FARTHEST_EAST, FARTHEST_WEST = dt.timedelta(hours=14), dt.timedelta(hours=12)
MINUTES_A_DAY = 1440
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# The days people mean. What lies outside is a slip of the finger, and so far from the calendar's own ends
# no zone, week or notice leads out of it.
FIRST_DAY, LAST_DAY = dt.date(2000, 1, 1), dt.date(2199, 12, 31)


def is_in_reach(day: dt.date) -> bool:
    """Say whether ``day`` is one people can mean."""
    return FIRST_DAY <= day <= LAST_DAY


def date_of(text: str) -> dt.date | None:
    """Return the date ``text`` spells, such as ``2026-11-24``; ``None`` for anything else, or one nobody means."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_in_reach(day) else None


def monday_of(day: dt.date) -> dt.date:
    """Return the Monday of the week of ``day``."""
    return day - ONE_DAY * day.weekday()


def utc_minute(instant: dt.datetime) -> int:
    """Return whole minutes since 1970-01-01 UTC, the clock of ``TimeSlot.minute``."""
    return (instant - EPOCH) // ONE_MINUTE


def instant_of_minute(minute: int) -> dt.datetime:
    """Return the UTC instant of a ``utc_minute``."""
    return EPOCH + ONE_MINUTE * minute


def zone(name: str) -> ZoneInfo:
    """Return the IANA zone ``name``; the standard library caches it. Raises ``ZoneInfoNotFoundError``."""
    return ZoneInfo(name)


def instant(local_date: dt.date, local_time: dt.time, zone_name: str) -> dt.datetime | None:
    """
    Return the UTC instant at which clocks in the zone show this, or ``None`` when they never do.

    In spring clocks jump over a stretch. In autumn they show one twice: this is
    the first time (``fold=0`` of PEP 495).
    """
    wall = dt.datetime.combine(local_date, local_time.replace(fold=0))
    reading = wall.replace(tzinfo=zone(zone_name)).astimezone(dt.UTC)
    return reading if _wall(reading, zone(zone_name)) == wall else None


def first_instant(local_date: dt.date, local_time: dt.time, zone_name: str) -> dt.datetime:
    """Return the UTC instant from which clocks in the zone show this or later: the jump, where they jump over it."""
    exact = instant(local_date, local_time, zone_name)
    if exact is not None:
        return exact
    there = zone(zone_name)
    wall = dt.datetime.combine(local_date, local_time)
    # Read with the offset from after the jump it lies before it, and the other way round.
    before = wall.replace(tzinfo=there, fold=1).astimezone(dt.UTC)
    after = wall.replace(tzinfo=there, fold=0).astimezone(dt.UTC)
    minutes = range((after - before) // ONE_MINUTE + 1)
    return before + ONE_MINUTE * bisect_left(minutes, True, key=lambda m: _wall(before + ONE_MINUTE * m, there) >= wall)


def local(instant: dt.datetime, zone_name: str) -> dt.datetime:
    """Return ``instant`` on the clocks of the zone. Raises ``ValueError`` for a time without a zone."""
    if instant.tzinfo is None:
        raise ValueError("A time without a zone is not an instant.")
    return instant.astimezone(zone(zone_name))


def local_date(instant: dt.datetime, zone_name: str) -> dt.date:
    """Return the date ``instant`` has in the zone."""
    return local(instant, zone_name).date()


def local_minute(instant: dt.datetime, zone_name: str) -> int:
    """Return the minutes after midnight that clocks in the zone show at ``instant``, 0 to 1439."""
    there = local(instant, zone_name)
    return there.hour * 60 + there.minute


def day_bounds(local_date: dt.date, zone_name: str) -> tuple[dt.datetime, dt.datetime]:
    """Return the UTC instants at which the date begins and ends in the zone: 23, 24 or 25 hours apart, as a rule."""
    return first_instant(local_date, MIDNIGHT, zone_name), first_instant(local_date + ONE_DAY, MIDNIGHT, zone_name)


def around(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """Return two UTC instants between which the date lies, wherever on earth: from UTC+14 to UTC-12."""
    start = dt.datetime.combine(day, MIDNIGHT, dt.UTC)
    return start - FARTHEST_EAST, start + ONE_DAY + FARTHEST_WEST


def same_clock(instant: dt.datetime, zone_a: str, zone_b: str) -> bool:
    """Say whether clocks in both zones show the same at ``instant``."""
    return local(instant, zone_a).replace(tzinfo=None) == local(instant, zone_b).replace(tzinfo=None)


def _wall(reading: dt.datetime, there: ZoneInfo) -> dt.datetime:
    return reading.astimezone(there).replace(tzinfo=None, fold=0)
