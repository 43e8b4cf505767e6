"""The door to a doctor's photo: who gets it, and with which headers."""

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from accounts.models import Doctor
from accounts.roles import StaffGroup
from tests.accounts.pictures import kept, with_photo
from tests.dashboards.staff import staff_member
from tests.factories import DoctorFactory, PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("disk")]


@pytest.fixture
def osei(doctor, now):
    return with_photo(doctor, now=now)


def get(address, user=None):
    client = Client()
    if user:
        client.force_login(user)
    return client.get(address)


@pytest.mark.parametrize("size", [112, 384])
def test_everybody_gets_that_of_a_listed_doctor(osei, size):
    answer = get(osei.photo_url(size))

    assert (answer.status_code, answer.content) == (200, kept()[size])
    assert osei.photo_url(size) == f"/doctors/amara-osei/photo/{osei.photo}-{size}.webp"


def test_row_20_opened_by_itself_it_is_a_file_and_nothing_that_runs(osei):
    headers = get(osei.photo_url(112)).headers

    assert headers["Content-Type"] == "image/webp"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Content-Disposition"] == 'attachment; filename="amara-osei.webp"'
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("signed_in", [False, True])
def test_browsers_keep_that_of_a_listed_doctor(osei, signed_in):
    answer = get(osei.photo_url(112), PatientFactory().user if signed_in else None)

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("field", ["is_listed", "is_active"])
def test_that_of_a_doctor_nobody_may_find_is_for_them_and_staff(osei, field):
    Doctor.objects.update(**{field: False})
    address = osei.photo_url(384)
    others = [None, PatientFactory().user, DoctorFactory().user, staff_member(StaffGroup.ANALYST)]
    theirs = [osei.user, staff_member(StaffGroup.ADMINISTRATOR), staff_member(StaffGroup.FRONT_DESK)]

    assert [get(address, user).status_code for user in others] == [404] * 4
    assert [get(address, user).status_code for user in theirs] == [200] * 3
    assert {get(address, user).headers["Cache-Control"] for user in theirs} == {"private, no-store"}


def test_a_former_address_is_gone(osei, now):
    former = osei.photo_url(112)
    with_photo(osei, now=now)

    assert get(former).status_code == 404


@pytest.mark.parametrize("name", ["{photo}-111", "{photo}-0", "x-112", "{photo}", "-112", "..%2f{photo}-112"])
def test_nothing_else_lies_behind_the_door(osei, name):
    assert get(f"/doctors/amara-osei/photo/{name.format(photo=osei.photo)}.webp").status_code == 404


def test_a_doctor_without_one_has_no_address_for_it(osei):
    nowak = DoctorFactory(full_name="Tomasz Nowak")

    assert nowak.photo_url(112) == ""
    assert get(f"/doctors/{nowak.slug}/photo/{osei.photo}-112.webp").status_code == 404


def test_a_lost_file_is_no_error(osei):
    default_storage.delete(f"doctors/{osei.photo}-112.webp")

    assert get(osei.photo_url(112)).status_code == 404


def test_is_only_for_reading(client, osei):
    assert client.post(osei.photo_url(112)).status_code == 405
    assert client.head(osei.photo_url(112)).status_code == 200


def test_a_stranger_costs_one_query(client, osei, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(osei.photo_url(112))
