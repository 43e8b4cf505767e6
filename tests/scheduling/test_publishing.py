"""Publishing makes the stored slots agree with the plan, and leaves alone what somebody counts on."""

import datetime as dt
import uuid
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scheduling.models import SchedulingSettings, TimeOff, TimeSlot, WorkingHours
from scheduling.services import publishing
from scheduling.services.publishing import publish, publish_all
from tests.factories import ClinicFactory, DoctorFactory, TimeSlotFactory
from tests.scheduling.builders import (
    MONDAY,
    NOW,
    a_doctor_working,
    at,
    booked,
    day_of,
    did_nothing,
    slot_at,
    starts_on,
)

pytestmark = pytest.mark.django_db

WEEK = dt.timedelta(days=7)


@pytest.fixture
def hours():
    return a_doctor_working("9:00", "10:00")


@pytest.fixture
def published(hours):
    publish(doctor=hours.doctor, now=NOW)
    return hours


def change(hours, **fields):
    WorkingHours.objects.filter(pk=hours.pk).update(**fields)
    return publish(doctor=hours.doctor, now=NOW)


def hold(slot, until):
    TimeSlot.objects.filter(pk=slot.pk).update(held_until=until, hold_key=uuid.uuid4())


def test_publishes_up_to_the_horizon(hours):
    report = publish(doctor=hours.doctor, now=NOW)

    assert day_of(hours.doctor) == [("9:00", 20, 0, "open"), ("9:20", 20, 0, "open"), ("9:40", 20, 0, "open")]
    last = TimeSlot.objects.latest("minute").local_date
    assert last <= NOW.date() + dt.timedelta(days=90) < last + WEEK
    assert (report.added, report.removed, report.changed) == (TimeSlot.objects.count(), 0, 0)


def test_writes_what_the_search_reads(published):
    slot = slot_at(published.doctor, "9:20")

    assert slot.minute == slot.starts_at.timestamp() / 60
    assert (slot.local_date, slot.local_minute, slot.minutes_left) == (MONDAY, 560, 40)
    assert (slot.clinic, slot.working_hours, slot.origin) == (published.clinic, published, "published")


def test_a_second_run_changes_nothing(published, django_assert_max_num_queries):
    booked(slot_at(published.doctor, "9:20"))
    TimeOff.objects.create(doctor=published.doctor, starts_at=at("9:40"), ends_at=at("10:00"))
    publish(doctor=published.doctor, now=NOW)
    before = list(TimeSlot.objects.values())

    with django_assert_max_num_queries(8):
        report = publish(doctor=published.doctor, now=NOW)

    assert did_nothing(report)
    assert list(TimeSlot.objects.values()) == before


def test_the_next_day_only_the_new_day_is_added(published):
    report = publish(doctor=published.doctor, now=NOW + WEEK)

    assert (report.added, report.removed, report.changed) == (3, 0, 0)


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
@pytest.mark.parametrize("now", [dt.datetime(2026, 2, 20, tzinfo=dt.UTC), dt.datetime(2026, 9, 20, tzinfo=dt.UTC)])
def test_is_idempotent_through_every_change_of_the_clocks(zone, now):
    doctor, clinic = DoctorFactory(), ClinicFactory(time_zone=zone)
    for weekday in (5, 6, 0):
        a_doctor_working("0:00", "0:00", doctor=doctor, clinic=clinic, weekday=weekday, slot_minutes=45)

    first, second = publish(doctor=doctor, now=now), publish(doctor=doctor, now=now)

    assert first.added > 1000
    assert did_nothing(second)
    assert not second.skipped


def test_one_doctor_in_london_and_new_york_through_march():
    now = dt.datetime(2026, 2, 27, tzinfo=dt.UTC)
    london = a_doctor_working("13:00", "14:00")
    new_york = a_doctor_working("9:00", "10:00", doctor=london.doctor, zone="America/New_York")

    report = publish(doctor=london.doctor, now=now)

    assert [clash.local_date.isoformat() for clash in report.clashes] == ["2026-03-09", "2026-03-16", "2026-03-23"]
    assert starts_on(london.doctor, dt.date(2026, 3, 9)) == ["13:00", "13:20", "13:40"]
    before = [("9:00", "2026-03-02T14:00"), ("9:00", "2026-03-30T13:00")]
    for wall, instant in before:
        slot = TimeSlot.objects.get(starts_at=dt.datetime.fromisoformat(instant).replace(tzinfo=dt.UTC), lane=0)
        assert (slot.clinic, slot.local_minute) == (new_york.clinic, 540), wall
    assert did_nothing(publish(doctor=london.doctor, now=now))


def test_until_midnight():
    hours = a_doctor_working("23:20", "0:00")

    publish(doctor=hours.doctor, now=NOW)

    assert starts_on(hours.doctor) == ["23:20", "23:40"]


def test_every_other_week_from_the_anchor():
    hours = a_doctor_working("9:00", "9:20", every_n_weeks=2, anchor=MONDAY + WEEK)

    publish(doctor=hours.doctor, now=NOW)

    assert [starts_on(hours.doctor, MONDAY + WEEK * n) for n in range(4)] == [[], ["9:00"], [], ["9:00"]]


def test_a_new_grid_replaces_what_nobody_has(published):
    report = change(published, slot_minutes=30)

    assert day_of(published.doctor) == [("9:00", 30, 0, "open"), ("9:30", 30, 0, "open")]
    assert report.removed > report.added > 0


def test_keeps_what_is_booked_and_never_publishes_a_sliver(published):
    slot = slot_at(published.doctor, "9:20")
    booked(slot)

    report = change(published, slot_minutes=15)

    assert day_of(published.doctor) == [("9:00", 15, 0, "open"), ("9:20", 20, 0, "booked"), ("9:45", 15, 0, "open")]
    assert [s.local_minute for s in report.skipped if s.local_date == MONDAY] == [555, 570]
    assert TimeSlot.objects.get(pk=slot.pk).working_hours == published


def test_a_gap_ends_the_run_before_it(published):
    booked(slot_at(published.doctor, "9:20"))

    change(published, slot_minutes=15)

    left = TimeSlot.objects.filter(local_date=MONDAY).order_by("minute").values_list("minutes_left", flat=True)
    assert list(left) == [15, 20, 15]


def test_keeps_a_live_hold_and_takes_back_one_that_has_run_out(published):
    live, lapsed = slot_at(published.doctor, "9:00"), slot_at(published.doctor, "9:20")
    hold(live, NOW + dt.timedelta(minutes=1))
    hold(lapsed, NOW)

    change(published, valid_until=MONDAY - WEEK)

    assert list(TimeSlot.objects.values_list("pk", flat=True)) == [live.pk]


def test_a_held_slot_is_nobody_elses_once_it_is_not_planned(published):
    slot = slot_at(published.doctor, "9:00")
    hold(slot, NOW + dt.timedelta(minutes=1))

    change(published, valid_until=MONDAY - WEEK)

    slot.refresh_from_db()
    later = NOW + dt.timedelta(minutes=2)
    assert not TimeSlot.objects.free(now=later).exists()
    assert TimeSlot.objects.free(now=NOW, hold_key=slot.hold_key).get() == slot
    publish(doctor=published.doctor, now=later)
    assert not TimeSlot.objects.exists()


def test_keeps_what_was_opened_by_hand(published):
    by_hand = TimeSlotFactory(
        doctor=published.doctor,
        clinic=published.clinic,
        starts_at=at("17:00"),
        origin=TimeSlot.Origin.BY_HAND,
        local_date=MONDAY,
        minutes_left=20,
    )

    change(published, valid_until=MONDAY - WEEK)

    assert TimeSlot.objects.get() == by_hand


def test_time_off_blocks_and_its_end_opens(published):
    off = TimeOff.objects.create(doctor=published.doctor, starts_at=at("9:10"), ends_at=at("9:40"))
    publish(doctor=published.doctor, now=NOW)
    blocked = day_of(published.doctor)
    off.delete()

    report = publish(doctor=published.doctor, now=NOW)

    assert [status for *_slot, status in blocked] == ["blocked", "blocked", "open"]
    assert report.changed == 2
    assert [status for *_slot, status in day_of(published.doctor)] == ["open", "open", "open"]


def test_time_off_leaves_the_booking_and_blocks_it_for_the_next(published):
    booked(slot_at(published.doctor, "9:20"))
    TimeOff.objects.create(doctor=published.doctor, starts_at=at("9:00"), ends_at=at("12:00"))

    publish(doctor=published.doctor, now=NOW)

    assert [status for *_slot, status in day_of(published.doctor)] == ["blocked", "booked", "blocked"]


def test_a_held_slot_under_time_off_is_its_holders_alone(published):
    slot = slot_at(published.doctor, "9:20")
    hold(slot, NOW + dt.timedelta(minutes=5))
    slot.refresh_from_db()
    TimeOff.objects.create(doctor=published.doctor, starts_at=at("9:00"), ends_at=at("12:00"))

    publish(doctor=published.doctor, now=NOW)

    later = NOW + dt.timedelta(minutes=6)
    assert TimeSlot.objects.free(now=NOW, hold_key=slot.hold_key).filter(pk=slot.pk).exists()
    assert not TimeSlot.objects.free(now=later).filter(local_date=MONDAY).exists()


def test_weekly_time_off_keeps_its_wall_clock_when_the_clocks_change(hours):
    now = dt.datetime(2026, 10, 9, tzinfo=dt.UTC)
    first, second = dt.date(2026, 10, 19), dt.date(2026, 10, 26)
    off = {"starts_at": at("9:20", first), "ends_at": at("9:40", first), "time_zone": "Europe/London"}
    TimeOff.objects.create(doctor=hours.doctor, repeats_until=second, **off)

    publish(doctor=hours.doctor, now=now)

    assert starts_on(hours.doctor, first, "blocked") == starts_on(hours.doctor, second, "blocked") == ["9:20"]
    assert starts_on(hours.doctor, second + WEEK, "blocked") == []


def test_a_slot_of_the_past_is_never_touched(published):
    now = at("9:20")

    WorkingHours.objects.update(slot_minutes=30)
    publish(doctor=published.doctor, now=now)

    assert day_of(published.doctor) == [("9:00", 20, 0, "open"), ("9:20", 20, 0, "open")]


def test_nothing_is_published_across_what_has_begun(published):
    now = at("9:25")
    WorkingHours.objects.update(slot_minutes=15)

    publish(doctor=published.doctor, now=now)

    assert starts_on(published.doctor) == ["9:00", "9:20", "9:45"]


def test_a_lane_less_leaves_the_booking_in_it():
    hours = a_doctor_working("9:00", "9:40", capacity=2)
    publish(doctor=hours.doctor, now=NOW)
    booked(slot_at(hours.doctor, "9:20", lane=1))

    change(hours, capacity=1)

    assert day_of(hours.doctor) == [("9:00", 20, 0, "open"), ("9:20", 20, 0, "open"), ("9:20", 20, 1, "booked")]


def test_leaves_out_what_collides_with_a_booking_at_another_clinic(published):
    booked(slot_at(published.doctor, "9:20"))
    WorkingHours.objects.update(valid_until=MONDAY - WEEK)
    elsewhere = a_doctor_working("9:00", "10:00", doctor=published.doctor, slot_minutes=15, capacity=2)

    report = publish(doctor=published.doctor, now=NOW)

    assert day_of(published.doctor) == [
        ("9:00", 15, 0, "open"), ("9:00", 15, 1, "open"),
        ("9:20", 20, 0, "booked"),
        ("9:45", 15, 0, "open"), ("9:45", 15, 1, "open"),
    ]  # fmt: skip
    assert {(s.clinic_id, s.local_minute) for s in report.skipped} == {
        (elsewhere.clinic_id, 555),
        (elsewhere.clinic_id, 570),
    }


def test_hours_that_follow_take_over_their_slots(published):
    pks = set(TimeSlot.objects.filter(local_date__gt=MONDAY).values_list("pk", flat=True))
    WorkingHours.objects.update(valid_until=MONDAY)
    follows = a_doctor_working(
        "9:00", "10:00", doctor=published.doctor, clinic=published.clinic, valid_from=MONDAY + WEEK
    )

    report = publish(doctor=published.doctor, now=NOW)

    assert (report.added, report.removed, report.changed) == (0, 0, len(pks))
    assert set(TimeSlot.objects.filter(working_hours=follows).values_list("pk", flat=True)) == pks


def test_longer_hours_lengthen_the_runs_of_booked_slots_too(published):
    booked(slot_at(published.doctor, "9:20"))

    change(published, ends=dt.time(11))

    left = TimeSlot.objects.filter(local_date=MONDAY).order_by("minute").values_list("minutes_left", flat=True)
    assert list(left) == [120, 100, 80, 60, 40, 20]


def test_a_shorter_horizon_takes_back_what_lies_beyond(published):
    beyond = slot_at(published.doctor, "9:00", MONDAY + 8 * WEEK)
    booked(beyond)
    SchedulingSettings(horizon_days=30).save()

    publish(doctor=published.doctor, now=NOW)

    late = TimeSlot.objects.filter(local_date__gt=NOW.date() + dt.timedelta(days=30))
    assert late.get() == beyond


def test_only_the_dates_asked_for(hours):
    publish(doctor=hours.doctor, now=NOW, first=MONDAY + WEEK, last=MONDAY + 2 * WEEK)

    assert set(TimeSlot.objects.values_list("local_date", flat=True)) == {MONDAY + WEEK, MONDAY + 2 * WEEK}


def test_another_doctors_slots_are_none_of_its_business(published):
    other = a_doctor_working("9:00", "10:00")
    publish(doctor=other.doctor, now=NOW)

    change(published, valid_until=MONDAY - WEEK)

    assert not TimeSlot.objects.filter(doctor=published.doctor).exists()
    assert len(starts_on(other.doctor)) == 3


def test_a_slot_taken_while_publishing_is_kept(published, monkeypatch):
    """Somebody books between the reading and the lock."""
    slot = slot_at(published.doctor, "9:20")
    difference, asked = publishing.difference, []

    def meanwhile(**kwargs):
        found = difference(**kwargs)
        if not asked:
            booked(slot)
        asked.append(found)
        return found

    monkeypatch.setattr(publishing, "difference", meanwhile)

    change(published, valid_until=MONDAY - WEEK)

    assert len(asked) == 2
    assert TimeSlot.objects.get() == slot


def test_one_doctors_failure_never_stops_the_rest(published, monkeypatch, caplog):
    other = a_doctor_working("9:00", "10:00")
    plan_for = publishing.plan_for

    def fails_for_one(doctor, **kwargs):
        if doctor == published.doctor:
            raise ZeroDivisionError
        return plan_for(doctor, **kwargs)

    monkeypatch.setattr(publishing, "plan_for", fails_for_one)

    reports = {report.doctor_id: report for report in publish_all(now=NOW)}

    assert reports[published.doctor_id].error == "ZeroDivisionError"
    assert reports[other.doctor_id].added > 0
    assert str(published.doctor_id) in caplog.text


def test_a_night_with_nothing_to_do_locks_nothing(published):
    with CaptureQueriesContext(connection) as queries:
        (report,) = publish_all(now=NOW)

    assert (report.added, report.removed, report.changed) == (0, 0, 0)
    assert not any("SAVEPOINT" in query["sql"] for query in queries)


def test_a_night_publishes_what_publishing_at_once_would(hours):
    (report,) = publish_all(now=NOW)
    found = sorted(TimeSlot.objects.values_list("minute", "lane", "minutes_left", "status"))
    again = publish(doctor=hours.doctor, now=NOW)

    assert report.added == len(found) > 0
    assert (again.added, again.removed, again.changed) == (0, 0, 0)


def test_a_night_takes_back_what_is_open_beyond_the_horizon(published):
    settings = SchedulingSettings.load()
    settings.horizon_days = 10
    settings.save()

    (report,) = publish_all(now=NOW)
    again = publish(doctor=published.doctor, now=NOW)

    assert report.removed > 0
    assert (again.added, again.removed, again.changed) == (0, 0, 0)
    assert max(TimeSlot.objects.values_list("local_date", flat=True)) <= (NOW + dt.timedelta(days=10)).date()


def test_who_has_left_is_not_published(hours):
    hours.doctor.is_active = False
    hours.doctor.save()

    assert list(publish_all(now=NOW)) == []


class TestCommand:
    @pytest.fixture(autouse=True)
    def _now(self):
        with time_machine.travel(NOW, tick=False):
            yield

    def run(self, *args):
        out = StringIO()
        call_command("publish_slots", *args, stdout=out)
        return out.getvalue()

    def test_publishes_everybody_and_says_how_much(self, hours):
        assert "Doctors: 1. Slots: 39 added, 0 removed, 0 changed" in self.run()
        assert "Slots: 0 added, 0 removed, 0 changed" in self.run()

    def test_publishes_one_doctor_by_their_address(self, hours):
        other = a_doctor_working("9:00", "10:00")

        self.run("--doctor", other.doctor.slug)

        assert set(TimeSlot.objects.values_list("doctor", flat=True)) == {other.doctor_id}

    def test_refuses_a_doctor_who_is_not_there(self):
        with pytest.raises(CommandError, match="There is no doctor 'nobody'"):
            self.run("--doctor", "nobody")

    def test_fails_when_a_doctor_failed(self, hours, monkeypatch):
        def fails(*args, **kwargs):
            raise ZeroDivisionError

        monkeypatch.setattr(publishing, "plan_for", fails)

        with pytest.raises(CommandError, match=f"Failed: {hours.doctor.slug}"):
            self.run()
