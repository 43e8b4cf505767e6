"""The doctor's day: who comes, what may be pressed, what is free."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.lifecycle import Status
from appointments.models import Appointment, BookingSettings
from appointments.services.booking import book
from scheduling.models import TimeOff, TimeSlot
from scheduling.services.holding import hold
from scheduling.services.publishing import publish
from scheduling.services.time_off import add_time_off
from tests.factories import ClinicFactory, OfferFactory, PatientFactory, VisitTypeFactory, WorkingHoursFactory

TODAY = "/doctor/"


def text(response):
    return response.content.decode()


def rows(response, kind=None):
    return [row for row in response.context["day"].rows if kind in (None, row.kind)]


def test_lists_the_day_in_order_with_what_tells_people_apart(doctor_client, appoint, at, patient):
    appoint(at(24, 11), patient=patient)
    appoint(at(24, 10), patient=PatientFactory(full_name="Ken Obi"))
    appoint(at(25, 9), patient=PatientFactory(full_name="Ben Marsh"))

    page = text(doctor_client.get(TODAY))

    assert "<h1>Tuesday 24 November</h1>" in page
    assert page.index("Ken Obi") < page.index("Maria Lopes")
    assert "62 years, born 27 Mar 1964" in page
    assert patient.record_number in page
    assert "Ben Marsh" not in page


def test_shows_another_day_by_its_date(doctor_client, appoint, at):
    appoint(at(25, 9), patient=PatientFactory(full_name="Ben Marsh"))

    page = text(doctor_client.get(TODAY, {"date": "2026-11-25"}))

    assert "<h1>Wednesday 25 November</h1>" in page
    assert "Ben Marsh" in page


@pytest.mark.parametrize("date", ["tomorrow", "2026-13-40", "0001-01-01", "9999-12-31", "", "2026-11-24T09:00"])
def test_a_date_nobody_can_read_is_today(doctor_client, hours, date):
    assert "<h1>Tuesday 24 November</h1>" in text(doctor_client.get(TODAY, {"date": date}))


def test_free_time_between_appointments_is_one_line_each(doctor_client, appoint, at):
    appoint(at(24, 10))
    appoint(at(24, 11))

    free = rows(doctor_client.get(TODAY), "free")

    assert [(row.starts_at, row.ends_at) for row in free] == [
        (at(24, 9, 20), at(24, 10)),
        (at(24, 10, 20), at(24, 11)),
        (at(24, 11, 20), at(24, 13)),
    ]
    assert all(row.may_block for row in free)


def test_time_somebody_is_booking_this_minute_is_not_called_free(doctor_client, offer, clinic, hours, at, now):
    key = "5f1c1f8e-3a54-4c3e-9d0a-6f1f2f3a4b5c"
    until = now + dt.timedelta(minutes=10)
    hold(offer=offer, clinic=clinic, starts_at=at(24, 12), hold_key=key, until=until, now=now - dt.timedelta(hours=1))

    response = doctor_client.get(TODAY)

    assert [(row.starts_at, row.may_block) for row in rows(response, "held")] == [(at(24, 12), False)]
    assert "Being booked right now" in text(response)


def test_blocked_time_says_why_and_can_be_opened_again(doctor_client, doctor, hours, at, now):
    add_time_off(
        doctor=doctor, starts_at=at(24, 12), ends_at=at(24, 13), time_zone="Europe/London", label="Ward round",
        actor=doctor.user, now=now,
    )  # fmt: skip

    response = doctor_client.get(TODAY)

    (row,) = rows(response, "blocked")
    assert (row.label, row.starts_at, row.ends_at) == ("Ward round", at(24, 12), at(24, 13))
    assert row.time_off is not None
    assert "Ward round until 1:00pm" in text(response)


def test_a_closed_clinic_is_not_the_doctors_to_open(doctor_client, clinic, hours, at, now):
    add_time_off(clinic=clinic, starts_at=at(24, 0), ends_at=at(25, 0), time_zone="Europe/London", actor=None, now=now)

    (row,) = rows(doctor_client.get(TODAY), "blocked")

    assert (row.label, row.time_off) == ("Clinic closed", None)


def test_buttons_follow_the_status_and_the_clock(doctor_client, appoint, at, clock):
    appoint(at(24, 9, 20))

    def labels():
        return [str(action.label) for row in rows(doctor_client.get(TODAY), "appointment") for action in row.actions]

    assert labels() == ["Arrived", "Start"]
    clock.move_to(at(24, 9, 29))
    assert labels() == ["Arrived", "Start", "Done"]
    clock.move_to(at(24, 9, 30))
    assert labels() == ["Arrived", "Start", "Done", "Missed"]


def test_a_shorter_grace_is_kept(doctor_client, appoint, at, clock):
    BookingSettings(no_show_grace_minutes=0).save()
    appoint(at(24, 9, 20))
    clock.move_to(at(24, 9, 20))

    assert "no-show" in text(doctor_client.get(TODAY))


def test_requests_of_the_day_can_be_answered_in_the_row(doctor_client, appoint, by_doctor, at):
    asked = appoint(at(24, 12), offer=by_doctor)

    page = text(doctor_client.get(TODAY))

    assert f"/doctor/appointments/{asked.reference}/approve/" in page
    assert f"/doctor/appointments/{asked.reference}/reject/" in page


def test_who_is_here_now_stands_at_the_side_in_their_own_words(doctor_client, appoint, at, clock, guard):
    appoint(at(24, 9, 40), reason="Nothing much")
    here = appoint(at(24, 10), reason="The rash came back.")
    doctor_client.post(f"/doctor/appointments/{here.reference}/check-in/", guard(here))

    response = doctor_client.get(TODAY)

    assert response.context["now_row"].appointment == here
    assert response.context["now_word"] == "waiting"
    assert "The rash came back." in text(response)
    clock.move_to(at(24, 9, 41))
    doctor_client.post(f"/doctor/appointments/{here.reference}/start/", guard(here))
    assert doctor_client.get(TODAY).context["now_word"] == "now"


def test_the_next_one_when_nobody_is_here(doctor_client, appoint, at):
    first = appoint(at(24, 9, 40))
    appoint(at(24, 10))

    response = doctor_client.get(TODAY)

    assert (response.context["now_row"].appointment, response.context["now_word"]) == (first, "next")


def test_other_days_have_no_now(doctor_client, appoint, at):
    appoint(at(25, 9))

    assert doctor_client.get(TODAY, {"date": "2026-11-25"}).context["now_row"] is None


def test_three_requests_wait_at_the_side_and_the_frame_counts_all(doctor_client, appoint, by_doctor, at):
    for hour in (9, 10, 11, 12):
        appoint(at(25, hour), offer=by_doctor)

    response = doctor_client.get(TODAY)

    assert len(response.context["waiting"]) == 3
    assert response.context["waiting_requests"] == 4
    assert "All 4" in text(response)


def test_says_when_nothing_waits(doctor_client, hours):
    assert "Nothing waiting. New requests show up here." in text(doctor_client.get(TODAY))


def test_what_needs_a_look_is_listed_with_the_reason(doctor_client, appoint, at):
    marked = appoint(at(25, 9))
    Appointment.objects.filter(pk=marked.pk).update(attention="doctor_away")

    response = doctor_client.get(TODAY)

    assert [item["appointment"] for item in response.context["attention"]] == [marked]
    assert "You are away then" in text(response)


def test_cancelled_ones_are_apart(doctor_client, appoint, at):
    gone = appoint(at(24, 12))
    Appointment.objects.filter(pk=gone.pk).update(status=Status.CANCELLED)

    response = doctor_client.get(TODAY)

    assert response.context["day"].called_off == [gone]
    assert not rows(response, "appointment")
    assert "1 called off" in text(response)


def test_a_clinic_is_named_only_beside_another(doctor_client, doctor, appoint, offer, at, now):
    appoint(at(24, 10))
    assert "Follow-up, Fernhill Clinic" not in text(doctor_client.get(TODAY))
    elsewhere = ClinicFactory(name="Mill Road Surgery")
    WorkingHoursFactory(doctor=doctor, clinic=elsewhere, weekday=1, starts=dt.time(14), ends=dt.time(15))
    publish(doctor=doctor, now=now)

    page = text(doctor_client.get(TODAY))

    assert "Follow-up, Fernhill Clinic" in page
    assert "Free 2:00pm to 3:00pm, Mill Road Surgery" in page


def test_the_day_is_the_clinics_not_utc(doctor_client, doctor, offer, clock, now, patient):
    """At 02:00 UTC it is still Monday evening in New York."""
    abroad = ClinicFactory(name="Harbour Clinic", city="New York", time_zone="America/New_York")
    WorkingHoursFactory(doctor=doctor, clinic=abroad, weekday=0, starts=dt.time(18), ends=dt.time(23))
    publish(doctor=doctor, now=now - dt.timedelta(days=2))
    late = dt.datetime(2026, 11, 24, 3, tzinfo=dt.UTC)
    book(
        patient=patient, offer=offer, clinic=abroad, starts_at=late, actor=patient.user, now=now - dt.timedelta(days=1)
    )
    clock.move_to(dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC))

    response = doctor_client.get(TODAY)

    assert "<h1>Monday 23 November</h1>" in text(response)
    assert "10:00pm" in text(response)
    assert [row.appointment.patient for row in rows(response, "appointment")] == [patient]


def stretch(row):
    """Return what the button beside a free stretch sends."""
    return {"clinic": row.clinic.pk, "starts_at": row.starts_at.isoformat(), "ends_at": row.ends_at.isoformat()}


def test_free_time_is_blocked_at_a_press_and_opened_again(doctor_client, hours, at):
    day = doctor_client.get(TODAY)
    (row,) = rows(day, "free")

    posted = doctor_client.post(
        "/doctor/slots/block/",
        stretch(row) | {"next": TODAY},
    )

    assert posted.status_code == 302
    assert posted["Location"] == TODAY
    (blocked,) = rows(doctor_client.get(TODAY), "blocked")
    assert not TimeSlot.objects.filter(starts_at__gt=at(24, 9), starts_at__lt=at(25, 0), status="open").exists()
    doctor_client.post(f"/doctor/time-off/{blocked.time_off.pk}/end/", {"next": TODAY})
    assert rows(doctor_client.get(TODAY), "free")


def test_free_time_is_blocked_on_the_clock_of_its_clinic(doctor_client, doctor, hours, now):
    there = ClinicFactory(name="Hudson Clinic", time_zone="America/New_York")
    WorkingHoursFactory(doctor=doctor, clinic=there, weekday=1, starts=dt.time(10), ends=dt.time(17))
    publish(doctor=doctor, now=now)
    day = doctor_client.get(TODAY)
    (row,) = (row for row in rows(day, "free") if row.clinic == there)
    assert f'name="clinic" value="{there.pk}"' in text(day)

    page = doctor_client.post("/doctor/slots/block/", stretch(row), follow=True)

    assert "Free 10:00am to 5:00pm" in text(day)
    assert "Blocked 10:00am to 5:00pm." in text(page)
    assert TimeOff.objects.get().time_zone == "America/New_York"


def test_free_time_somebody_booked_meanwhile_is_not_blocked(doctor_client, clinic, appoint, at, hours):
    appoint(at(24, 12))

    answer = doctor_client.post(
        "/doctor/slots/block/",
        {"clinic": clinic.pk, "starts_at": at(24, 11).isoformat(), "ends_at": at(24, 13).isoformat()},
    )

    assert answer.status_code == 409
    assert "move the appointment instead" in text(answer)
    assert not TimeOff.objects.exists()


@pytest.mark.parametrize(
    "starts_at", ["", "now", "9999-99-99T00:00:00+00:00", "0001-01-01T00:00:00+00:00", "2026-11-24T14:00:00Z"]
)
def test_a_stretch_nobody_can_read_changes_nothing(doctor_client, clinic, hours, starts_at):
    answer = doctor_client.post(
        "/doctor/slots/block/",
        {"clinic": clinic.pk, "starts_at": starts_at, "ends_at": "2026-11-24T13:00:00+00:00"},
    )

    assert answer.status_code == 409
    assert not TimeOff.objects.exists()


@pytest.mark.usefixtures("cache_in_the_database")
def test_thirty_appointments_cost_no_more_queries_than_one(doctor_client, doctor, clinic, at, now, by_doctor):
    short = VisitTypeFactory(name="Check", slug="check", minutes=10)
    checks = OfferFactory(doctor=doctor, visit_type=short, is_default=False)
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=1, starts=dt.time(9), ends=dt.time(17), slot_minutes=10)
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=2, starts=dt.time(9), ends=dt.time(17), slot_minutes=10)
    publish(doctor=doctor, now=now - dt.timedelta(days=1))

    def fill(day, count, since=0):
        for index in range(since, count):
            person = PatientFactory()
            start = at(day, 9, 10) + dt.timedelta(minutes=10 * index)
            made = book(
                patient=person,
                offer=checks,
                clinic=clinic,
                starts_at=start,
                actor=person.user,
                now=now - dt.timedelta(hours=9),
            )
            if index % 3 == 0:
                Appointment.objects.filter(pk=made.pk).update(attention="outside_hours")
        person = PatientFactory()
        start = at(25, 9) + dt.timedelta(minutes=50 * (count > 1))
        book(
            patient=person,
            offer=by_doctor,
            clinic=clinic,
            starts_at=start,
            actor=person.user,
            now=now - dt.timedelta(hours=9),
        )

    fill(24, 1)
    doctor_client.get(TODAY)
    with CaptureQueriesContext(connection) as one:
        doctor_client.get(TODAY)
    fill(24, 30, since=1)

    with CaptureQueriesContext(connection) as thirty:
        page = doctor_client.get(TODAY)

    assert len(rows(page, "appointment")) == 30
    assert len(thirty) == len(one) <= 18


@pytest.mark.parametrize(
    "address",
    [TODAY, "/doctor/requests/", "/doctor/hours/", "/doctor/hours/add/", "/doctor/hours/copy/", "/doctor/time-off/",
     "/doctor/time-off/add/", "/doctor/slots/"],
)  # fmt: skip
def test_a_doctor_before_the_first_clinic_has_pages_too(doctor_client, address):
    response = doctor_client.get(address)

    assert response.status_code == 200
    assert text(response).count("<h1") == 1
    assert response["Cache-Control"] == "no-store"
