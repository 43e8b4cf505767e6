"""Reminders: a week and a day before, once, never at night, never for what is off."""

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from appointments.lifecycle import Status
from appointments.models import Appointment, Message
from appointments.notifications.reminder_plan import DEFAULT_PLAN, due_at
from appointments.notifications.reminders import plan_reminders
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve
from appointments.services.rescheduling import reschedule
from tests.factories import PatientFactory, slots_in_a_row

pytestmark = pytest.mark.django_db

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
WEEK = 7 * DAY


@pytest.fixture
def in_two_weeks(book_it, published):
    """Wednesday 9 December, 9:20am, booked today."""
    appointment = book_it(starts_at=published[1] + 2 * WEEK)
    Message.objects.all().delete()
    return appointment


def kinds():
    return sorted(Message.objects.values_list("kind", "channel"))


def test_writes_a_week_before_by_email_and_in_the_portal(in_two_weeks, patient):
    due = in_two_weeks.starts_at - WEEK

    assert plan_reminders(now=due - dt.timedelta(minutes=5)) == 0
    assert plan_reminders(now=due) == 2
    assert kinds() == [("reminder_week", "email"), ("reminder_week", "in_app")]
    assert Message.objects.get(channel="email").dedupe_key == (
        f"reminder:{in_two_weeks.pk}:0:week:user-{patient.user_id}:email"
    )
    assert Message.objects.in_portal_of(patient.user, now=due).count() == 1


def test_writes_a_day_before(in_two_weeks):
    plan_reminders(now=in_two_weeks.starts_at - DAY)

    assert kinds() == [("reminder_day", "email"), ("reminder_day", "in_app")]


def test_writes_each_once_however_often_it_runs(in_two_weeks):
    for minutes in range(0, 60, 5):
        plan_reminders(now=in_two_weeks.starts_at - DAY + dt.timedelta(minutes=minutes))

    assert len(kinds()) == 2


def test_two_planners_at_once_write_it_once(in_two_weeks, monkeypatch):
    """Both read before either wrote: the second meets the key."""
    from appointments.notifications import reminders

    now = in_two_weeks.starts_at - DAY
    found = list(reminders._candidates(DEFAULT_PLAN[-1], Q(), now=now))
    assert reminders._write(DEFAULT_PLAN[-1], Q(), found, now=now) == 2
    reminders._write(DEFAULT_PLAN[-1], Q(), found, now=now)

    assert len(kinds()) == 2


def test_no_week_reminder_for_what_was_booked_within_the_week(book_it, published, now):
    book_it(starts_at=published[1] + WEEK, now=now + 2 * DAY)
    Message.objects.all().delete()
    plan_reminders(now=now + 2 * DAY + 3 * HOUR)

    assert kinds() == []


def test_none_within_two_hours_of_booking(in_two_weeks):
    due = in_two_weeks.starts_at - DAY
    in_two_weeks.events.update(at=due - HOUR)

    assert plan_reminders(now=due + HOUR) == 0


def test_never_for_what_is_cancelled(in_two_weeks, patient, now):
    cancel(appointment=in_two_weeks, actor=patient.user, now=now + HOUR)
    Message.objects.all().delete()

    assert plan_reminders(now=in_two_weeks.starts_at - DAY) == 0


def test_never_for_what_nobody_has_said_yes_to(book_it, by_doctor, doctor_user, published, now):
    asked = book_it(offer=by_doctor, starts_at=published[1] + 2 * WEEK)
    due = asked.starts_at - WEEK
    Message.objects.all().delete()
    Appointment.objects.update(decide_by=asked.starts_at - HOUR)

    assert plan_reminders(now=due) == 0
    approve(appointment=asked, actor=doctor_user, now=due - 3 * HOUR)
    assert plan_reminders(now=due) == 2


def test_a_moved_appointment_is_reminded_of_its_new_time(in_two_weeks, patient, published, now):
    plan_reminders(now=in_two_weeks.starts_at - WEEK)
    moved = reschedule(
        appointment=in_two_weeks,
        starts_at=published[1] + 3 * WEEK,
        actor=patient.user,
        now=in_two_weeks.starts_at - WEEK + HOUR,
    )
    Message.objects.filter(kind__in=["moved", "doctor_moved"]).delete()
    plan_reminders(now=moved.starts_at - WEEK)

    subjects = Message.objects.filter(channel="email").order_by("pk").values_list("subject", flat=True)
    assert list(subjects) == ["Reminder: Wed 9 Dec, 9:20am", "Reminder: Wed 16 Dec, 9:20am"]


def test_one_cancelled_between_reading_and_writing_gets_none(in_two_weeks, patient, now):
    from appointments.notifications import reminders

    due = in_two_weeks.starts_at - DAY
    found = list(reminders._candidates(DEFAULT_PLAN[-1], Q(), now=due))
    Appointment.objects.update(status=Status.CANCELLED)

    assert reminders._write(DEFAULT_PLAN[-1], Q(), found, now=due) == 0
    assert kinds() == []


@pytest.mark.parametrize(
    ("zone", "starts", "due"),
    [
        # London in winter: 9:20am is fine; 7am is quiet, so 8am; 9:30pm is quiet, so 8pm, still the day before.
        ("Europe/London", "2026-12-09T09:20Z", "2026-12-08T09:20Z"),
        ("Europe/London", "2026-12-09T07:00Z", "2026-12-08T08:00Z"),
        ("Europe/London", "2026-12-09T21:30Z", "2026-12-08T20:00Z"),
        ("Europe/London", "2026-12-09T08:00Z", "2026-12-08T08:00Z"),
        ("Europe/London", "2026-12-09T21:00Z", "2026-12-08T20:00Z"),
        # The patient's clock counts, not the clinic's: 9:20am in London is 4:20am in New York.
        ("America/New_York", "2026-12-09T09:20Z", "2026-12-08T13:00Z"),
        # 24 hours before the start, across the night the clocks go back.
        ("Europe/London", "2026-10-25T10:00Z", "2026-10-24T10:00Z"),
    ],
)
def test_stays_out_of_the_night(zone, starts, due):
    appointment = Appointment(starts_at=dt.datetime.fromisoformat(starts), time_zone="Europe/London")

    assert due_at(DEFAULT_PLAN[-1], appointment, zone=zone) == dt.datetime.fromisoformat(due)


def test_after_a_night_without_a_worker_it_waits_for_the_morning(in_two_weeks):
    start = in_two_weeks.starts_at

    assert plan_reminders(now=start - 12 * HOUR) == 0  # 9:20pm
    assert plan_reminders(now=start - 2 * HOUR) == 0  # 7:20am, and too near the start
    assert kinds() == []


def test_one_late_on_the_same_day_does_not_say_tomorrow(book_it, doctor, clinic, now):
    start = dt.datetime(2026, 12, 9, 16, tzinfo=dt.UTC)
    slots_in_a_row(doctor=doctor, clinic=clinic, starts_at=start, count=1)
    book_it(starts_at=start)
    Message.objects.all().delete()
    plan_reminders(now=start - 6 * HOUR)

    assert set(Message.objects.values_list("subject", flat=True)) == {"Reminder: Wed 9 Dec, 4:00pm"}


def test_tomorrow_is_not_said_after_midnight(in_two_weeks):
    plan_reminders(now=in_two_weeks.starts_at - DAY)

    assert Message.objects.get(channel="email").not_after == dt.datetime(2026, 12, 9, 0, 0, tzinfo=dt.UTC)


def test_costs_the_same_for_one_and_for_twenty(book_it, doctor, clinic, published, now, django_assert_max_num_queries):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            written = plan_reminders(now=published[0] + 2 * WEEK - DAY)
        return written, len(captured)

    book_it(starts_at=published[0] + 2 * WEEK)
    one, cost_of_one = queries()
    slots_in_a_row(doctor=doctor, clinic=clinic, starts_at=published[0] + 2 * WEEK, count=1, lane=1)
    for lane in range(2, 21):
        slots_in_a_row(doctor=doctor, clinic=clinic, starts_at=published[0] + 2 * WEEK, count=1, lane=lane)
        other = PatientFactory()
        book_it(patient=other, actor=other.user, starts_at=published[0] + 2 * WEEK)
    many, cost_of_many = queries()

    assert (one, many) == (2, 38)
    assert cost_of_many == cost_of_one
