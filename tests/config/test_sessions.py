"""Sessions end when idle, and at the latest after twelve hours."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 25, 9, 0, tzinfo=dt.UTC)
PAGE = "account_change_password"


@pytest.fixture(autouse=True)
def limits(settings):
    settings.SESSION_IDLE_SECONDS = {"patient": 30 * 60, "staff": 15 * 60}


@pytest.fixture
def signed_in(client, django_user_model):
    def sign_in(role):
        user = django_user_model.objects.create_user(email=f"{role}@clinic.example", full_name="Kim", role=role)
        client.force_login(user)
        return client

    return sign_in


def is_signed_in(client, at):
    with time_machine.travel(at, tick=False):
        return client.get(reverse(PAGE)).status_code != 302 or "login" not in client.get(reverse(PAGE)).url


@pytest.mark.parametrize(("role", "minutes"), [("patient", 30), ("doctor", 15), ("administrator", 15)])
def test_ends_after_the_idle_time_of_the_role(signed_in, role, minutes):
    with time_machine.travel(START, tick=False):
        client = signed_in(role)

    assert is_signed_in(client, START + dt.timedelta(minutes=minutes))
    assert not is_signed_in(client, START + dt.timedelta(minutes=2 * minutes, seconds=1))


def test_any_request_renews_it(signed_in):
    with time_machine.travel(START, tick=False):
        client = signed_in("doctor")

    for minutes in range(10, 120, 10):
        assert is_signed_in(client, START + dt.timedelta(minutes=minutes))


def test_ends_after_twelve_hours_however_busy(signed_in):
    with time_machine.travel(START, tick=False):
        client = signed_in("doctor")
    for minutes in range(10, 12 * 60, 10):
        assert is_signed_in(client, START + dt.timedelta(minutes=minutes))

    assert not is_signed_in(client, START + dt.timedelta(hours=12, seconds=1))


def test_the_stamp_is_not_written_with_every_request(signed_in, django_assert_num_queries):
    with time_machine.travel(START, tick=False):
        client = signed_in("patient")
        client.get(reverse("account_logout"))
        seen_at = client.session["seen_at"]
    with time_machine.travel(START + dt.timedelta(seconds=59), tick=False):
        client.get(reverse("account_logout"))

        assert client.session["seen_at"] == seen_at
