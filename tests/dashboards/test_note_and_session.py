"""A doctor whose session ends while they write: what they typed is kept for them, and for nobody else."""

import re

import pytest
from django.test import Client

from appointments.visits.models import SetAsideText, VisitNote
from tests.dashboards.note_pages import JSON, NOTE, address, filled, text

IDLE = 16 * 60


@pytest.fixture(autouse=True)
def limits(settings):
    settings.SESSION_IDLE_SECONDS = {"patient": 30 * 60, "staff": 15 * 60}


@pytest.fixture
def booked(appoint, at, patient):
    return appoint(at(24, 9), patient=patient, when=at(23, 9))


@pytest.fixture
def left_alone(doctor_client, booked, clock):
    """What the page would send, of a doctor who was away for too long."""
    form = filled(doctor_client.get(address(booked))) | NOTE
    clock.shift(IDLE)
    return form


def test_is_led_to_sign_in_and_told_that_the_text_is_kept(doctor_client, booked, left_alone):
    answer = doctor_client.post(address(booked), left_alone)

    assert answer["Location"] == f"/accounts/login/?next={address(booked)}"
    page = text(doctor_client.get(answer["Location"]))
    assert "You were away for 15 minutes. Your answers are saved. Sign in to go on." in page
    assert "Cream" not in page


def test_it_is_in_no_note_until_the_doctor_takes_it(doctor_client, booked, left_alone, doctor):
    doctor_client.post(address(booked), left_alone)
    assert not VisitNote.objects.exists()
    doctor_client.force_login(doctor.user)
    page = doctor_client.get(address(booked))
    assert "Text that is not in the note" in text(page)
    doctor_client.post(address(booked), filled(page) | {"take": SetAsideText.objects.get().pk})

    assert VisitNote.objects.get().plan == NOTE["plan"]
    assert not SetAsideText.objects.exists()


def test_the_page_that_stayed_open_saves_on_after_signing_in_elsewhere(doctor_client, booked, left_alone, doctor):
    """The script says that nobody is signed in, and is sent again from the same page."""
    signed_out = doctor_client.post(address(booked), left_alone | {"turn": "1"}, headers=JSON)
    assert signed_out["Location"].startswith("/accounts/login/")
    doctor_client.force_login(doctor.user)
    doctor_client.post(address(booked), left_alone | {"turn": "2", "plan": "Cream, and sun cream"}, headers=JSON)

    assert VisitNote.objects.get().plan == "Cream, and sun cream"
    assert not SetAsideText.objects.exists()


def test_an_amendment_is_kept_as_well(doctor_client, booked, left_alone):
    form = {name: value for name, value in left_alone.items() if name not in NOTE}
    doctor_client.post(address(booked, "amend/"), form | {"amendment": "The left arm."})

    assert SetAsideText.objects.get().amendment == "The left arm."


def test_nothing_is_kept_about_another_patient(doctor_client, booked, left_alone, other_patient):
    doctor_client.post(address(booked), left_alone | {"patient": other_patient.record_number})

    assert not SetAsideText.objects.exists()


def test_nor_of_another_doctor(client, booked, left_alone, other_doctor, clock):
    client.force_login(other_doctor.user)
    client.get("/doctor/")
    clock.shift(IDLE)
    answer = client.post(address(booked), left_alone)

    assert answer["Location"].startswith("/accounts/login/")
    assert not SetAsideText.objects.exists()


def test_nor_of_a_stranger_or_without_the_token_of_our_page(doctor_client, booked, left_alone, doctor, clock):
    assert Client().post(address(booked), left_alone).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(doctor.user)
    strict.get("/doctor/")
    clock.shift(IDLE)
    assert strict.post(address(booked), left_alone).status_code == 403

    assert not SetAsideText.objects.exists()


def test_a_page_renews_its_token_after_signing_in_elsewhere(booked, doctor, clock):
    """What js/autosave.js does with a 403: it takes the token of a fresh page."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(doctor.user)
    page = browser.get(address(booked))
    stale = filled(page) | NOTE | {"csrfmiddlewaretoken": "x" * 64}
    assert browser.post(address(booked), stale, headers=JSON).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(address(booked)).content.decode())
    renewed = stale | {"csrfmiddlewaretoken": token.group(1)}

    assert browser.post(address(booked), renewed, headers=JSON).status_code == 200
