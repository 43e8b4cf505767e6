"""Whom a doctor finds, and whom they hear nothing about."""

import datetime as dt

import pytest

from accounts.models import Patient
from appointments.models import Appointment
from scheduling.slot_value import slot_value
from tests.dashboards.adding.pages import NEW, page_of, text
from tests.factories import OfferFactory, VisitTypeFactory


@pytest.mark.parametrize("query", ["maria", "27 3 1964", "{number}", "07700 900123"])
def test_finds_my_patients_by_what_people_know_of_themselves(doctor_client, known, stranger, query):
    Patient.objects.filter(pk=known.pk).update(date_of_birth=dt.date(1964, 3, 27), phone="+447700900123")

    page = doctor_client.get(NEW, {"q": query.format(number=known.record_number)})

    assert [patient.full_name for patient in page.context["page"]] == ["Maria Lopes"]


def test_of_the_patients_of_others_nothing_is_said(doctor_client, stranger):
    found = doctor_client.get(NEW, {"q": "Maria Strange"})

    assert list(found.context["page"]) == []
    assert "None of your patients fits that." in text(found)
    assert stranger.record_number not in text(found)


def test_another_doctors_patient_is_as_one_that_never_was(doctor_client, typed, stranger):
    absent = doctor_client.get("/doctor/patients/P0000000/book/")
    page, answer = doctor_client.get(page_of(stranger)), doctor_client.post(page_of(stranger), typed(stranger))

    assert (page.status_code, answer.status_code, absent.status_code) == (404, 404, 404)
    assert not Appointment.objects.exists()


def test_the_time_that_was_tapped_goes_along_to_the_form(doctor_client, known, clinic):
    asked = {"clinic": clinic.pk, "starts_at": "2026-11-25T10:40:00+00:00", "next": "/doctor/calendar/"}
    who = doctor_client.get(NEW, asked | {"q": "maria"})
    (link,) = (part.split('"')[0] for part in text(who).split('href="') if part.startswith(page_of(known)))
    page = doctor_client.get(link.replace("&amp;", "&"))

    assert "Wed 25 Nov, 10:40am, Fernhill Clinic" in text(who)
    assert 'value="2026-11-25"' in text(page)
    assert 'value="10:40"' in text(page)


def test_a_tapped_slot_says_the_same(doctor_client, doctor, known, clinic, at):
    page = doctor_client.get(page_of(known), {"slot": slot_value(doctor.pk, clinic.pk, at(25, 10, 40))})

    assert 'value="10:40"' in text(page)


@pytest.mark.parametrize(
    "asked",
    [{"slot": "x"}, {"starts_at": "soon", "clinic": "x"}, {"clinic": "0"}, {"q": "\0"}, {"new": "1", "slot": "9.9.9"}],
)
def test_what_cannot_be_read_was_not_said(doctor_client, known, hours, asked):
    assert doctor_client.get(NEW, asked).status_code == 200
    assert doctor_client.get(page_of(known), asked).status_code == 200


def test_free_time_on_the_day_can_be_added_to(doctor_client, appoint, known, at):
    appoint(at(25, 9, 20))

    page = text(doctor_client.get("/doctor/?date=2026-11-25"))

    assert "starts_at=2026-11-25T09%3A00%3A00%2B00%3A00" in page
    assert "starts_at=2026-11-25T09%3A40%3A00%2B00%3A00" in page


def test_the_same_queries_for_one_and_for_many(
    doctor_client, doctor, appoint, known, typed, at, django_assert_max_num_queries
):
    def count(address):
        with django_assert_max_num_queries(60) as asked:
            assert doctor_client.get(address).status_code == 200
        return len(asked)

    addresses = [NEW + "?q=person", page_of(known), page_of(known) + "?walk_in=1", "/doctor/?date=2026-11-25"]
    appoint(at(25, 9, 20))
    doctor_client.post(page_of(known), typed(known, because="Fever", anyway="1"))
    before = [count(address) for address in addresses]
    for minute in range(4):
        appoint(at(25, 10 + minute // 3, minute % 3 * 20))
    for name in ("Check-up", "Vaccination", "Procedure"):
        OfferFactory(doctor=doctor, visit_type=VisitTypeFactory(name=name), is_default=False)
    doctor_client.post(page_of(known), typed(known, time="10:00", because="Fever", anyway="1"))

    assert [count(address) for address in addresses] == before
