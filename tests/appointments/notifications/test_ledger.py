"""What was sent about an appointment: told to each reader as far as it is theirs to know."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import PatientAccess
from appointments.models import Message
from appointments.notifications.kinds import FOR_DOCTORS, FOR_STAFF, OF_NO_APPOINTMENT
from appointments.notifications.ledger import (
    WITHOUT_WHOM,
    clinics_ledger,
    doctors_ledger,
    patients_ledger,
    what_became_of,
)
from appointments.services.cancelling import cancel
from tests.appointments.flow import text_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR = dt.timedelta(seconds=1), dt.timedelta(minutes=1), dt.timedelta(hours=1)


def moment(instant):
    return f"{instant:%H:%M}"


def rows_for(reader, appointment, now, ledger=patients_ledger):
    return ledger(appointment, reader=reader, moment=moment, now=now)


def test_the_patient_reads_what_went_to_them_with_the_address_masked(booked, patient, now):
    rows = rows_for(patient.user, booked, now)

    assert [(row.about, row.channel, row.to, row.address) for row in rows] == [
        ("Booked", "Email", "you", "m•••@example.com"),
        ("Booked", "In the portal", "you", ""),
    ]


def test_nothing_to_the_doctor_is_told_to_the_patient(booked, patient, now):
    assert Message.objects.filter(event__appointment=booked, kind="doctor_booked").exists()
    assert {row.about for row in rows_for(patient.user, booked, now)} == {"Booked"}


def test_one_holder_does_not_learn_the_others_contact(book_it, child, parent, at_twenty_past, now):
    other = UserFactory(full_name="Rui Silva", email="rui@example.com")
    PatientAccess.objects.create(user=other, patient=child, relation="parent")
    appointment = book_it(patient=child, actor=parent, starts_at=at_twenty_past)

    rows = [row for row in rows_for(parent, appointment, now) if row.channel == "Email"]

    assert {(row.to, row.address) for row in rows} == {
        ("you", "a•••@example.com"),
        ("somebody else who acts for Leo Silva", ""),
    }


def test_a_holder_sees_no_address_of_the_patients_own_sign_in(booked, patient, now):
    carer = UserFactory(email="carer@example.com")
    PatientAccess.objects.create(user=carer, patient=patient, relation="carer")

    assert {(row.to, row.address) for row in rows_for(carer, booked, now)} == {("Maria Lopes", "")}


def test_the_doctor_reads_both_sides_but_no_holders_address(book_it, by_doctor, child, parent, doctor_user, now):
    appointment = book_it(patient=child, offer=by_doctor, actor=parent)

    rows = rows_for(doctor_user, appointment, now, doctors_ledger)

    assert ("somebody who acts for Leo Silva", "") in {(row.to, row.address) for row in rows}
    assert {row.about for row in rows} == {"Request sent", "New request"}
    assert "ana" not in str(rows)


def test_the_doctor_does_not_read_what_a_colleague_was_told(book_it, by_doctor, doctor_user, now):
    appointment = book_it(offer=by_doctor)
    colleague = UserFactory()
    Message.objects.filter(user=doctor_user).update(user=colleague)

    assert {row.about for row in rows_for(doctor_user, appointment, now, doctors_ledger)} == {"Request sent"}


def test_the_clinic_reads_everything_with_whole_addresses(booked, now):
    rows = clinics_ledger(booked, moment=moment, now=now)

    assert "maria@example.com" in {row.address for row in rows}
    assert {row.about for row in rows} == {"Booked"}
    assert {row.to for row in rows} == {"Maria Lopes", str(booked.doctor.user)}


def test_a_line_reads_as_a_sentence(booked, patient, doctor_user, now, client, clock):
    Message.objects.filter(channel="email").update(status="sent", sent_at=now)
    lines = [(row.how, row.to, row.at, row.about) for row in rows_for(patient.user, booked, now)]
    client.force_login(patient.user)
    page = client.get(f"/appointments/{booked.reference}/").content.decode()

    assert lines == [("Email", "you", "09:00", "Booked"), ("Message in the portal", "you", "09:00", "Booked")]
    assert "Email to <bdi>you</bdi>, Tue 24 Nov, 9:00am: <b>Booked</b>" in page
    assert "m•••@example.com" in page


def test_what_has_not_left_has_no_hour_and_says_why(booked, patient, now, client, clock):
    Message.objects.filter(channel="email").update(status="failed", attempts=3, error="Refused.")
    line = rows_for(patient.user, booked, now)[0]
    client.force_login(patient.user)
    page = client.get(f"/appointments/{booked.reference}/").content.decode()

    assert (line.at, line.told) == ("", "Not delivered after 3 tries. Refused.")
    assert "Email to <bdi>you</bdi>: <b>Booked</b>" in page
    assert "Not delivered after 3 tries. Refused." in page


def test_whom_it_is_for_is_said_once():
    assert WITHOUT_WHOM.keys() == {*FOR_DOCTORS, *FOR_STAFF} - {*OF_NO_APPOINTMENT}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"status": "queued", "ahead": 40 * SECOND}, "Leaves in 40 seconds."),
        ({"status": "queued", "ahead": SECOND}, "Leaves in 1 second."),
        ({"status": "queued", "ahead": -MINUTE}, "Leaves in a moment."),
        ({"status": "queued", "ahead": HOUR}, "Leaves 10:00."),
        ({"status": "queued", "ahead": HOUR, "error": "No answer."}, "Not sent yet. No answer. Next try: 10:00."),
        ({"status": "sent", "sent_at": 0 * HOUR}, "Sent 09:00."),
        ({"status": "sent", "sent_at": 30 * SECOND}, "Leaves in 30 seconds."),
        ({"status": "failed", "attempts": 1, "error": "Refused."}, "Not delivered after 1 try. Refused."),
        ({"status": "suppressed", "error": "The patient came after all."}, "Not sent. The patient came after all."),
        ({"status": "cancelled"}, "Called back before it left."),
    ],
)  # fmt: skip
def test_says_when_it_left_or_why_it_did_not(now, fields, words):
    ahead, sent_at = fields.pop("ahead", 0 * HOUR), fields.pop("sent_at", None)
    message = Message(send_after=now + ahead, sent_at=now + sent_at if sent_at is not None else None, **fields)

    assert what_became_of(message, moment=moment, now=now) == words


def test_a_ledger_is_one_query_however_long(booked, patient, doctor_user, now):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            rows_for(patient.user, booked, now)
            rows_for(doctor_user, booked, now, doctors_ledger)
            clinics_ledger(booked, moment=moment, now=now)
        return len(captured)

    few = queries()
    cancel(appointment=booked, actor=patient.user, now=now)

    assert few == queries() == 3


# --- On the pages ------------------------------------------------------------------------------


def test_the_patients_page_tells_it_on_the_patients_clock(signed_in, booked, patient, now, clock):
    patient.user.time_zone = "Europe/Madrid"
    patient.user.save()
    Message.objects.filter(event__appointment=booked, channel="email").update(status="sent", sent_at=now)

    words = text_of(signed_in.get(f"/appointments/{booked.reference}/"))

    assert "2 messages about this appointment" in words
    assert "m•••@example.com" in words
    assert "Tue 24 Nov, 9:00am Oakford time: <b>Booked</b>" in words


def test_the_doctors_page_tells_it(client, booked, doctor_user, clock):
    client.force_login(doctor_user)

    words = text_of(client.get(f"/doctor/appointments/{booked.reference}/"))

    assert "Messages" in words
    assert "m•••@example.com" in words
