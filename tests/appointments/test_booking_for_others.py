"""Booking for a child or somebody one cares for."""

import datetime as dt

import pytest

from accounts.models import Patient, PatientAccess
from accounts.services.adding_people import MOST_PEOPLE
from appointments.models import Appointment
from tests.appointments.flow import page, press_book, start, text_of, the_draft
from tests.factories import PatientFactory

pytestmark = pytest.mark.usefixtures("clock")

SAM = {
    "who": "else",
    "full_name": "Sam Lopes",
    "date_of_birth_0": "3",
    "date_of_birth_1": "May",
    "date_of_birth_2": "2020",
    "date_of_birth_day": "3",
    "date_of_birth_month": "May",
    "date_of_birth_year": "2020",
    "relation": "parent",
    "consent": "on",
}


@pytest.fixture
def leo(patient, now):
    child = PatientFactory(user=None, full_name="Leo Lopes", date_of_birth=dt.date(2019, 2, 1))
    PatientAccess.objects.create(user=patient.user, patient=child, relation="parent", scope="book", created_at=now)
    return child


@pytest.fixture
def begun(signed_in, offer, clinic, published):
    return start(signed_in, offer=offer, clinic=clinic, starts_at=published[0])


def test_asks_who_when_there_is_somebody_else(signed_in, leo, begun):
    words = text_of(signed_in.get(begun.url))

    assert begun.url == page("who")
    assert "Step 1 of 3" in words
    assert "Leo Lopes" in words
    assert "Someone else" in words


def test_books_for_a_child_in_five_presses(signed_in, patient, leo, begun):
    reason = signed_in.post(begun.url, {"who": leo.record_number})
    assert "This appointment is for Leo Lopes." in text_of(signed_in.get(reason.url))

    check = signed_in.post(reason.url, {"reason": "A cough"})
    assert "Leo Lopes" in text_of(signed_in.get(check.url))
    press_book(signed_in)

    appointment = Appointment.objects.get()
    assert appointment.patient == leo
    assert appointment.booked_by == patient.user
    assert appointment.events.get().on_behalf_of == leo


def test_me_is_me(signed_in, patient, leo, begun):
    signed_in.post(begun.url, {"who": "me"})

    assert the_draft().patient == patient


def test_somebody_must_be_chosen(signed_in, leo, begun, other_patient):
    for sent in ({}, {"who": "nobody"}, {"who": other_patient.record_number}, {"who": str(leo.pk)}):
        asked = signed_in.post(begun.url, sent)

        assert asked.status_code == 422
        assert "Choose who the appointment is for" in text_of(asked)


def test_the_reason_page_leads_to_somebody_else(signed_in, begun):
    words = text_of(signed_in.get(begun.url))

    assert "This appointment is for someone else" in words
    asked = signed_in.get(f"{page('who')}?who=else")
    assert 'value="else"' in text_of(asked)
    assert asked.context["form"].initial == {"who": "else"}


def test_adds_a_person_and_books_for_them(signed_in, patient, begun):
    added = signed_in.post(page("who"), SAM)
    sam = Patient.objects.get(full_name="Sam Lopes")

    assert added.url == page("reason")
    assert sam.user is None
    assert sam.date_of_birth == dt.date(2020, 5, 3)
    access = PatientAccess.objects.get(patient=sam)
    assert (access.user, access.relation, access.scope) == (patient.user, "parent", "book")
    assert the_draft().patient == sam


def test_adding_the_same_person_twice_makes_one(signed_in, begun):
    signed_in.post(page("who"), SAM)
    signed_in.post(page("who"), SAM | {"full_name": "sam lopes"})

    assert Patient.objects.filter(full_name__iexact="Sam Lopes").count() == 1


def test_what_is_missing_about_them_is_said_beside_each_field(signed_in, begun):
    asked = signed_in.post(page("who"), {"who": "else", "full_name": "Sam"})

    assert asked.status_code == 422
    words = text_of(asked)
    assert "Enter their date of birth, like 27 3 1958" in words
    assert "Choose what you are to them" in words
    assert "Tick the box" in words
    assert 'value="Sam"' in words
    assert not Patient.objects.filter(full_name="Sam").exists()


def test_half_filled_fields_about_somebody_new_do_not_count_for_me(signed_in, begun):
    assert signed_in.post(page("who"), {"who": "me", "full_name": "@", "relation": "king"}).status_code == 302


def test_one_account_adds_so_many_people(signed_in, patient, begun, now):
    for index in range(MOST_PEOPLE):
        child = PatientFactory(user=None, full_name=f"Child {index}")
        PatientAccess.objects.create(user=patient.user, patient=child, relation="parent", created_at=now)

    asked = signed_in.post(page("who"), SAM)

    assert asked.status_code == 422
    assert "You can add up to 10 people yourself." in text_of(asked)


def test_access_that_ended_meanwhile_books_nothing(signed_in, leo, begun, now):
    signed_in.post(begun.url, {"who": leo.record_number})
    signed_in.post(page("reason"), {"reason": "A cough"})
    PatientAccess.objects.filter(patient=leo).update(until=now - dt.timedelta(minutes=1))

    shown, pressed = signed_in.get(page("check")), press_book(signed_in)

    assert "Leo Lopes" not in text_of(shown)
    assert not Appointment.objects.filter(patient=leo).exists()
    assert pressed.status_code == 409


def test_a_parent_without_a_record_of_their_own_is_asked_for_one_when_it_is_for_them(
    client, offer, clinic, published, leo, now
):
    from tests.factories import UserFactory

    aunt = UserFactory()
    PatientAccess.objects.create(user=aunt, patient=leo, relation="other", scope="book", created_at=now)
    client.force_login(aunt)
    begun = start(client, offer=offer, clinic=clinic, starts_at=published[0])

    assert begun.url == page("who")
    assert client.post(begun.url, {"who": "me"}).url.startswith("/me/profile/new/?next=")
    assert client.post(begun.url, {"who": leo.record_number}).url == page("reason")
