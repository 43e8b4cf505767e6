"""Somebody new gets a record with the appointment, once."""

import datetime as dt

import pytest

from accounts.models import Patient
from appointments.models import Appointment
from tests.dashboards.adding.pages import NEW, latest, text
from tests.factories import PatientFactory


def test_somebody_new_gets_a_record_with_the_appointment(doctor_client, hours, somebody_new):
    page = doctor_client.get(NEW, {"new": "1"})
    doctor_client.post(NEW, somebody_new())

    assert "Full name" in text(page)
    made = latest()
    assert (made.patient.full_name, str(made.patient.phone)) == ("Hanna Berg", "+447700900456")
    assert doctor_client.get(f"/doctor/patients/{made.patient.record_number}/").status_code == 200


def test_pressed_twice_there_is_one_new_patient(doctor_client, hours, somebody_new):
    fields = somebody_new()
    doctor_client.post(NEW, fields)
    again = doctor_client.post(NEW, fields | {"known": "new"})

    assert again.status_code == 302
    assert Patient.objects.filter(full_name="Hanna Berg").count() == 1


def test_nobody_new_is_kept_where_the_time_is_gone(doctor_client, appoint, somebody_new, at):
    appoint(at(25, 9, 20))
    answer = doctor_client.post(NEW, somebody_new())

    assert answer.status_code == 409
    assert 'value="Hanna Berg"' in text(answer)
    assert not Patient.objects.filter(full_name="Hanna Berg").exists()


def test_somebody_new_has_to_be_reached(doctor_client, hours, somebody_new):
    answer = doctor_client.post(NEW, somebody_new(phone=""))

    assert answer.status_code == 422
    assert "we have to reach them" in text(answer)


@pytest.fixture
def alike(appoint, at):
    person = PatientFactory(full_name="Hanna Berg", date_of_birth=dt.date(1990, 2, 3))
    appoint(at(24, 11), patient=person)
    return person


def test_a_patient_of_mine_with_that_name_and_birth_date_is_asked_about(doctor_client, alike, somebody_new):
    answer = doctor_client.post(NEW, somebody_new(full_name="hanna berg"))

    assert answer.status_code == 422
    assert "Is it them?" in text(answer)
    assert alike.record_number in text(answer)
    assert Appointment.objects.count() == 1


def test_the_answer_books_for_the_one_who_is_meant(doctor_client, alike, somebody_new):
    doctor_client.post(NEW, somebody_new(known=alike.record_number))
    theirs = latest().patient
    doctor_client.post(NEW, somebody_new(known="new", time="10:00"))

    assert theirs == alike
    assert latest().patient != alike
    assert latest().patient.full_name == "Hanna Berg"


def test_a_patient_of_others_with_that_name_is_not_given_away(doctor_client, hours, somebody_new):
    stranger = PatientFactory(full_name="Hanna Berg", date_of_birth=dt.date(1990, 2, 3))
    answer = doctor_client.post(NEW, somebody_new(known=stranger.record_number))

    assert answer.status_code == 302
    assert latest().patient != stranger


def test_what_is_missing_is_told_in_the_order_of_the_page(doctor_client, hours, somebody_new):
    answer = doctor_client.post(NEW, somebody_new(full_name="", phone="", visit_type="", date="", time=""))

    assert list(answer.context["form"].errors) == ["full_name", "visit_type", "date", "time", "phone"]
