"""What time off, other clinics and overlapping hours do to a plan."""

import datetime as dt
from itertools import pairwise

import pytest

from scheduling.slot_plan import Standing
from tests.scheduling.plans import (
    LONDON,
    LORD_HOWE,
    MONDAY,
    NEW_YORK,
    Hours,
    Off,
    at,
    clock,
    clocks,
    plan,
)

SPRING = {LONDON: dt.date(2026, 3, 29), NEW_YORK: dt.date(2026, 3, 8), LORD_HOWE: dt.date(2026, 10, 4)}

AUTUMN = {LONDON: dt.date(2026, 10, 25), NEW_YORK: dt.date(2026, 11, 1), LORD_HOWE: dt.date(2026, 4, 5)}


def test_time_off_blocks_what_it_touches_and_leaves_the_run():
    off = Off(at("2026-06-01 09:10"), at("2026-06-01 09:21"))

    slots = plan(Hours(), off=[off]).slots

    assert [slot.blocked for slot in slots] == [True, True, False]
    assert [slot.minutes_left for slot in slots] == [60, 40, 20]


def test_time_off_that_only_touches_blocks_nothing():
    off = [Off(at("2026-06-01 08:00"), at("2026-06-01 09:00")), Off(at("2026-06-01 10:00"), at("2026-06-01 11:00"))]

    assert not any(slot.blocked for slot in plan(Hours(), off=off).slots)


def test_a_closed_clinic_blocks_only_its_own_slots():
    here = Hours(id=1, clinic_id=1, ends=dt.time(9, 20))
    there = Hours(id=2, clinic_id=3, starts=dt.time(9, 20), ends=dt.time(9, 40))
    closed = Off(at("2026-06-01 00:00"), at("2026-06-02 00:00"), clinic_id=1)

    found = plan(here, there, off=[closed], zones={1: LONDON, 3: LONDON})

    assert [slot.blocked for slot in found.slots] == [True, False]


@pytest.mark.parametrize(
    ("zone", "change"), [(LONDON, SPRING[LONDON]), (LONDON, AUTUMN[LONDON]), (NEW_YORK, SPRING[NEW_YORK])]
)
def test_weekly_time_off_keeps_its_wall_clock(zone, change):
    first = change - dt.timedelta(days=change.weekday())  # the Monday before the clocks change
    second = first + dt.timedelta(days=7)
    off = Off(at(f"{first} 09:20", zone), at(f"{first} 09:40", zone), time_zone=zone, repeats_until=second)

    slots = plan(Hours(), off=[off], zones={1: zone}, first=first, last=second + dt.timedelta(days=7)).slots

    blocked = [(slot.local_date, clock(slot)) for slot in slots if slot.blocked]
    assert blocked == [(first, "9:20"), (second, "9:20")]


def test_weekly_time_off_long_ago_still_blocks_today():
    off = Off(at("2020-01-06 09:20"), at("2020-01-06 09:40"), repeats_until=dt.date(2030, 1, 1))

    assert [slot.blocked for slot in plan(Hours(), off=[off]).slots] == [False, True, False]


@pytest.mark.parametrize(
    ("ended", "blocked"),
    [("2026-05-01 12:00", []), ("2026-06-01 09:20", ["9:00"]), ("2026-06-01 12:00", ["9:00", "9:20", "9:40"])],
)
def test_ended_time_off_is_over_from_that_instant(ended, blocked):
    off = Off(at("2026-06-01 08:00"), at("2026-06-05 18:00"), ended_at=at(ended))

    assert [clock(slot) for slot in plan(Hours(), off=[off]).slots if slot.blocked] == blocked


def test_ended_weekly_time_off_keeps_the_weeks_before():
    off = Off(
        at("2026-06-01 09:00"),
        at("2026-06-01 09:20"),
        repeats_until=dt.date(2026, 7, 1),
        ended_at=at("2026-06-10 12:00"),
    )

    slots = plan(Hours(), off=[off], last=dt.date(2026, 6, 30)).slots

    assert [slot.local_date.day for slot in slots if slot.blocked] == [1, 8]


def test_of_two_hours_that_overlap_the_older_ones_win():
    older, newer = Hours(id=1), Hours(id=2, starts=dt.time(9, 40), ends=dt.time(11))

    found = plan(newer, older)

    assert clocks(found) == ["9:00", "9:20", "9:40"]
    assert [(c.working_hours_id, c.with_working_hours_id, c.local_date) for c in found.clashes] == [(2, 1, MONDAY)]


def test_two_zones_that_drift_apart_in_march_clash_only_then():
    """London is five hours ahead of New York, four between their two changes."""
    london = Hours(id=1, clinic_id=1, starts=dt.time(13), ends=dt.time(14))
    new_york = Hours(id=2, clinic_id=2, starts=dt.time(9), ends=dt.time(10))

    found = plan(london, new_york, first=dt.date(2026, 3, 2), last=dt.date(2026, 4, 6))

    assert [clash.local_date.isoformat() for clash in found.clashes] == ["2026-03-09", "2026-03-16", "2026-03-23"]
    new_york_days = {slot.local_date.isoformat() for slot in found.slots if slot.clinic_id == 2}
    assert new_york_days == {"2026-03-02", "2026-03-30", "2026-04-06"}
    ordered = found.slots
    assert all(before.ends_at <= after.starts_at for before, after in pairwise(ordered))


def test_a_clash_is_seen_across_the_edge_of_the_dates():
    """Sunday evening in New York is Monday in London; the plan of that Monday alone must know."""
    new_york = Hours(id=1, clinic_id=2, weekday=6, starts=dt.time(22), ends=dt.time(23))
    london = Hours(id=2, clinic_id=1, weekday=0, starts=dt.time(3), ends=dt.time(4))

    found = plan(new_york, london, first=MONDAY)

    assert clocks(found) == []
    assert [clash.working_hours_id for clash in found.clashes] == [2]


def test_says_how_a_stretch_stands():
    off = Off(at("2026-06-01 09:20"), at("2026-06-01 09:30"))
    found = plan(Hours(ends=dt.time(10, 10)), off=[off])

    assert found.standing(1, at("2026-06-01 09:00"), at("2026-06-01 09:20")) == Standing.WORKING
    assert found.standing(1, at("2026-06-01 09:55"), at("2026-06-01 10:10")) == Standing.WORKING
    assert found.standing(1, at("2026-06-01 09:25"), at("2026-06-01 09:45")) == Standing.AWAY
    assert found.standing(1, at("2026-06-01 10:00"), at("2026-06-01 10:20")) == Standing.OUTSIDE_HOURS
    assert found.standing(2, at("2026-06-01 09:00"), at("2026-06-01 09:20")) == Standing.OUTSIDE_HOURS
