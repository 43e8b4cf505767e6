"""Hours, time off and the plan of them, for tests: no database and no clock."""

import datetime as dt
from dataclasses import dataclass

from scheduling import clinic_time
from scheduling.slot_plan import plan_slots

LONDON, NEW_YORK, LORD_HOWE, KATHMANDU = "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"

MONDAY = dt.date(2026, 6, 1)

MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Hours:
    id: int = 1
    clinic_id: int = 1
    weekday: int = 0
    starts: dt.time = dt.time(9)
    ends: dt.time = dt.time(10)
    slot_minutes: int = 20
    capacity: int = 1
    valid_from: dt.date = dt.date(2020, 1, 1)
    valid_until: dt.date | None = None
    every_n_weeks: int = 1
    anchor: dt.date | None = None


@dataclass(frozen=True)
class Off:
    starts_at: dt.datetime
    ends_at: dt.datetime
    clinic_id: int | None = None
    time_zone: str = LONDON
    repeats_until: dt.date | None = None
    ended_at: dt.datetime | None = None


def plan(*hours, off=(), zones=None, first=MONDAY, last=None):
    return plan_slots(
        hours=hours, time_off=off, zones=zones or {1: LONDON, 2: NEW_YORK}, first=first, last=last or first
    )


def on(day, zone, *, starts, ends, slot_minutes=30):
    """Return the plan of one day in one zone."""
    hours = Hours(weekday=day.weekday(), starts=starts, ends=ends, slot_minutes=slot_minutes)
    return plan(hours, zones={1: zone}, first=day)


def clock(slot):
    return f"{slot.local_minute // 60}:{slot.local_minute % 60:02}"


def clocks(plan):
    return [clock(slot) for slot in plan.slots]


def at(text, zone=LONDON):
    wall = dt.datetime.fromisoformat(text)
    return clinic_time.instant(wall.date(), wall.time(), zone)
