"""An appointment as a calendar file: what it says, to whom, on which clock."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from appointments.calendars.event import calendar_file, doctors_event, patients_event
from appointments.lifecycle import Status
from appointments.models import Appointment
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve
from appointments.services.rescheduling import reschedule
from tests.appointments.calendar_zones import WrittenZone
from tests.factories import ClinicFactory

HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def the_site(settings):
    settings.SITE_URL = "https://appointments.fernhill.example:8443"
    settings.SITE_NAME = "Fernhill Health"
    settings.DEFAULT_FROM_EMAIL = "Fernhill Health <no-reply@fernhill.example>"


@pytest.fixture
def booked(book_it):
    return book_it(reason="The rash came back")


def event_in(file):
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    return event


def method_of(file):
    return str(Calendar.from_ical(file)["METHOD"])


def test_says_when_where_and_with_whom(booked, now):
    event = event_in(patients_event(booked, now=now))

    assert event["SUMMARY"] == "Appointment with Dr Osei"
    assert event.start == dt.datetime(2026, 11, 25, 9, tzinfo=ZoneInfo("Europe/London"))
    assert event.end - event.start == dt.timedelta(minutes=20)
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert event["LOCATION"] == "Fernhill Clinic, 12 Mill Road, Oakford"
    assert event["STATUS"] == "CONFIRMED"
    assert event["CLASS"] == "PRIVATE"
    assert event["DTSTAMP"].dt == now
    assert event["ORGANIZER"] == "mailto:no-reply@fernhill.example"


def test_leads_to_the_page_of_whoever_has_the_file(booked, now):
    theirs, the_doctors = event_in(patients_event(booked, now=now)), event_in(doctors_event(booked, now=now))

    site = "https://appointments.fernhill.example:8443"
    assert theirs["URL"] == f"{site}/appointments/{booked.reference}/"
    assert theirs["URL"] in theirs["DESCRIPTION"]
    assert the_doctors["URL"] == f"{site}/doctor/appointments/{booked.reference}/"


def test_is_silent_about_the_reason_and_the_kind_of_visit(booked, now):
    for file in (patients_event(booked, now=now), doctors_event(booked, now=now)):
        text = file.decode()
        assert "rash" not in text
        assert "Follow-up" not in text


def test_the_doctors_calendar_learns_no_patients_name(booked, now):
    text = doctors_event(booked, now=now).decode()

    assert "Maria" not in text
    assert "Lopes" not in text
    assert f"SUMMARY:Appointment {booked.spoken_reference}" in text


def test_uid_and_sequence_tell_a_calendar_what_is_newer(booked, published, patient, now):
    before = event_in(patients_event(booked, now=now))
    moved = reschedule(appointment=booked, starts_at=published[3], actor=patient.user, now=now)
    after = event_in(patients_event(moved, now=now + HOUR))

    assert after["UID"] == before["UID"] == f"{booked.reference}@appointments.fernhill.example"
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.start == published[3]
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt


def test_a_request_is_tentative_until_it_is_approved(book_it, by_doctor, doctor, now):
    asked = book_it(offer=by_doctor)
    assert event_in(patients_event(asked, now=now))["STATUS"] == "TENTATIVE"
    assert method_of(patients_event(asked, now=now)) == "PUBLISH"

    approved = approve(appointment=asked, actor=doctor.user, now=now)

    assert event_in(patients_event(approved, now=now))["STATUS"] == "CONFIRMED"


def test_a_cancelled_one_takes_itself_out(booked, patient, now):
    before = event_in(patients_event(booked, now=now))
    gone = cancel(appointment=booked, actor=patient.user, now=now)

    file = patients_event(gone, now=now)

    assert method_of(file) == "CANCEL"
    assert event_in(file)["STATUS"] == "CANCELLED"
    assert event_in(file)["UID"] == before["UID"]


@pytest.mark.parametrize("status", [Status.REJECTED, Status.EXPIRED])
def test_so_does_one_that_was_declined_or_never_answered(booked, now, status):
    booked.status = status

    assert method_of(patients_event(booked, now=now)) == "CANCEL"


def test_what_happened_stays_in_the_calendar(booked, now):
    booked.status = Status.COMPLETED

    assert method_of(patients_event(booked, now=now)) == "PUBLISH"
    assert event_in(patients_event(booked, now=now))["STATUS"] == "CONFIRMED"


@pytest.mark.parametrize("mode", ["video", "phone"])
def test_who_does_not_come_is_sent_to_no_street(booked, now, mode):
    booked.mode = mode

    event = event_in(patients_event(booked, now=now))

    assert event["LOCATION"] == mode.capitalize()
    assert "Mill Road" not in patients_event(booked, now=now).decode()


@pytest.mark.parametrize("end_of_line", ["\r\n", "\n", "\r", "\u2028"])
def test_names_cannot_add_lines(booked, now, end_of_line, settings):
    settings.SITE_NAME = f"Fern{end_of_line}hill"
    booked.doctor.full_name = f"Amara{end_of_line}ATTENDEE:mailto:x@example.org{end_of_line}Osei, MD; FRCP"
    booked.doctor.title = ""
    booked.clinic.name = f"Clinic{end_of_line}BEGIN:VALARM, Ltd"

    file = patients_event(booked, now=now)
    event = event_in(file)

    assert "ATTENDEE" not in event
    assert not event.subcomponents
    assert event["LOCATION"] == "Clinic BEGIN:VALARM, Ltd, 12 Mill Road, Oakford"
    assert r"Clinic BEGIN:VALARM\, Ltd\, 12 Mill Road" in file.decode().replace("\r\n ", "")


def test_lines_are_folded_and_end_as_calendars_want(booked, now):
    booked.clinic.name = "Ünïversity Hospital of the Very Long Name " * 4

    file = patients_event(booked, now=now)

    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert "Ünïversity" in event_in(file)["LOCATION"]


# --- Clocks ---------------------------------------------------------------------------------------


def appointment_at(starts_at, zone, minutes=20):
    """Return an unsaved appointment somewhere else, at an instant."""
    clinic = ClinicFactory.build(name="Clinic", city="Town", time_zone=zone)
    return Appointment(
        reference="K7QD2M9X",
        clinic=clinic,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=minutes),
        time_zone=zone,
        mode="in_person",
        status=Status.CONFIRMED,
    )


CHANGES = [
    ("Europe/London", "2026-03-29T01:00Z"),
    ("Europe/London", "2026-10-25T01:00Z"),
    ("America/New_York", "2026-03-08T07:00Z"),
    ("America/New_York", "2026-11-01T06:00Z"),
    ("Australia/Lord_Howe", "2026-04-04T15:00Z"),
    ("Australia/Lord_Howe", "2026-10-03T15:30Z"),
    ("Africa/Casablanca", "2026-02-15T02:00Z"),
    ("Africa/Casablanca", "2026-03-22T02:00Z"),
    ("Asia/Kathmandu", "2026-03-29T01:00Z"),
]
"""The instants at which clocks change; in Kathmandu they never do."""
AROUND = [dt.timedelta(minutes=minutes) for minutes in (-1500, -61, -60, -31, -30, -1, 0, 1, 30, 59, 60, 61, 1500)]


@pytest.mark.parametrize(("zone", "changes_at"), CHANGES)
def test_the_written_zone_tells_the_true_instant_around_every_change_of_clocks(zone, changes_at, now):
    for away in AROUND:
        appointment = appointment_at(dt.datetime.fromisoformat(changes_at) + away, zone)

        calendar = Calendar.from_ical(calendar_file(appointment, summary="Appointment", page="/", now=now))

        (event,) = calendar.walk("VEVENT")
        for printed, meant in ((event["DTSTART"], appointment.starts_at), (event["DTEND"], appointment.ends_at)):
            assert true_instant(printed, calendar) == meant, f"{meant:%d %b %H:%M} UTC"


def true_instant(printed, calendar):
    """Return what a program without any zone of its own reads in DTSTART or DTEND."""
    if "TZID" not in printed.params:
        assert printed.to_ical().endswith(b"Z")
        return printed.dt
    (component,) = (zone for zone in calendar.walk("VTIMEZONE") if zone["TZID"] == printed.params["TZID"])
    wall = printed.dt.replace(tzinfo=None)
    written = WrittenZone(component)
    readings = [
        instant
        for offset in {offset for _onset, offset in written.onsets}
        if written.offset_at(instant := (wall - offset).replace(tzinfo=dt.UTC)) == offset
    ]
    return min(readings)  # a time shown twice is the first of the two (RFC 5545, 3.3.5)


def test_names_the_zone_and_spells_it_out(booked, now):
    file = patients_event(booked, now=now).decode()

    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/London\r\n" in file
    assert file.index("BEGIN:VTIMEZONE") < file.index("BEGIN:VEVENT")
    assert "DTSTART:20260329T010000" in file  # summer time begins at one by the clock of winter


def test_a_zone_without_summer_time_has_one_offset(now):
    appointment = appointment_at(dt.datetime(2026, 11, 25, 4, 15, tzinfo=dt.UTC), "Asia/Kathmandu")

    file = calendar_file(appointment, summary="Appointment", page="/", now=now).decode()

    assert "DTSTART;TZID=Asia/Kathmandu:20261125T100000" in file
    assert "TZOFFSETTO:+0545" in file
    assert "BEGIN:DAYLIGHT" not in file


def test_an_end_in_the_repeated_hour_comes_after_its_start(now):
    """London, 25 October 2026: from 1:50am, twenty minutes lead into the second 1:10am."""
    appointment = appointment_at(dt.datetime(2026, 10, 25, 0, 50, tzinfo=dt.UTC), "Europe/London")

    event = event_in(calendar_file(appointment, summary="Appointment", page="/", now=now))

    assert event["DTSTART"].to_ical() == b"20261025T015000"
    assert event["DTEND"].to_ical() == b"20261025T011000Z"
    assert event.end - event.start == dt.timedelta(minutes=20)
