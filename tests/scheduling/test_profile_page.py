"""A doctor's page."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Specialty
from tests.factories import DoctorFactory
from tests.scheduling.pages import page, words
from tests.scheduling.search_builders import MONDAY, TUESDAY, an_offer, dermatology, free, oakford

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("before_anybody_works")]

PROFILE = "/doctors/amara-osei/"
TIMES = "/doctors/amara-osei/times/"


@pytest.fixture
def clinic():
    return oakford(step_free=True, hearing_loop=True, directions="Second door on the left.")


@pytest.fixture
def osei(clinic):
    offer = an_offer(
        "Amara Osei", specialties=[dermatology()], languages=["en", "fr"], fee_minor=4550, name="Follow-up"
    )
    free(offer, clinic, TUESDAY, "9:00 9:20")
    return offer


def test_says_everything_that_helps_to_choose(client, osei):
    doctor = osei.doctor
    doctor.biography, doctor.qualifications, doctor.practising_since = "Skin is what I know.", "MD, Leeds", 2010
    doctor.save()

    text = words(page(client, PROFILE))

    for said in (
        "Dr Amara Osei",
        "Dermatologist",
        "Skin is what I know.",
        "Français (French)",
        "rash",
        "MD, Leeds",
        "A doctor since 2010",
        "£45.50",
        "20 minutes",
        "12 Mill Road, Oakford OK1 2FH",
        "Step-free entrance",
        "Hearing loop",
        "Second door on the left.",
        "Open in maps",
    ):
        assert said in text.replace("( French )", "(French)")


def test_has_one_heading_and_the_next_free_time_as_a_button(client, osei):
    html = page(client, PROFILE)

    assert len(re.findall("<h1", html)) == 1
    assert "Next free time Tomorrow Tue 24 Nov, 9:00am" in words(html)
    assert "Book 9:00am" in words(html)


@pytest.mark.parametrize("address", [PROFILE, TIMES])
@pytest.mark.parametrize("field", ["is_listed", "is_active"])
def test_a_doctor_the_public_may_not_find_is_not_there(client, osei, address, field):
    setattr(osei.doctor, field, False)
    osei.doctor.save()

    response = client.get(address)

    assert response.status_code == 404
    assert "Osei" not in response.content.decode()


def test_a_doctor_who_does_not_exist_is_the_same_page(client, osei):
    osei.doctor.is_listed = False
    osei.doctor.save()

    def body(address):
        return re.sub(r'nonce="[^"]*"|[\w-]+="[^"]*/doctors/[^"]*"', "", client.get(address).content.decode())

    assert body(PROFILE) == body("/doctors/nobody/")


@pytest.mark.parametrize("address", [PROFILE, TIMES])
def test_is_only_for_reading(client, osei, address):
    assert client.post(address).status_code == 405


def test_a_doctor_without_offers_can_be_called(client, clinic):
    DoctorFactory(full_name="Amara Osei")

    assert "cannot be booked online" in words(page(client, PROFILE))
    assert "cannot be booked online" in words(page(client, TIMES))


def test_a_doctor_without_free_times_says_so(client, clinic):
    an_offer("Amara Osei")

    assert "No free times online at the moment." in words(page(client, TIMES))


def test_who_takes_no_new_patients_says_so(client, osei):
    osei.doctor.accepting_new_patients = False
    osei.doctor.save()

    for address in (PROFILE, TIMES):
        assert "Dr Osei takes no new patients. If you have been before, you can book." in words(page(client, address))


def test_a_closed_specialty_is_not_named(client, osei):
    Specialty.objects.update(is_active=False)

    assert "Dermatologist" not in words(page(client, PROFILE))


# --- What it costs ---------------------------------------------------------------------------------


def count_queries(client, address):
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        page(client, address)
    return len(queries)


@pytest.mark.parametrize("address", [PROFILE, TIMES])
def test_a_full_week_costs_as_many_queries_as_one_time(client, osei, clinic, address):
    one = count_queries(client, address)

    mill = oakford(name="Mill Road Surgery")
    for ahead in range(2, 7):
        free(osei, [clinic, mill][ahead % 2], MONDAY + dt.timedelta(days=ahead), "9:00 9:20 9:40 10:00 10:20 10:40")
    an_offer(doctor=osei.doctor, mode="video")

    assert count_queries(client, address) == one <= 9
