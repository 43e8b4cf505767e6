"""Whose clock times are shown on: chosen by everybody, kept where they can be asked again."""

import pytest

from tests.factories import ClinicFactory, UserFactory
from tests.scheduling.pages import words

pytestmark = pytest.mark.django_db

ADDRESS = "/time-zone/"


def choose(client, zone="Europe/Madrid", **more):
    return client.post(ADDRESS, {"time_zone": zone, "next": "/doctors/?q=skin", **more})


def test_a_stranger_keeps_it_in_a_cookie_no_script_can_change(client):
    response = choose(client)

    assert response.url == "/doctors/?q=skin"
    assert response.cookies["time_zone"].value == "Europe/Madrid"
    assert response.cookies["time_zone"]["httponly"]
    assert 'value="Europe/Madrid" selected' in client.get(ADDRESS).content.decode()


def test_who_is_signed_in_keeps_it_in_the_account(client):
    user = UserFactory()
    client.force_login(user)

    response = choose(client)

    user.refresh_from_db()
    assert user.time_zone == "Europe/Madrid"
    assert response.cookies["time_zone"].value == ""
    assert "Your clock is now that of Madrid." in words(client.get(ADDRESS).content.decode())


def test_the_device_decides_again(client):
    user = UserFactory(time_zone="Europe/Madrid")
    client.force_login(user)
    client.cookies["time_zone"] = "Asia/Kathmandu"

    response = choose(client, zone="")

    user.refresh_from_db()
    assert user.time_zone == ""
    assert response.cookies["time_zone"]["max-age"] == 0


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "\0"])
def test_refuses_what_is_no_city(client, zone):
    response = choose(client, zone=zone)

    assert response.status_code == 422
    assert "Choose a city from the list" in response.content.decode()
    assert "time_zone" not in response.cookies


def test_leads_back_to_our_own_pages_only(client):
    assert choose(client, next="https://evil.example/").url == "/"


def test_whether_the_clinics_share_a_clock_is_known_at_once(django_assert_num_queries):
    from scheduling.clocks_in_use import clinics_share_a_clock

    assert clinics_share_a_clock()
    ClinicFactory()
    abroad = ClinicFactory(time_zone="America/New_York")
    assert not clinics_share_a_clock()
    with django_assert_num_queries(0):
        assert not clinics_share_a_clock()

    abroad.is_active = False
    abroad.save()
    assert clinics_share_a_clock()
