"""What holds of a plan whatever the hours: slots within their sessions, runs that add up."""

import datetime as dt
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduling import clinic_time
from scheduling.slot_plan import LONGEST_RUN_MINUTES, plan_slots
from tests.scheduling.plans import (
    KATHMANDU,
    LONDON,
    LORD_HOWE,
    MINUTE,
    NEW_YORK,
    Hours,
    Off,
)

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
