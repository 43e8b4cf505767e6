"""Sessions end when idle, and at the latest after twelve hours."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from accounts.continuing import END_KEY

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


def heading_of(client, address):
    return re.search(r"<h1>(.*?)</h1>", client.get(address).content.decode()).group(1)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (dt.timedelta(minutes=20), "You were away for 15 minutes. Sign in to go on."),
        (dt.timedelta(hours=12, seconds=1), "You were signed in for 12 hours. Sign in to go on."),
    ],
)
def test_says_why_it_asks_to_sign_in(signed_in, after, words):
    with time_machine.travel(START, tick=False):
        client = signed_in("doctor")
    minutes = range(10, 12 * 60 + 1, 10) if after > dt.timedelta(hours=1) else ()
    for minute in minutes:
        with time_machine.travel(START + dt.timedelta(minutes=minute), tick=False):
            client.get(reverse("account_logout"))
    with time_machine.travel(START + after, tick=False):
        away = client.get("/doctor/requests/")

        assert away.url == "/accounts/login/?next=/doctor/requests/"
        assert heading_of(client, away.url) == "We signed you out to keep your details safe"
        assert words in client.get(away.url).content.decode()


def test_a_new_session_knows_nothing_of_the_end_of_the_one_before(signed_in, django_user_model):
    with time_machine.travel(START, tick=False):
        client = signed_in("patient")
    with time_machine.travel(START + dt.timedelta(minutes=40), tick=False):
        assert heading_of(client, client.get(reverse(PAGE)).url) == "We signed you out to keep your details safe"
        assert END_KEY in client.session
        client.force_login(django_user_model.objects.get())

        assert END_KEY not in client.session


def test_a_stranger_is_asked_to_sign_in_as_ever(client):
    assert heading_of(client, client.get("/me/settings/").url) == "Sign in"


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://testserver/doctor/requests/?page=2", "?next=/doctor/requests/%3Fpage%3D2"),
        ("https://evil.example/doctor/", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("address", ["/doctor/requests/decide/", "/me/settings/theme/"])
def test_a_post_cannot_be_repeated_so_signing_in_leads_to_the_page_it_came_from(client, address, referrer, back):
    assert client.post(address, headers={"referer": referrer}).url == f"/accounts/login/{back}"


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(client):
    part = client.get(
        "/doctor/requests/", headers={"hx-request": "true", "hx-current-url": "http://testserver/doctor/requests/?a=1"}
    )

    assert part.headers["HX-Redirect"] == "/accounts/login/?next=/doctor/requests/%3Fa%3D1"
