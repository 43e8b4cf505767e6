"""What is not true any more when its time comes does not leave."""

import datetime as dt
import smtplib

import pytest

from appointments.lifecycle import Status as Life
from appointments.lifecycle import Verb
from appointments.models import Appointment, Message
from appointments.notifications.delivering import deliver_due
from appointments.notifications.reminders import plan_reminders
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from appointments.services.rescheduling import reschedule
from tests.appointments.notifications.transports import Recording

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)

Status = Message.Status


@pytest.fixture
def reminded(book_it, published, now):
    """An appointment in two weeks whose week reminder waits to be sent."""
    appointment = book_it(starts_at=published[1] + dt.timedelta(days=14))
    Message.objects.all().delete()
    plan_reminders(now=appointment.starts_at - dt.timedelta(days=7))
    return appointment


def reminder():
    return Message.objects.get(kind="reminder_week", channel="email")


def test_a_reminder_leaves(reminded):
    assert deliver_due(now=reminder().send_after, transport=Recording()) == 1


def test_a_reminder_dies_with_its_appointment(reminded, patient):
    due = reminder().send_after
    cancel(appointment=reminded, actor=patient.user, now=due)
    Message.objects.exclude(kind="reminder_week").delete()

    assert deliver_due(now=due, transport=Recording()) == 0
    assert (reminder().status, reminder().error) == (Status.SUPPRESSED, "The appointment is over or off.")


def test_a_reminder_dies_with_its_time(reminded, patient, published):
    due = reminder().send_after
    reschedule(appointment=reminded, starts_at=published[2] + dt.timedelta(days=14), actor=patient.user, now=due)
    transport = Recording()
    deliver_due(now=due, transport=transport)

    assert reminder().status == Status.SUPPRESSED
    assert [email.subject for email in transport.taken] == ["Changed: now Wed 9 Dec, 9:40am"]


def test_a_reminder_that_comes_too_late_is_dropped(reminded):
    late = reminder().not_after + MINUTE
    transport = Recording()

    assert deliver_due(now=late, transport=transport) == 0
    assert (reminder().status, transport.taken) == (Status.SUPPRESSED, [])
    assert reminder().attempts == 0


def test_nobody_is_told_they_were_missed_who_came(booked, doctor_user, at_twenty_past):
    Message.objects.all().delete()
    record_attendance(verb=Verb.NO_SHOW, appointment=booked, actor=doctor_user, now=at_twenty_past + 15 * MINUTE)
    Appointment.objects.update(status=Life.CHECKED_IN)

    assert deliver_due(now=at_twenty_past + 140 * MINUTE, transport=Recording()) == 0
    assert Message.objects.get(channel="email").status == Status.SUPPRESSED


def test_news_that_was_overtaken_does_not_arrive_after_the_later_news(booked, patient, now):
    down = Recording(raising={"*": smtplib.SMTPDataError(451, b"")})
    deliver_due(now=now, transport=down)
    cancel(appointment=booked, actor=patient.user, now=now + MINUTE / 2)
    transport = Recording()
    deliver_due(now=now + MINUTE / 2, transport=transport)
    deliver_due(now=now + 10 * MINUTE, transport=transport)

    assert [email.subject for email in transport.taken] == ["Cancelled: Wed 25 Nov, 9:20am"]
    assert Message.objects.get(kind="booked", channel="email").status == Status.SUPPRESSED


def test_news_that_only_waited_is_all_told_in_order(booked, patient, now):
    cancel(appointment=booked, actor=patient.user, now=now + MINUTE)
    transport = Recording()
    deliver_due(now=now + 60 * MINUTE, transport=transport)

    assert [email.subject.split(":")[0] for email in transport.taken] == ["Booked", "Cancelled"]


def test_checking_in_early_needs_no_reminder_any_more(book_it, published, doctor_user, now):
    appointment = book_it(starts_at=published[1])
    appointment.events.update(at=now - dt.timedelta(days=2))
    Message.objects.all().delete()
    plan_reminders(now=published[1] - dt.timedelta(hours=23))
    record_attendance(verb=Verb.CHECK_IN, appointment=appointment, actor=doctor_user, now=published[1] - MINUTE)

    assert deliver_due(now=published[1] - dt.timedelta(hours=20), transport=Recording()) == 0
    assert Message.objects.get(channel="email").status == Status.SUPPRESSED
