"""Who walks in is placed now, and is here."""

import datetime as dt
import uuid

import pytest

from appointments.lifecycle import Status
from appointments.models import Appointment
from scheduling.models import Clinic, WorkingHours
from scheduling.services.publishing import publish
from tests.dashboards.adding.pages import NEW, latest, page_of, said, text
from tests.factories import ClinicFactory, WorkingHoursFactory


@pytest.fixture
def moment(clock, at):
    """Tuesday, seven minutes past nine."""
    clock.move_to(at(24, 9, 7))


@pytest.fixture
def visit(offer, clinic):
    def fill(patient, **told):
        return {
            "patient": patient.record_number,
            "visit_type": offer.visit_type_id,
            "clinic": clinic.pk,
            "key": str(uuid.uuid4()),
            **told,
        }

    return fill


def test_a_walk_in_is_here_and_waits(doctor_client, known, moment, visit, at):
    page = doctor_client.get(page_of(known), {"walk_in": "1"})
    answer = doctor_client.post(page_of(known) + "?walk_in=1", visit(known))

    assert "at 9:00am" in text(page)
    assert (latest().starts_at, latest().status, latest().is_walk_in) == (at(24, 9), Status.CHECKED_IN, True)
    assert said(answer) == ["Maria Lopes is here, Tue 24 Nov, 9:00am."]
    today = text(doctor_client.get("/doctor/"))
    assert "Walk-in</span>" in today
    assert "Has arrived" in today


def test_somebody_new_walks_in(doctor_client, hours, moment, somebody_new):
    answer = doctor_client.post(NEW + "?walk_in=1", somebody_new())

    assert answer.status_code == 302
    assert (latest().patient.full_name, latest().is_walk_in) == ("Hanna Berg", True)


def test_a_walk_in_pressed_twice_is_one(doctor_client, known, moment, visit, clock, at):
    fields = visit(known)
    doctor_client.post(page_of(known) + "?walk_in=1", fields)
    clock.move_to(at(24, 9, 12))
    again = doctor_client.post(page_of(known) + "?walk_in=1", fields)

    assert again.status_code == 302
    assert Appointment.objects.filter(is_walk_in=True).count() == 1


def test_with_no_time_left_a_walk_in_needs_a_reason(doctor_client, appoint, known, visit, clock, at):
    for minute in (0, 20, 40):
        appoint(at(24, 12, minute)) if minute else None
    clock.move_to(at(24, 12, 30))
    refused = doctor_client.post(page_of(known) + "?walk_in=1", visit(known))
    taken = doctor_client.post(page_of(known) + "?walk_in=1", visit(known, anyway="1", because="Bleeding"))

    assert refused.status_code == 409
    assert "You have no free time left today." in text(refused)
    assert taken.status_code == 302
    assert latest().starts_at == at(24, 12, 30)


def test_the_button_is_on_today_only(doctor_client, hours):
    assert "walk_in=1" in text(doctor_client.get("/doctor/"))
    assert "walk_in=1" not in text(doctor_client.get("/doctor/?date=2026-11-25"))


def test_at_two_clinics_it_is_asked_where_unless_the_day_says_so(doctor_client, doctor, known, clinic, moment, now):
    second = ClinicFactory(name="Harbour Clinic")
    WorkingHoursFactory(doctor=doctor, clinic=second, weekday=4, starts=dt.time(9), ends=dt.time(13))
    one = doctor_client.get(page_of(known), {"walk_in": "1"})
    WorkingHours.objects.filter(clinic=second).update(weekday=1, starts=dt.time(15), ends=dt.time(17))
    publish(doctor=doctor, now=now)
    both = doctor_client.get(page_of(known), {"walk_in": "1"})

    assert "Harbour Clinic" not in text(one)
    assert "Harbour Clinic" in text(both)
    assert Clinic.objects.count() == 2
