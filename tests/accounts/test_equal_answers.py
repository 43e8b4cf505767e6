"""Nobody learns at any door who is known here: words, status, cookies and hashes are alike (row 24)."""

import re

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from tests.accounts.builders import PASSWORD, answers
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN, CLOSED = "maria@clinic.example", "zofia@clinic.example", "closed@clinic.example"


@pytest.fixture(autouse=True)
def _people(proven):
    proven(UserFactory(email=KNOWN, password=PASSWORD))
    proven(UserFactory(email=CLOSED, password=PASSWORD, is_active=False))


@pytest.fixture
def hashed(settings, monkeypatch):
    """Count the passwords that are hashed."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    encode, count = PBKDF2PasswordHasher.encode, []

    def counting(self, password, salt, iterations=None):
        count.append(password)
        return encode(self, password, salt, iterations=1)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counting)
    return count


def sign_in(browser, email):
    return browser.post("/accounts/login/", {"login": email, "password": "wrong " + PASSWORD})


def ask_for_a_new_password(browser, email):
    return browser.post("/accounts/password/reset/", {"email": email})


def sign_up(browser, email):
    return browser.post("/accounts/signup/", answers(email=email))


def ask_for_the_code_again(browser, email):
    sign_up(browser, email)
    return browser.post("/accounts/confirm-email/", {"action": "resend"})


def type_a_wrong_code(browser, email):
    sign_up(browser, email)
    return browser.post("/accounts/confirm-email/", {"code": "000000"})


DOORS = [sign_in, ask_for_a_new_password, sign_up, ask_for_the_code_again, type_a_wrong_code]


def learnt(door, email, hashed):
    """Return all that whoever knocks is told or could measure, without what is chance or their own words."""
    hashed.clear()
    browser = Client()
    answer = door(browser, email)
    page = browser.get(answer.url) if answer.status_code == 302 else answer
    return {
        "status": (answer.status_code, answer.headers.get("Location")),
        "headers": sorted(set(answer.headers) | set(page.headers)),
        "cookies": sorted(browser.cookies),
        "words": re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page.content.decode()).replace(
            email, "(address)"
        ),
        "hashes": len(hashed),
    }


@pytest.mark.parametrize("other", [KNOWN, CLOSED])
@pytest.mark.parametrize("door", DOORS)
def test_a_known_address_is_answered_as_one_nobody_has(door, other, hashed):
    assert learnt(door, other, hashed) == learnt(door, UNKNOWN, hashed)


def test_each_door_that_takes_a_password_hashes_one(hashed):
    assert learnt(sign_in, KNOWN, hashed)["hashes"] == learnt(sign_up, KNOWN, hashed)["hashes"] == 1
