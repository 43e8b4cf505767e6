"""What matters is asked for again: an older session, on every page that changes how one signs in."""

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from tests.accounts.builders import PASSWORD
from tests.accounts.passkeys import add_passkey
from tests.accounts.second_steps import set_up_app

pytestmark = pytest.mark.django_db
START = dt.datetime(2026, 11, 24, 9, 0, 15, tzinfo=dt.UTC)
AGAIN = "/accounts/reauthenticate/"
WINDOW = dt.timedelta(seconds=300)
"""``ACCOUNT_REAUTHENTICATION_TIMEOUT``, allauth's default."""


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as travelled:
        yield travelled


@pytest.fixture
def old_session(client, maria, clock):
    """Maria, six minutes after she signed in."""
    client.post("/accounts/login/", {"login": "maria@example.com", "password": PASSWORD})
    clock.shift(WINDOW + dt.timedelta(seconds=60))
    return client


GUARDED = [
    ("/accounts/2fa/totp/activate/", "get"),
    ("/accounts/2fa/totp/activate/", "post"),
    ("/accounts/2fa/webauthn/add/", "get"),
    ("/accounts/2fa/webauthn/add/", "post"),
    ("/accounts/sessions/", "post"),
]
WITH_A_FACTOR = [
    ("/accounts/2fa/totp/deactivate/", "get"),
    ("/accounts/2fa/totp/deactivate/", "post"),
    ("/accounts/2fa/recovery-codes/", "get"),
    ("/accounts/2fa/recovery-codes/download/", "get"),
    ("/accounts/2fa/recovery-codes/generate/", "post"),
]


@pytest.mark.parametrize(("address", "method"), GUARDED)
def test_asks_again(old_session, address, method):
    response = getattr(old_session, method)(address)

    assert response.status_code == 302
    assert response.url.startswith(AGAIN)


@pytest.mark.parametrize(("address", "method"), WITH_A_FACTOR)
def test_asks_again_where_there_is_a_factor(old_session, maria, address, method):
    set_up_app(maria.user)
    before = list(Authenticator.objects.values_list("data", flat=True))
    response = getattr(old_session, method)(address)

    assert response.url.startswith(AGAIN)
    assert list(Authenticator.objects.values_list("data", flat=True)) == before


@pytest.mark.parametrize("page", ["edit", "remove"])
def test_asks_again_before_a_passkey_changes(old_session, maria, page):
    key = add_passkey(maria.user)
    response = old_session.post(f"/accounts/2fa/webauthn/keys/{key.pk}/{page}/", {"name": "Mine"})

    assert response.url.startswith(AGAIN)
    assert Authenticator.objects.get().wrap().name == "My phone"


def test_asks_again_before_the_address_changes(old_session, maria):
    response = old_session.post("/accounts/email/", {"email": "new@example.com", "action_add": ""})

    assert response.url.startswith(AGAIN)
    assert not EmailAddress.objects.filter(email="new@example.com").exists()


def test_changing_the_password_asks_for_the_old_one_itself(old_session, maria):
    old_session.post("/accounts/password/change/", {"password1": "another long password"})
    maria.user.refresh_from_db()

    assert maria.user.check_password(PASSWORD)


def test_the_password_opens_and_leads_on(old_session):
    asked = old_session.get("/accounts/2fa/totp/activate/")
    page = old_session.get(asked.url)
    wrong = old_session.post(asked.url, {"password": "wrong", "next": "/accounts/2fa/totp/activate/"})
    right = old_session.post(asked.url, {"password": PASSWORD, "next": "/accounts/2fa/totp/activate/"})

    assert "Confirm it is you" in page.content.decode()
    assert "That password is not right." in wrong.content.decode()
    assert right.url == "/accounts/2fa/totp/activate/"
    assert old_session.get(right.url).status_code == 200


def test_a_code_of_the_app_opens_too_and_once(old_session, maria):
    app = set_up_app(maria.user)
    code = app.code()
    page = old_session.get("/accounts/2fa/reauthenticate/?next=/accounts/2fa/recovery-codes/")
    right = old_session.post("/accounts/2fa/reauthenticate/", {"code": code, "next": "/accounts/2fa/recovery-codes/"})
    again = old_session.post("/accounts/2fa/reauthenticate/", {"code": code})

    assert "Use your password" in page.content.decode()
    assert right.url == "/accounts/2fa/recovery-codes/"
    assert "Each code works once" in again.content.decode()


def test_a_passkey_that_does_not_fit_leads_back(old_session, maria):
    add_passkey(maria.user)
    page = old_session.get("/accounts/2fa/webauthn/reauthenticate/?next=/me/")
    response = old_session.post("/accounts/2fa/webauthn/reauthenticate/", {"credential": "{}", "next": "/me/"})

    assert "Use a passkey" in page.content.decode()
    assert response.url == "/accounts/2fa/webauthn/reauthenticate/?next=%2Fme%2F"


def test_who_has_just_signed_in_is_not_asked_again(client, maria, clock):
    client.post("/accounts/login/", {"login": "maria@example.com", "password": PASSWORD})
    clock.shift(WINDOW - dt.timedelta(seconds=1))
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200

    clock.shift(dt.timedelta(seconds=2))
    assert client.get("/accounts/2fa/totp/activate/").url.startswith(AGAIN)


def test_a_session_that_knows_no_sign_in_is_asked(client, maria):
    client.force_login(maria.user)

    assert client.get("/accounts/2fa/totp/activate/").url.startswith(AGAIN)


def test_guessing_is_limited_here_too(old_session, limits):
    statuses = [old_session.post(AGAIN, {"password": f"guess {number}"}).status_code for number in range(12)]

    assert statuses[:10] == [200] * 10
    assert 429 in statuses
