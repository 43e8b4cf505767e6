"""Languages' names, where a request came from, where a page may lead, and what changes by itself."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import RequestFactory

from accounts.languages import english_name, full_name, interface_choices, is_right_to_left, own_name, spoken_choices
from accounts.models import User
from accounts.network_address import client_address
from accounts.safe_next import is_ours, next_url
from tests.accounts.builders import PASSWORD, code_mailed, is_signed_in

# --- Languages ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "own", "english"),
    [
        ("pl", "Polski", "Polish"),
        ("en-gb", "English", "English"),
        ("ar", "العربية", "Arabic"),
        ("zh", "中文", "Chinese"),
        ("tlh", "tlh", "tlh"),
        ("", "", ""),
    ],
)
def test_names_a_language(code, own, english):
    assert (own_name(code), english_name(code)) == (own, english)


def test_offers_each_language_under_both_names_by_the_one_the_reader_knows():
    choices = spoken_choices(including=["en-gb"])
    labels = [label for _code, label in choices]

    assert ("pl", "Polski (Polish)") in choices
    assert ("en", "English") in choices
    assert labels.index("العربية (Arabic)") < labels.index("Polski (Polish)")
    assert len({code for code, _label in choices}) == len(choices)


def test_knows_which_way_a_language_runs():
    assert is_right_to_left("ar")
    assert not is_right_to_left("pl")
    assert full_name("en-gb") == "English"
    assert interface_choices() == [("en-gb", "English")]


# --- Where a request came from --------------------------------------------------------------------


def request_from(remote, forwarded=None):
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        (0, "198.51.100.7", None, "198.51.100.7"),
        (0, "198.51.100.7", "203.0.113.1", "198.51.100.7"),
        (1, "10.0.0.1", "203.0.113.1", "203.0.113.1"),
        (1, "10.0.0.1", "6.6.6.6, 203.0.113.1", "203.0.113.1"),
        (2, "10.0.0.1", "6.6.6.6, 203.0.113.1, 10.0.0.2", "203.0.113.1"),
        (2, "10.0.0.1", "203.0.113.1", "10.0.0.1"),  # it did not pass both: nothing in it is ours
        (1, "10.0.0.1", "not an address", ""),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (0, "", None, ""),
        (0, "2001:DB8::1", None, "2001:db8::1"),
    ],
)
def test_believes_our_own_proxies_only(settings, proxies, remote, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = proxies

    assert client_address(request_from(remote, forwarded)) == address


# --- Where a page may lead ------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/", "/me/", "/doctors/?city=Oakford#x", "https://clinic.example/me/"])
def test_our_own_pages_are_ours(settings, url):
    settings.SITE_URL = "https://clinic.example"

    assert is_ours(url)


@pytest.mark.parametrize("url", ["", "//clinic.evil", "http://clinic.example/", "https://evil.example", "ftp:/x"])
def test_others_are_not(settings, url):
    settings.SITE_URL = "https://clinic.example"

    assert not is_ours(url)
    assert next_url(RequestFactory().get("/", {"next": url}), otherwise="/me/") == "/me/"


# --- What changes by itself -----------------------------------------------------------------------


def ask_for_another_address(client, email):
    """Ask, and type the password when that is asked again."""
    response = client.post("/accounts/email/", {"email": email, "action_add": ""})
    assert response.url == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    return client.post(response.url, {"password": PASSWORD, "next": "/accounts/email/"})


@pytest.mark.django_db
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


@pytest.mark.django_db
def test_a_record_with_an_address_of_its_own_keeps_it(client, maria):
    maria.email = "daughter@example.com"
    maria.save()
    client.force_login(maria.user)
    ask_for_another_address(client, "new@example.com")
    client.post("/accounts/confirm-email/", {"code": code_mailed()})

    maria.refresh_from_db()
    assert maria.email == "daughter@example.com"


@pytest.mark.django_db
def test_another_address_is_not_asked_for_without_the_password(client, maria):
    client.force_login(maria.user)
    response = client.post("/accounts/email/", {"email": "new@example.com", "action_add": ""})
    page = client.post(response.url, {"password": "wrong", "next": "/accounts/email/"})

    assert "That password is not right." in page.content.decode()
    assert not mail.outbox


@pytest.mark.django_db
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


@pytest.mark.django_db
def test_signing_in_does_not_look_for_addresses_to_forget(maria, django_assert_num_queries):
    with django_assert_num_queries(1):
        maria.user.save(update_fields=["last_login"])


def test_a_form_keeps_the_address_in_lower_case():
    user = User(email="Maria@Example.COM")
    user.clean()

    assert user.email == "maria@example.com"


@pytest.mark.django_db
def test_names_are_not_escaped_in_text_and_are_in_html(client, maria):
    maria.user.full_name = "D'Arcy&Co"
    maria.user.save()
    client.post("/accounts/password/reset/", {"email": "maria@example.com"})

    assert mail.outbox[0].body.startswith("Hello D'Arcy&Co,")
    assert "Hello D&#x27;Arcy&amp;Co," in mail.outbox[0].alternatives[0].content
