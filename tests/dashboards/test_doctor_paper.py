"""The day on paper, and an appointment in the doctor's own calendar."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from appointments.lifecycle import Status
from appointments.models import Appointment
from scheduling.services.time_off import add_time_off
from tests.factories import PatientFactory

LIST = "/doctor/print/"


def text(response):
    return " ".join(response.content.decode().split())


def test_prints_tomorrow_unless_told_otherwise(doctor_client, hours, appoint, at):
    appoint(at(25, 9), patient=PatientFactory(full_name="Ben Marsh"))
    appoint(at(24, 10), patient=PatientFactory(full_name="Ken Obi"))

    tomorrow, today = text(doctor_client.get(LIST)), text(doctor_client.get(LIST, {"day": "2026-11-24"}))

    assert "<h1>Wednesday 25 November 2026</h1>" in tomorrow
    assert "Ben Marsh" in tomorrow
    assert "Ken Obi" not in tomorrow
    assert "<h1>Tuesday 24 November 2026</h1>" in today
    assert "Ken Obi" in today


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-40", "", "0001-01-01"])
def test_a_day_nobody_can_read_is_tomorrow(doctor_client, hours, day):
    assert "<h1>Wednesday 25 November 2026</h1>" in text(doctor_client.get(LIST, {"day": day}))


def test_says_who_comes_when_and_leaves_room_to_write(doctor_client, appoint, at, patient):
    appoint(at(25, 9), patient=patient)

    page = text(doctor_client.get(LIST))

    assert "9:00am to 9:20am" in page
    assert "62 years, born 27 Mar 1964" in page
    assert patient.record_number in page
    assert ">Notes</th>" in page
    assert "1 appointment. As of Tue 24 Nov, 9:00am." in page


def test_shows_nothing_a_desk_should_not_see(doctor_client, doctor, appoint, at, now, patient):
    patient.phone, patient.address, patient.access_needs = "+447700900123", "1 High Street", "Uses a wheelchair"
    patient.save()
    appoint(at(25, 9), patient=patient, reason="The rash came back")
    add_time_off(
        doctor=doctor, starts_at=at(25, 12), ends_at=at(25, 13), time_zone="Europe/London", label="My own dentist",
        actor=doctor.user, now=now,
    )  # fmt: skip

    page = text(doctor_client.get(LIST))

    assert "Blocked" in page
    for private in ("rash", "dentist", "maria@example.com", "900123", "High Street", "wheelchair"):
        assert private not in page, private


def test_a_request_is_marked_as_one(doctor_client, appoint, by_doctor, at):
    appoint(at(25, 9), offer=by_doctor)

    assert "Waiting" in text(doctor_client.get(LIST)).partition("<tbody>")[2]


def test_what_was_called_off_is_not_on_it(doctor_client, appoint, at, patient):
    gone = appoint(at(25, 9), patient=patient)
    Appointment.objects.filter(pk=gone.pk).update(status=Status.CANCELLED)

    assert "Maria Lopes" not in text(doctor_client.get(LIST))


def test_an_empty_day_says_so(doctor_client, hours):
    assert "No appointments and no free time on this day." in text(doctor_client.get(LIST, {"day": "2026-11-27"}))


def test_anothers_day_is_not_mine(client, other_doctor, appoint, at, clock):
    appoint(at(25, 9), patient=PatientFactory(full_name="Ben Marsh"))
    client.force_login(other_doctor.user)

    assert "Ben Marsh" not in text(client.get(LIST))


def test_eight_rows_cost_no_more_queries_than_one(doctor_client, appoint, at):
    appoint(at(25, 9))
    doctor_client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        doctor_client.get(LIST)
    for index in range(1, 9):
        appoint(at(25, 9) + dt.timedelta(minutes=20 * index))

    with CaptureQueriesContext(connection) as nine:
        response = doctor_client.get(LIST)

    assert len(response.context["day"].appointments) == 9
    assert len(nine) == len(one)


def test_today_and_the_week_lead_to_it(doctor_client, hours):
    assert 'href="/doctor/print/?day=2026-11-24"' in text(doctor_client.get("/doctor/"))
    assert 'href="/doctor/print/?day=2026-11-25"' in text(doctor_client.get("/doctor/calendar/"))


# --- In the doctor's own calendar -------------------------------------------------------------------


def test_an_appointment_goes_into_the_doctors_calendar_without_a_name(doctor_client, appoint, at, patient):
    made = appoint(at(25, 9), patient=patient, reason="The rash came back")
    address = f"/doctor/appointments/{made.reference}/calendar.ics"

    page, answer = text(doctor_client.get(f"/doctor/appointments/{made.reference}/")), doctor_client.get(address)

    assert f'href="{address}"' in page
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == f"Appointment {made.spoken_reference}"
    assert b"Lopes" not in answer.content
    assert b"rash" not in answer.content


def test_anothers_appointment_is_absent(client, other_doctor, appoint, at, clock):
    made = appoint(at(25, 9))
    client.force_login(other_doctor.user)

    assert client.get(f"/doctor/appointments/{made.reference}/calendar.ics").status_code == 404
