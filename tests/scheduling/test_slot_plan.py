"""The plan: which slots hours and time off make, whatever the clocks do."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling import clinic_time
from scheduling.slot_plan import LONGEST_RUN_MINUTES, Standing, plan_slots

LONDON, NEW_YORK, LORD_HOWE, KATHMANDU = "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"
SPRING = {LONDON: dt.date(2026, 3, 29), NEW_YORK: dt.date(2026, 3, 8), LORD_HOWE: dt.date(2026, 10, 4)}
AUTUMN = {LONDON: dt.date(2026, 10, 25), NEW_YORK: dt.date(2026, 11, 1), LORD_HOWE: dt.date(2026, 4, 5)}
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


ZONES = [LONDON, NEW_YORK, LORD_HOWE, KATHMANDU, "Africa/Casablanca", "Africa/Cairo", "America/Santiago"]
times = st.integers(0, 287).map(lambda step: dt.time(step * 5 // 60, step * 5 % 60))


@st.composite
def working_hours(draw, id):
    starts, ends = draw(times), draw(times)
    if ends != dt.time(0) and ends <= starts:
        starts, ends = (ends, starts) if ends != starts else (starts, dt.time(0))
    return Hours(
        id=id,
        clinic_id=draw(st.integers(1, 3)),
        weekday=draw(st.integers(0, 6)),
        starts=starts,
        ends=ends,
        slot_minutes=draw(st.integers(5, 90)),
        capacity=draw(st.integers(1, 3)),
        every_n_weeks=(weeks := draw(st.integers(1, 3))),
        anchor=dt.date(2026, 1, 5) if weeks > 1 else None,
    )


plans = st.fixed_dictionaries(
    {
        "hours": st.integers(1, 4).flatmap(lambda n: st.tuples(*(working_hours(id=i) for i in range(1, n + 1)))),
        "zones": st.tuples(*[st.sampled_from(ZONES)] * 3).map(lambda zones: dict(enumerate(zones, start=1))),
        "first": st.dates(dt.date(2026, 2, 20), dt.date(2026, 11, 10)),
        "time_off": st.lists(
            st.builds(
                lambda start, length, clinic: Off(start, start + length, clinic_id=clinic),
                st.datetimes(dt.datetime(2026, 3, 1), dt.datetime(2026, 11, 10), timezones=st.just(dt.UTC)),  # noqa: DTZ001
                st.timedeltas(5 * MINUTE, dt.timedelta(days=3)),
                st.none() | st.integers(1, 3),
            ),
            max_size=2,
        ),
    }
)


@settings(max_examples=200, deadline=None)
@given(asked=plans)
def test_whatever_the_hours(asked):
    found = plan_slots(**asked, last=asked["first"] + dt.timedelta(days=9))
    rows = {row.id: row for row in asked["hours"]}

    for slot in found.slots:
        row = rows[slot.working_hours_id]
        zone = asked["zones"][row.clinic_id]
        begins = clinic_time.first_instant(slot.local_date, row.starts, zone)
        until = slot.local_date + dt.timedelta(days=row.ends == dt.time(0))
        # inside the hours, of the right real length, on the clock it says
        assert begins <= slot.starts_at
        assert slot.ends_at <= clinic_time.first_instant(until, row.ends, zone)
        assert slot.ends_at - slot.starts_at == row.slot_minutes * MINUTE
        assert clinic_time.local_date(slot.starts_at, zone) == slot.local_date
        assert clinic_time.local_minute(slot.starts_at, zone) == slot.local_minute
        assert slot.local_date.weekday() == row.weekday
        # on the grid, and a repeated hour only the first time
        assert (slot.local_minute - row.starts.hour * 60 - row.starts.minute) % row.slot_minutes == 0
        assert clinic_time.local(slot.starts_at, zone).fold == 0
        # blocked exactly where somebody is away
        away = [off for off in asked["time_off"] if off.clinic_id in (None, slot.clinic_id)]
        assert slot.blocked == any(off.starts_at < slot.ends_at and off.ends_at > slot.starts_at for off in away)

    for lane in {slot.lane for slot in found.slots}:
        slots = [slot for slot in found.slots if slot.lane == lane]
        for before, after in pairwise(slots):
            assert before.ends_at <= after.starts_at
            goes_on = before.ends_at == after.starts_at and before.clinic_id == after.clinic_id
            if goes_on and before.minutes_left < LONGEST_RUN_MINUTES:
                length = (before.ends_at - before.starts_at) // MINUTE
                assert before.minutes_left == length + after.minutes_left


@settings(max_examples=100, deadline=None)
@given(asked=plans, cut=st.integers(0, 8))
def test_two_halves_make_the_whole(asked, cut):
    first, last = asked["first"], asked["first"] + dt.timedelta(days=9)
    middle = first + dt.timedelta(days=cut)
    whole = plan_slots(**asked, last=last)

    halves = [
        *plan_slots(**asked, last=middle).slots,
        *plan_slots(**(asked | {"first": middle + dt.timedelta(days=1)}), last=last).slots,
    ]

    assert sorted(halves, key=key) == sorted(whole.slots, key=key)


def key(slot):
    return slot.starts_at, slot.clinic_id, slot.lane


@settings(max_examples=100, deadline=None)
@given(asked=plans)
def test_the_order_of_the_rows_does_not_matter(asked):
    last = asked["first"] + dt.timedelta(days=9)
    backwards = asked | {"hours": asked["hours"][::-1], "time_off": asked["time_off"][::-1]}

    assert plan_slots(**asked, last=last).slots == plan_slots(**backwards, last=last).slots
