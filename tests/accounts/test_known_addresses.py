"""Signing up with an address we know: nobody learns from it who is a patient here."""

import re

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.test import Client

from accounts.models import Patient, User
from tests.accounts.builders import PASSWORD, answers, is_signed_in

pytestmark = pytest.mark.django_db
SIGN_UP = "/accounts/signup/"
CODE = "/accounts/confirm-email/"


def test_a_known_address_gets_the_same_answer(client, maria):
    known = client.post(SIGN_UP, answers())
    known_page = client.get(CODE)
    stranger = client.__class__()
    unknown = stranger.post(SIGN_UP, answers(email="zofia@example.com"))
    unknown_page = stranger.get(CODE)

    assert (known.status_code, known.url, known.content) == (unknown.status_code, unknown.url, unknown.content)
    assert without_tokens(known_page, "maria@example.com") == without_tokens(unknown_page, "zofia@example.com")


def test_a_known_address_gets_a_sign_in_link_and_no_account(client, maria):
    client.post(SIGN_UP, answers())

    [message] = mail.outbox
    assert message.to == ["maria@example.com"]
    assert message.subject == "You already have an account with us"
    assert message.body.startswith("Hello Maria,\n")
    assert "<p>Hello Maria,</p>" in message.alternatives[0][0]
    assert "http://127.0.0.1:8000/accounts/login/" in message.body
    assert "http://127.0.0.1:8000/accounts/password/reset/" in message.body
    assert User.objects.count() == Patient.objects.count() == 1


def test_the_sign_in_link_opens_the_sign_in_page_although_a_code_is_asked_for(client, maria):
    client.post(SIGN_UP, answers(next="/appointments/"))
    page = client.get("/accounts/login/")
    response = client.post("/accounts/login/", {"login": "maria@example.com", "password": PASSWORD})

    assert page.status_code == 200
    assert is_signed_in(client)
    assert response.url == "/appointments/"  # what was begun before we asked who it is


def test_signing_in_with_what_was_typed_says_the_same_whether_it_is_known_or_not(client, maria):
    """Else whoever signs up with somebody's address learns by it whether they are a patient here."""
    told = {}
    for email in ("maria@example.com", "zofia@example.com"):
        browser = Client()
        browser.post(SIGN_UP, answers(email=email, password1="a guess of mine 12"))
        page = browser.post("/accounts/login/", {"login": email, "password": "a guess of mine 12"})
        told[email] = page.status_code, without_tokens(page, email)

    assert "do not match" in told["maria@example.com"][1]
    assert told["maria@example.com"] == told["zofia@example.com"]


@pytest.mark.parametrize("known", [True, False])
def test_a_password_reset_says_the_same_while_a_sign_up_waits(client, maria, known):
    email = "maria@example.com" if known else "zofia@example.com"
    client.post(SIGN_UP, answers(email=email))
    mail.outbox.clear()
    response = Client().post("/accounts/password/reset/", {"email": email})

    assert response.url == "/accounts/password/reset/done/"
    assert len(mail.outbox) == 1


def test_what_was_typed_is_gone_from_the_browser_once_signed_in(client, maria):
    client.post(SIGN_UP, answers(full_name="Mia Typo"))
    client.post("/accounts/login/", {"login": "maria@example.com", "password": PASSWORD})

    assert is_signed_in(client)
    assert "Mia Typo" not in str(dict(client.session))


def test_no_code_fits_where_none_was_sent(client, maria):
    client.post(SIGN_UP, answers())
    for code in ("000000", "", "123456"):
        client.post(CODE, {"code": code})

    assert not is_signed_in(client)


@pytest.mark.parametrize("email", ["maria@example.com", "zofia@example.com"])
def test_hashes_one_password_whether_the_address_is_known_or_not(client, maria, email, settings, hashings):
    client.post(SIGN_UP, answers(email=email))

    assert hashings() == 1


@pytest.fixture
def hashings(settings, monkeypatch):
    """Return a function that says how many passwords were hashed."""
    counted = []
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    encode = PBKDF2PasswordHasher.encode

    def counting(self, password, salt, iterations=None):
        counted.append(password)
        return encode(self, password, salt, iterations=1)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counting)
    return lambda: len(counted)


def without_tokens(response, email):
    """Return the page without what differs for every request: the CSRF token and the address typed."""
    page = response.content.decode().replace(email, "(address)")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)
