"""Doctors and administrators without a second factor reach its set-up, and nothing else."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.roles import Role, StaffGroup
from config.settings import base
from tests.accounts.passkeys import add_passkey
from tests.accounts.second_steps import set_up_app
from tests.factories import DoctorFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
SET_UP = "/accounts/2fa/"
DOORS = [
    "/doctor/",
    "/doctor/requests/",
    "/admin/",
    "/admin/accounts/patient/",
    "/me/",
    "/me/settings/",
    "/",
    "/doctors/",
]


@pytest.fixture(autouse=True)
def _required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture(params=["doctor", "front desk", "superuser"])
def member(request):
    """Everybody who works here."""
    if request.param == "doctor":
        return DoctorFactory().user
    user = UserFactory(role=Role.ADMINISTRATOR, is_superuser=request.param == "superuser")
    user.groups.add(Group.objects.get(name=StaffGroup.FRONT_DESK))
    return user


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("door", DOORS)
def test_every_door_leads_to_the_set_up(client, member, door, method):
    client.force_login(member)

    assert getattr(client, method)(door).url == SET_UP


def test_the_set_up_says_why_and_goes_on(client, member):
    client.force_login(member)
    page = client.get(SET_UP).content.decode()

    assert "Doctors and administrators sign in with a second step" in page
    assert "/accounts/2fa/totp/activate/" in page
    assert "/accounts/2fa/webauthn/add/" in page
    assert 'class="back-link"' not in page
    assert client.get("/accounts/2fa/totp/activate/", follow=True).status_code == 200


@pytest.mark.parametrize("address", ["/accounts/sessions/", "/accounts/email/", "/accounts/password/change/"])
def test_other_pages_of_the_account_wait_too(client, member, address):
    client.force_login(member)

    assert client.get(address).url == SET_UP


def test_health_and_signing_out_stay_open(client, member):
    client.force_login(member)

    assert client.get("/health/").status_code == 200
    assert client.get("/accounts/logout/").status_code == 200
    assert client.post("/accounts/logout/").url == "/"
    assert client.get("/").status_code == 200


def test_a_part_of_a_page_leads_the_whole_page_there(client, member):
    client.force_login(member)
    response = client.get("/doctor/requests/", headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == SET_UP


@pytest.mark.parametrize("factor", [set_up_app, add_passkey])
def test_a_factor_opens_the_doors(client, member, factor):
    factor(member)
    client.force_login(member)

    assert client.get("/me/settings/").status_code == 200
    assert client.get("/doctor/" if member.is_doctor else "/admin/").status_code == 200


def test_recovery_codes_alone_are_no_factor(client, member):
    app = set_up_app(member)
    assert app
    member.authenticator_set.exclude(type="recovery_codes").delete()
    client.force_login(member)

    assert client.get("/me/settings/").url == SET_UP


def test_it_counts_from_the_next_request(client):
    patient = PatientFactory()
    client.force_login(patient.user)
    before = client.get("/me/").status_code
    patient.user.role = Role.DOCTOR
    patient.user.save()

    assert before == 200
    assert client.get("/me/").url == SET_UP


def test_a_factor_that_is_removed_is_missed_at_once(client, member):
    set_up_app(member)
    client.force_login(member)
    assert client.get("/me/settings/").status_code == 200
    member.authenticator_set.all().delete()

    assert client.get("/me/settings/").url == SET_UP


def test_patients_and_strangers_are_not_asked(client, django_assert_num_queries):
    client.force_login(PatientFactory().user)

    assert client.get("/me/").status_code == 200
    with django_assert_num_queries(4):  # those of the page (tests/accounts/test_settings_page.py), none more
        client.get("/me/settings/")
    assert Client().get("/doctors/").status_code == 200


def test_it_is_a_setting(client, member, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(member)

    assert client.get("/me/settings/").status_code == 200
    assert base.REQUIRE_SECOND_FACTOR is False
