"""The plan: which slots hours make, whatever the clocks do."""

import datetime as dt

import pytest

from scheduling.slot_plan import LONGEST_RUN_MINUTES
from tests.scheduling.plans import (
    KATHMANDU,
    LONDON,
    LORD_HOWE,
    MINUTE,
    MONDAY,
    NEW_YORK,
    Hours,
    at,
    clock,
    clocks,
    on,
    plan,
)

SPRING = {LONDON: dt.date(2026, 3, 29), NEW_YORK: dt.date(2026, 3, 8), LORD_HOWE: dt.date(2026, 10, 4)}

AUTUMN = {LONDON: dt.date(2026, 10, 25), NEW_YORK: dt.date(2026, 11, 1), LORD_HOWE: dt.date(2026, 4, 5)}


def test_steps_on_the_grid_from_the_beginning():
    assert clocks(plan(Hours(starts=dt.time(9), ends=dt.time(10, 10)))) == ["9:00", "9:20", "9:40"]


def test_has_one_lane_for_each_patient_at_once():
    slots = plan(Hours(capacity=2)).slots

    assert [(clock(slot), slot.lane) for slot in slots] == [
        ("9:00", 0), ("9:00", 1), ("9:20", 0), ("9:20", 1), ("9:40", 0), ("9:40", 1),
    ]  # fmt: skip


def test_knows_its_day_its_minute_and_where_it_comes_from():
    first = plan(Hours(id=7)).slots[0]

    assert (first.local_date, first.local_minute, first.working_hours_id, first.clinic_id) == (MONDAY, 540, 7, 1)
    assert first.starts_at == at("2026-06-01 09:00")
    assert first.minute == first.starts_at.timestamp() / 60
    assert first.end_minute - first.minute == 20


def test_midnight_as_the_end_is_the_end_of_the_day():
    slots = plan(Hours(starts=dt.time(23), ends=dt.time(0), slot_minutes=30)).slots

    assert [clock(slot) for slot in slots] == ["23:00", "23:30"]
    assert slots[-1].ends_at == at("2026-06-02 00:00")


def test_a_whole_day_is_from_midnight_to_midnight():
    assert len(plan(Hours(starts=dt.time(0), ends=dt.time(0), slot_minutes=60)).slots) == 24


@pytest.mark.parametrize("zone", SPRING)
def test_offers_nothing_in_an_hour_that_does_not_exist(zone):
    found = on(SPRING[zone], zone, starts=dt.time(0), ends=dt.time(5))

    gap = {LONDON: {"1:00", "1:30"}, NEW_YORK: {"2:00", "2:30"}, LORD_HOWE: {"2:00"}}[zone]
    everything = {f"{hour}:{minute:02}" for hour in range(5) for minute in (0, 30)}
    assert set(clocks(found)) == everything - gap


@pytest.mark.parametrize("zone", AUTUMN)
def test_offers_a_repeated_hour_once(zone):
    found = on(AUTUMN[zone], zone, starts=dt.time(0), ends=dt.time(5))

    assert clocks(found) == [f"{hour}:{minute:02}" for hour in range(5) for minute in (0, 30)]
    starts = [slot.starts_at for slot in found.slots]
    assert starts == sorted(set(starts))


@pytest.mark.parametrize("zone", [*SPRING, KATHMANDU])
@pytest.mark.parametrize("days", [SPRING, AUTUMN])
def test_every_slot_is_as_long_as_it_says(zone, days):
    found = on(days.get(zone, MONDAY), zone, starts=dt.time(0), ends=dt.time(0), slot_minutes=45)

    assert found.slots
    assert {slot.ends_at - slot.starts_at for slot in found.slots} == {45 * MINUTE}


def test_leaves_out_a_start_whose_real_end_passes_the_next():
    """Half an hour is missing on Lord Howe: an hour from 1:30 would really end at 3:00, in the slot of 2:30."""
    found = on(SPRING[LORD_HOWE], LORD_HOWE, starts=dt.time(0, 30), ends=dt.time(5, 30), slot_minutes=60)

    assert clocks(found) == ["0:30", "2:30", "3:30", "4:30"]


def test_leaves_out_a_start_whose_real_end_passes_the_session():
    """Fifty minutes from 1:50 would really end at 3:10, half an hour after the session."""
    found = on(SPRING[LORD_HOWE], LORD_HOWE, starts=dt.time(1), ends=dt.time(2, 40), slot_minutes=50)

    assert clocks(found) == ["1:00"]


def test_a_session_within_the_jump_has_no_slots():
    assert clocks(on(SPRING[LONDON], LONDON, starts=dt.time(1), ends=dt.time(2))) == []


def test_keeps_the_wall_clock_through_the_change():
    hours = Hours(weekday=0, starts=dt.time(9), ends=dt.time(9, 20))

    found = plan(hours, first=dt.date(2026, 3, 23), last=dt.date(2026, 3, 30))

    assert [slot.starts_at for slot in found.slots] == [at("2026-03-23 09:00"), at("2026-03-30 09:00")]
    assert found.slots[1].starts_at - found.slots[0].starts_at == dt.timedelta(days=7, hours=-1)


def test_comes_every_other_week_counted_from_the_anchor():
    hours = Hours(every_n_weeks=2, anchor=dt.date(2026, 6, 8), ends=dt.time(9, 20))

    found = plan(hours, first=dt.date(2026, 5, 18), last=dt.date(2026, 6, 30))

    assert [slot.local_date.isoformat() for slot in found.slots] == ["2026-05-25", "2026-06-08", "2026-06-22"]


def test_keeps_to_the_first_and_last_day():
    hours = Hours(valid_from=dt.date(2026, 6, 2), valid_until=dt.date(2026, 6, 15), ends=dt.time(9, 20))

    found = plan(hours, first=dt.date(2026, 5, 1), last=dt.date(2026, 7, 31))

    assert [slot.local_date.isoformat() for slot in found.slots] == ["2026-06-08", "2026-06-15"]


def test_minutes_left_run_to_the_end_of_the_session():
    assert [slot.minutes_left for slot in plan(Hours()).slots] == [60, 40, 20]


def test_sessions_that_touch_are_one_run():
    morning, afternoon = (
        Hours(id=1, ends=dt.time(9, 40)),
        Hours(id=2, starts=dt.time(9, 40), ends=dt.time(10, 10), slot_minutes=30),
    )

    assert [slot.minutes_left for slot in plan(morning, afternoon).slots] == [70, 50, 30]


def test_lunch_ends_a_run():
    morning, afternoon = Hours(id=1, ends=dt.time(9, 40)), Hours(id=2, starts=dt.time(9, 50), ends=dt.time(10, 10))

    assert [slot.minutes_left for slot in plan(morning, afternoon).slots] == [40, 20, 20]


def test_a_run_keeps_to_its_clinic_and_its_lane():
    here = Hours(id=1, clinic_id=1, ends=dt.time(9, 20), capacity=2)
    there = Hours(id=2, clinic_id=3, starts=dt.time(9, 20), ends=dt.time(9, 40))
    again = Hours(id=3, clinic_id=1, starts=dt.time(9, 40), ends=dt.time(10))

    found = plan(here, there, again, zones={1: LONDON, 3: LONDON})

    assert {slot.minutes_left for slot in found.slots} == {20}


def test_a_run_goes_on_after_midnight_also_beyond_the_last_date():
    late = Hours(id=1, weekday=0, starts=dt.time(23), ends=dt.time(0), slot_minutes=60)
    early = Hours(id=2, weekday=1, starts=dt.time(0), ends=dt.time(1), slot_minutes=60)

    assert [slot.minutes_left for slot in plan(late, early, last=MONDAY).slots] == [120]


def test_a_run_without_end_is_counted_as_a_day():
    round_the_clock = [
        Hours(id=day + 1, weekday=day, starts=dt.time(0), ends=dt.time(0), slot_minutes=60) for day in range(7)
    ]

    assert {slot.minutes_left for slot in plan(*round_the_clock).slots} == {LONGEST_RUN_MINUTES}
