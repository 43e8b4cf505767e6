"""Changing the address one signs in with: it is proven first, and then everything follows."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command

from accounts.models import User
from tests.accounts.builders import PASSWORD, code_mailed, is_signed_in

pytestmark = pytest.mark.django_db


def ask_for_another_address(client, email):
    """Ask, and type the password when that is asked again."""
    response = client.post("/accounts/email/", {"email": email, "action_add": ""})
    assert response.url == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    return client.post(response.url, {"password": PASSWORD, "next": "/accounts/email/"})


def test_a_new_address_is_proven_first_and_then_everything_follows(client, maria):
    client.force_login(maria.user)
    ask_for_another_address(client, "new@example.com")
    maria.user.refresh_from_db()
    assert maria.user.email == "maria@example.com"
    assert mail.outbox[-1].to == ["new@example.com"]

    client.post("/accounts/confirm-email/", {"code": code_mailed()})

    maria.refresh_from_db()
    assert maria.user.email == maria.email == "new@example.com"
    assert [address.email for address in EmailAddress.objects.filter(user=maria.user)] == ["new@example.com"]
    told = [message for message in mail.outbox if message.subject == "Your email address was changed"]
    assert sorted(message.to for message in told) == [["maria@example.com"], ["new@example.com"]]


def test_a_record_with_an_address_of_its_own_keeps_it(client, maria):
    maria.email = "daughter@example.com"
    maria.save()
    client.force_login(maria.user)
    ask_for_another_address(client, "new@example.com")
    client.post("/accounts/confirm-email/", {"code": code_mailed()})

    maria.refresh_from_db()
    assert maria.email == "daughter@example.com"


def test_another_address_is_not_asked_for_without_the_password(client, maria):
    client.force_login(maria.user)
    response = client.post("/accounts/email/", {"email": "new@example.com", "action_add": ""})
    page = client.post(response.url, {"password": "wrong", "next": "/accounts/email/"})

    assert "That password is not right." in page.content.decode()
    assert not mail.outbox


def test_an_address_that_was_corrected_no_longer_opens_the_account(client, maria):
    """An administrator saves the user; whoever reads the old address has nothing to come in with."""
    maria.user.email = "right@example.com"
    maria.user.save()
    client.post("/accounts/login/", {"login": "maria@example.com", "password": PASSWORD})
    client.post("/accounts/password/reset/", {"email": "maria@example.com"})

    assert not is_signed_in(client)
    assert mail.outbox[-1].subject == "You have no account with us yet"

    client.post("/accounts/login/", {"login": "right@example.com", "password": PASSWORD})
    client.post("/accounts/confirm-email/", {"code": code_mailed()})
    assert is_signed_in(client)


def test_signing_in_does_not_look_for_addresses_to_forget(maria, django_assert_num_queries):
    with django_assert_num_queries(1):
        maria.user.save(update_fields=["last_login"])


def test_a_form_keeps_the_address_in_lower_case():
    user = User(email="Maria@Example.COM")
    user.clean()

    assert user.email == "maria@example.com"


def test_who_is_made_at_the_command_line_has_an_address_to_prove(client, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--no-input", email="Root@example.org", full_name="Root")
    address = EmailAddress.objects.get()
    client.force_login(address.user)

    page = client.get("/accounts/email/")

    assert (address.email, address.primary, address.verified) == ("root@example.org", True, False)
    assert page.status_code == 200
    assert EmailAddress.objects.count() == 1
