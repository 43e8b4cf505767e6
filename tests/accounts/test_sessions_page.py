"""Where I am signed in, and signing out there."""

import datetime as dt

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client

from accounts.device_words import device_in_words
from accounts.services.ending_sessions import forget_ended_sessions
from tests.accounts.builders import PASSWORD, is_signed_in

pytestmark = pytest.mark.django_db
PAGE = "/accounts/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile Safari/604.1"
START = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


def sign_in(email="maria@example.com", agent=FIREFOX, **more):
    browser = Client(headers={"User-Agent": agent}, **more)
    browser.post("/accounts/login/", {"login": email, "password": PASSWORD})
    assert is_signed_in(browser)
    return browser


@pytest.fixture
def here(maria):
    return sign_in()


@pytest.fixture
def phone(maria):
    return sign_in(agent=PHONE, REMOTE_ADDR="203.0.113.9")


def test_lists_where_i_am_this_device_first(here, phone):
    page = phone.get(PAGE)
    [first, second] = page.context["places"]

    assert (first.device, first.is_this_one) == ("Safari on iPhone", True)
    assert (second.device, second.is_this_one) == ("Firefox on Windows", False)
    assert "203.0.113.9" in page.content.decode()
    assert page.content.decode().count('name="session"') == 1


def test_signs_out_everywhere_else(here, phone):
    response = here.post(PAGE, follow=True)

    assert "Signed out on 1 device." in response.content.decode()
    assert phone.get("/me/").url.startswith("/accounts/login/")
    assert here.get("/me/").status_code == 200
    assert not Session.objects.filter(session_key=phone.session.session_key).exists()


def test_signs_out_in_one_place(here, phone, maria):
    tablet = sign_in(agent="Opera")
    row = UserSession.objects.get(session_key=phone.session.session_key)
    here.post(PAGE, {"session": row.pk})

    assert phone.get("/me/").status_code == 302
    assert tablet.get("/me/").status_code == here.get("/me/").status_code == 200


def test_does_not_sign_out_this_device(here, phone):
    row = UserSession.objects.get(session_key=here.session.session_key)
    page = here.post(PAGE, {"session": row.pk}, follow=True)

    assert "You are signed in nowhere else." in page.content.decode()
    assert here.get("/me/").status_code == phone.get("/me/").status_code == 200


@pytest.mark.parametrize("session", ["0", "-1", "x", "1e9", "99999999999"])
def test_of_nonsense_nothing_of_others_ends(here, dr_osei, session):
    other = sign_in(dr_osei.user.email)
    here.post(PAGE, {"session": session})

    assert other.get("/doctor/").status_code == 200


def test_somebody_elses_session_is_not_mine_to_end(here, dr_osei):
    other = sign_in(dr_osei.user.email)
    here.post(PAGE, {"session": UserSession.objects.get(session_key=other.session.session_key).pk})
    here.post(PAGE)

    assert other.get("/doctor/").status_code == 200
    assert "Firefox" in other.get(PAGE).content.decode()
    assert len(other.get(PAGE).context["places"]) == 1


def test_asks_for_the_password_when_the_sign_in_is_older(maria):
    """Row 28."""
    with time_machine.travel(START, tick=False) as clock:
        here, phone = sign_in(), sign_in(agent=PHONE)
        clock.shift(dt.timedelta(minutes=6))
        response = here.post(PAGE)
        assert response.url == "/accounts/reauthenticate/?next=%2Faccounts%2Fsessions%2F"
        assert phone.get("/me/").status_code == 200

        here.post(response.url, {"password": PASSWORD, "next": PAGE})
        assert phone.get("/me/").status_code == 302


def test_looking_changes_nothing(here, phone):
    Session.objects.filter(session_key=phone.session.session_key).delete()
    page = here.get(PAGE)

    assert len(page.context["places"]) == 1
    assert UserSession.objects.count() == 2


def test_what_has_been_idle_too_long_is_not_listed(maria, settings):
    settings.SESSION_IDLE_SECONDS = {"patient": 30 * 60, "staff": 15 * 60}
    with time_machine.travel(START, tick=False) as clock:
        sign_in()
        clock.shift(dt.timedelta(minutes=20))
        phone = sign_in(agent=PHONE)
        assert len(phone.get(PAGE).context["places"]) == 2
        clock.shift(dt.timedelta(minutes=20))
        assert [place.device for place in phone.get(PAGE).context["places"]] == ["Safari on iPhone"]


def test_last_used_is_known_to_the_minute_and_costs_no_write_between(maria, settings):
    settings.SESSION_IDLE_SECONDS = {"patient": 30 * 60, "staff": 15 * 60}
    with time_machine.travel(START, tick=False) as clock:
        here = sign_in()
        clock.shift(dt.timedelta(seconds=50))
        here.get("/me/")
        assert UserSession.objects.get().last_seen_at == START
        clock.shift(dt.timedelta(seconds=20))
        here.get("/me/")
        assert UserSession.objects.get().last_seen_at == START + dt.timedelta(seconds=70)


def test_signing_out_takes_it_off_the_list(here, phone):
    phone.post("/accounts/logout/")

    assert len(here.get(PAGE).context["places"]) == 1
    assert UserSession.objects.count() == 1


def test_a_new_password_ends_them_all(here, phone):
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "another long password"})

    assert UserSession.objects.count() == 0
    assert phone.get("/me/").status_code == 302


def test_a_server_that_knows_no_address_signs_in_too(maria):
    browser = sign_in(REMOTE_ADDR="")
    page = browser.get(PAGE)

    assert page.context["places"][0].address == ""
    assert "From" not in page.content.decode().split("<main")[1].split("</main>")[0]


def test_the_worker_forgets_what_ended_by_itself(here, phone):
    Session.objects.filter(session_key=phone.session.session_key).update(expire_date=START - dt.timedelta(days=1))
    call_command("clearsessions")

    assert forget_ended_sessions() == 1
    assert [row.session_key for row in UserSession.objects.all()] == [here.session.session_key]


def test_the_list_costs_the_same_for_two_and_for_eight(here, phone, maria, django_assert_num_queries):
    here.get(PAGE)
    for _more in range(6):
        sign_in()

    with django_assert_num_queries(5):  # session, user, their sessions, which are good, unread messages
        here.get(PAGE)


def test_a_stranger_is_sent_to_sign_in(client):
    assert client.get(PAGE).url.startswith("/accounts/login/")
    assert client.post(PAGE).url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (PHONE, "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/18.0 Safari/605.1.15", "Safari on Mac"),
        ("curl/8.5", "A browser we do not know"),
        ("", "A browser we do not know"),
    ],
)
def test_a_browser_in_words(agent, words):
    assert device_in_words(agent) == words
