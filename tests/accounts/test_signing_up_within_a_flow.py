"""Signing up in the middle of something else: one stays in it, and goes on signed in."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.test import Client

from accounts.models import User
from tests.accounts.builders import PASSWORD, another_code, answers, code_mailed, is_signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.flow_urls")]
ACCOUNT, CODE, NEXT = "/flow/abc/account/", "/flow/abc/code/", "/flow/abc/next/"


def begin(client):
    """Put the flow into the session, as its first page would; return the client."""
    session = client.session
    session["drafts"] = ["abc"]
    session.save()
    return client


@pytest.fixture
def begun(client):
    """A stranger who has begun the flow."""
    return begin(client)


def test_goes_from_the_answers_to_the_code_to_the_next_step(begun):
    key = begun.session.session_key
    after_answers = begun.post(ACCOUNT, answers())
    code_page = begun.get(CODE)
    after_code = begun.post(CODE, {"code": code_mailed()})

    assert after_answers.url == CODE
    assert code_page.status_code == 200
    assert after_code.url == NEXT
    assert is_signed_in(begun)
    assert begun.get(NEXT).content.decode() == "maria@example.com ['abc']"
    assert begun.session.session_key != key


def test_a_known_address_stays_in_the_flow_too(begun, maria):
    """The link in the mail opens the sign-in page, and signing in leads back into the flow."""
    response = begun.post(ACCOUNT, answers())
    assert response.url == CODE
    assert begun.get(CODE).status_code == 200
    assert "/flow/" not in mail.outbox[0].body  # opened elsewhere, the flow would not be theirs

    response = begun.post("/accounts/login/", {"login": "maria@example.com", "password": PASSWORD})

    assert response.url == NEXT
    assert begun.get(NEXT).content.decode() == "maria@example.com ['abc']"


def test_the_link_opened_elsewhere_leads_home(begun, maria):
    begun.post(ACCOUNT, answers())
    elsewhere = Client()
    response = elsewhere.post("/accounts/login/", {"login": "maria@example.com", "password": PASSWORD})

    assert response.url == "/me/"


def test_what_was_begun_is_forgotten_after_an_hour(client, maria):
    with time_machine.travel("2026-11-24 09:00:00+00:00", tick=False) as clock:
        begun = begin(client)
        begun.post(ACCOUNT, answers())
        clock.shift(dt.timedelta(minutes=61))
        response = begun.post("/accounts/login/", {"login": "maria@example.com", "password": PASSWORD})

    assert response.url == "/me/"


def test_the_answers_can_be_put_right_while_the_code_is_on_its_way(begun):
    begun.post(ACCOUNT, answers(email="mria@example.com"))
    page = begun.get(ACCOUNT).content.decode()
    begun.post(ACCOUNT, answers())

    assert "mria@example.com" in page
    assert begun.post(CODE, {"code": code_mailed()}).url == NEXT
    assert User.objects.get().email == "maria@example.com"


def test_a_wrong_code_is_asked_again_in_the_flow(begun):
    begun.post(ACCOUNT, answers())
    page = begun.post(CODE, {"code": another_code(code_mailed())})

    assert page.status_code == 200
    assert "That code is not right" in page.content.decode()


def test_send_it_again_stays_in_the_flow(begun):
    begun.post(ACCOUNT, answers())
    response = begun.post(CODE, {"action": "resend"})

    assert response.url == CODE
    assert begun.post(CODE, {"code": code_mailed()}).url == NEXT


def test_too_many_wrong_codes_lead_to_the_answers_of_the_flow(begun):
    begun.post(ACCOUNT, answers())
    for _try in range(5):
        response = begun.post(CODE, {"code": another_code(code_mailed())})

    assert response.url == ACCOUNT
    begun.post(ACCOUNT, answers())
    assert begun.post(CODE, {"code": code_mailed()}).url == NEXT


def test_a_code_that_ran_out_leads_to_the_answers_of_the_flow(client):
    with time_machine.travel("2026-11-24 09:00:00+00:00", tick=False) as clock:
        begun = begin(client)
        begun.post(ACCOUNT, answers())
        clock.shift(dt.timedelta(minutes=11))
        response = begun.get(CODE)

    assert response.url == ACCOUNT


def test_next_in_the_address_does_not_lead_out_of_the_flow(begun):
    begun.post(f"{ACCOUNT}?next=https://evil.example/", answers(next="https://evil.example/"))
    response = begun.post(
        f"{CODE}?next=https://evil.example/", {"code": code_mailed(), "next": "https://evil.example/"}
    )

    assert response.url == NEXT


def test_somebody_elses_flow_does_not_exist(client):
    for address in (ACCOUNT, CODE):
        assert client.get(address).status_code == 404
        assert client.post(address, answers()).status_code == 404
    assert not User.objects.exists()


def test_who_is_signed_in_goes_on_at_once(begun, maria):
    begun.force_login(maria.user)
    begin(begun)

    assert begun.get(ACCOUNT).url == NEXT
