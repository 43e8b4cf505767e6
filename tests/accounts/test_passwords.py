"""A forgotten password, and a changed one."""

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.roles import Role
from accounts.services.sign_ins import create_sign_in
from tests.accounts.builders import PASSWORD, is_signed_in, link_mailed

pytestmark = pytest.mark.django_db
ASK = "/accounts/password/reset/"
NEW = "another long password"


def ask(client, email="maria@example.com", **rest):
    return client.post(ASK, {"email": email}, **rest)


def path_of(link):
    return link.replace("http://127.0.0.1:8000", "")


def open_link(client, link):
    """Follow the mailed link to the page that asks for the new password."""
    return client.get(path_of(link), follow=True)


def choose(client, link, password=NEW):
    response = client.get(path_of(link))
    return client.post(response.url, {"password1": password}, follow=True) if response.status_code == 302 else response


def test_mails_a_link_that_sets_the_password(client, maria):
    response = ask(client)
    assert response.url == "/accounts/password/reset/done/"
    [message] = mail.outbox
    assert message.subject == "Choose a new password"
    assert message.body.startswith("Hello Maria,")
    assert "It works once, for 60 minutes." in message.body

    choose(client, link_mailed())

    maria.user.refresh_from_db()
    assert maria.user.check_password(NEW)
    assert not is_signed_in(client)  # setting it is not signing in
    assert mail.outbox[-1].subject == "Your password was changed"


def test_the_link_works_once(client, maria):
    ask(client)
    link = link_mailed()
    choose(client, link)
    page = open_link(Client(), link)

    assert "This link does not work any more" in page.content.decode()
    choose(Client(), link, "a third long password")
    maria.user.refresh_from_db()
    assert maria.user.check_password(NEW)


def test_the_link_works_for_an_hour(client, maria):
    with time_machine.travel("2026-11-24 09:00:00+00:00", tick=False) as clock:
        ask(client)
        link = link_mailed()
        clock.shift(dt.timedelta(minutes=59))
        assert "Choose a new password" in open_link(Client(), link).content.decode()
        clock.shift(dt.timedelta(minutes=2))
        assert "This link does not work any more" in open_link(Client(), link).content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost"},
        {"X-Forwarded-Host": "evil.example"},
        {"Forwarded": "host=evil.example"},
        {"Origin": "https://evil.example"},
    ],
    ids=str,
)
def test_the_link_leads_to_our_address_whatever_the_request_says(client, maria, headers):
    ask(client, headers=headers)

    assert link_mailed().startswith("http://127.0.0.1:8000/accounts/password/reset/key/")
    assert "evil" not in mail.outbox[0].body + mail.outbox[0].alternatives[0].content


def test_a_host_of_nobodys_is_refused(client, maria):
    response = ask(client, headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert not mail.outbox


def test_the_key_is_not_in_the_address_of_the_page(client, maria):
    ask(client)
    page = open_link(client, link_mailed())

    assert page.redirect_chain[-1][0].endswith("-set-password/")


def test_the_answer_is_the_same_for_an_address_nobody_has(client, maria):
    known, unknown = ask(client), ask(client, "nobody@example.com")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert mail.outbox[1].to == ["nobody@example.com"]
    assert mail.outbox[1].subject == "You have no account with us yet"
    assert mail.outbox[1].body.startswith("Hello,\n")
    assert "http://127.0.0.1:8000/accounts/signup/" in mail.outbox[1].body


def test_a_closed_account_gets_no_link(client, maria):
    maria.user.is_active = False
    maria.user.save()
    ask(client)

    assert "password/reset/key" not in mail.outbox[0].body


def test_a_new_password_ends_every_session(client, maria):
    thief = Client()
    thief.force_login(maria.user)
    ask(client)
    choose(client, link_mailed())

    assert thief.get("/me/profile/").url.startswith("/accounts/login/")


def test_asks_for_a_good_password(client, maria):
    ask(client)
    page = choose(client, link_mailed(), "short")

    assert "Password must be 12 or more characters" in page.content.decode()


def test_one_address_gets_five_links_an_hour(client, maria, limits):
    with time_machine.travel("2026-11-24 09:00:00+00:00", tick=False) as clock:
        statuses = []
        for n in range(7):
            statuses.append(ask(Client(), REMOTE_ADDR=f"203.0.113.{n}").status_code)
            clock.shift(dt.timedelta(minutes=2))

    assert statuses == [302] * 5 + [429] * 2
    assert len(mail.outbox) == 5


def test_a_first_password_set_by_the_link_proves_the_address(client, now):
    """Somebody an administrator added: they read the link there, a code would ask the same again."""
    user = create_sign_in(email="New@Example.org", full_name="Petr Nowak", role=Role.DOCTOR, is_active=True, now=now)
    assert not user.has_usable_password()
    ask(client, "new@example.org")
    choose(client, link_mailed())

    assert EmailAddress.objects.get(user=user).verified
    client.post("/accounts/login/", {"login": "new@example.org", "password": NEW})
    assert is_signed_in(client)


def test_the_name_is_escaped_in_html_and_nowhere_else(client, maria):
    maria.user.full_name = "D'Arcy&Co"
    maria.user.save()
    client.post("/accounts/password/reset/", {"email": "maria@example.com"})

    assert mail.outbox[0].body.startswith("Hello D'Arcy&Co,")
    assert "Hello D&#x27;Arcy&amp;Co," in mail.outbox[0].alternatives[0].content


# --- Changing it -----------------------------------------------------------------------------


def change(client, old=PASSWORD, new=NEW):
    return client.post("/accounts/password/change/", {"oldpassword": old, "password1": new}, follow=True)


def test_changing_it_signs_out_everywhere_and_says_so(client, maria):
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(maria.user)
    page = change(client)

    assert page.redirect_chain[-1][0] == "/accounts/login/"
    assert "Your password is changed." in page.content.decode()
    assert not is_signed_in(client)
    assert elsewhere.get("/me/profile/").url.startswith("/accounts/login/")
    assert mail.outbox[-1].subject == "Your password was changed"
    assert "Not you? Call 0113 496 0000" in mail.outbox[-1].body


def test_changing_it_asks_for_the_old_one(client, maria):
    client.force_login(maria.user)
    page = change(client, old="not this")

    assert "That is not your current password." in page.content.decode()
    maria.user.refresh_from_db()
    assert maria.user.check_password(PASSWORD)


def test_guessing_the_old_one_is_limited(client, maria, limits):
    client.force_login(maria.user)
    statuses = [change(client, old=f"guess {n}").status_code for n in range(6)]

    assert statuses == [200] * 5 + [429]


def test_a_stranger_cannot_change_it(client):
    assert client.get("/accounts/password/change/").url.startswith("/accounts/login/")


@pytest.mark.parametrize("address", [ASK, "/accounts/password/reset/done/", "/accounts/password/reset/key/done/"])
def test_pages_for_strangers_are_there(client, address, django_assert_num_queries):
    with django_assert_num_queries(0):
        page = client.get(address)

    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


@pytest.mark.parametrize("address", ["/accounts/password/change/", "/accounts/email/", "/accounts/reauthenticate/"])
def test_pages_about_ones_account_are_there(client, maria, address):
    client.force_login(maria.user)
    page = client.get(address, follow=True)

    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1
