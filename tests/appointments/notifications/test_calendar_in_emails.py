"""The calendar file in a patient's email: read as a calendar reads it, and never in the mail's way."""

import datetime as dt
import email
from email.policy import default as as_today

import pytest
from icalendar import Calendar

from appointments.lifecycle import Status
from appointments.models import Appointment, Message, MessagePreference
from appointments.notifications.delivering import deliver_due
from appointments.notifications.transport import as_email
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve
from appointments.services.rescheduling import reschedule
from appointments.services.undoing import undo
from tests.appointments.notifications.transports import Recording
from tests.appointments.test_calendar_file import AROUND, CHANGES, true_instant

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def parts_of(message):
    """Return the calendar parts of the mail, as they are on the wire."""
    wire = email.message_from_bytes(as_email(message).message().as_bytes(), policy=as_today)
    return [part for part in wire.walk() if part.get_content_type() == "text/calendar"]


def calendar_of(message):
    (part,) = parts_of(message)
    return Calendar.from_ical(part.get_content())


def event_of(message):
    (event,) = calendar_of(message).walk("VEVENT")
    return event


def test_a_booking_brings_its_file(booked, news):
    (part,) = parts_of(news("booked"))

    assert part.get_content_type() == "text/calendar"
    assert part["Content-Type"].params["method"] == "PUBLISH"
    assert part["Content-Type"].params["charset"] == "utf-8"
    assert part.get_filename() == f"appointment-{booked.reference}.ics"
    event = event_of(news("booked"))
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", 0)
    assert event.start == booked.starts_at
    assert "ATTENDEE" not in event


def test_it_says_no_reason_and_no_kind_of_visit(booked, news):
    (part,) = parts_of(news("booked"))

    assert "rash" not in part.get_content()
    assert "Follow-up" not in part.get_content()


def test_who_wants_it_private_has_no_doctor_in_the_calendar(booked, news, patient):
    MessagePreference.objects.create(user=patient.user, private=True)

    (part,) = parts_of(news("booked"))

    assert event_of(news("booked"))["SUMMARY"] == "Appointment"
    assert "Osei" not in part.get_content()


def test_moved_and_cancelled_are_newer_each_time(booked, published, patient, news, now):
    uid = event_of(news("booked"))["UID"]
    moved = reschedule(appointment=booked, starts_at=published[5], actor=patient.user, now=now)
    second = event_of(news("moved"))
    cancel(appointment=moved, actor=patient.user, now=now)
    third = event_of(news("cancelled"))

    assert second["UID"] == third["UID"] == uid
    assert (second["SEQUENCE"], third["SEQUENCE"]) == (1, 2)
    assert second.start == published[5]
    assert third["STATUS"] == "CANCELLED"
    (part,) = parts_of(news("cancelled"))
    assert part["Content-Type"].params["method"] == calendar_of(news("cancelled"))["METHOD"] == "CANCEL"


def test_what_the_clinic_moves_or_cancels_comes_with_it_too(booked, published, doctor_user, news, now):
    moved = reschedule(appointment=booked, starts_at=published[5], actor=doctor_user, now=now)
    assert event_of(news("moved_by_clinic"))["SEQUENCE"] == 1
    cancel(appointment=moved, actor=doctor_user, now=now, reason_code="doctor_away")

    assert calendar_of(news("cancelled_by_clinic"))["METHOD"] == "CANCEL"


def test_a_request_has_none_until_it_is_approved(asked, doctor_user, news, now):
    assert parts_of(news("requested")) == []
    approve(appointment=asked, actor=doctor_user, now=now)

    assert event_of(news("approved"))["STATUS"] == "CONFIRMED"


def test_a_request_moved_by_the_patient_has_none(asked, published, patient, news, now):
    reschedule(appointment=asked, starts_at=published[6], actor=patient.user, now=now)

    assert parts_of(news("moved")) == []


def test_nothing_to_the_doctor_has_one(booked, doctor_user, by_doctor, book_it, published, news):
    book_it(offer=by_doctor, starts_at=published[6])

    assert parts_of(news("doctor_requested")) == []


def test_the_file_is_of_the_moment_the_mail_leaves(booked, published, patient, news, now):
    """The mail waited; meanwhile the appointment moved, then went."""
    moved = reschedule(appointment=booked, starts_at=published[5], actor=patient.user, now=now)
    assert event_of(news("booked")).start == published[5]
    cancel(appointment=moved, actor=patient.user, now=now)

    assert parts_of(news("booked")) == []


def test_a_cancellation_taken_back_takes_nothing_out(booked, doctor_user, now, news):
    cancel(appointment=booked, actor=doctor_user, now=now, reason_code="doctor_away")
    undo(appointment=booked, actor=doctor_user, now=now + dt.timedelta(seconds=20))

    assert parts_of(news("cancelled_by_clinic")) == []


def test_a_file_that_cannot_be_made_does_not_stop_the_mail(booked, now, caplog):
    Appointment.objects.filter(pk=booked.pk).update(time_zone="Nowhere/Atall")
    transport = Recording()

    deliver_due(now=now + MINUTE, transport=transport)

    (sent,) = transport.taken
    assert sent.subject == "Booked: Wed 25 Nov, 9:20am"
    assert not sent.attachments
    assert Message.objects.get(kind="booked", channel="email").status == "sent"
    assert "goes without its calendar" in caplog.text
    assert "maria" not in caplog.text


@pytest.mark.parametrize(("zone", "changes_at"), CHANGES)
def test_the_instant_survives_every_change_of_clocks(booked, news, zone, changes_at):
    for away in AROUND:
        starts_at = dt.datetime.fromisoformat(changes_at) + away
        Appointment.objects.filter(pk=booked.pk).update(
            starts_at=starts_at, ends_at=starts_at + 20 * MINUTE, time_zone=zone, status=Status.CONFIRMED
        )

        calendar = calendar_of(news("booked"))

        (event,) = calendar.walk("VEVENT")
        assert true_instant(event["DTSTART"], calendar) == starts_at
        assert true_instant(event["DTEND"], calendar) == starts_at + 20 * MINUTE
