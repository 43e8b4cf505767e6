"""The second step of signing in: an app, recovery codes, passkeys; what they say and what they refuse."""

import datetime as dt

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from tests.accounts.builders import PASSWORD, is_signed_in
from tests.accounts.passkeys import add_passkey
from tests.accounts.second_steps import App, recovery_codes_of, set_up_app

pytestmark = pytest.mark.django_db
STEP = "/accounts/2fa/authenticate/"
INDEX = "/accounts/2fa/"
ACTIVATE = "/accounts/2fa/totp/activate/"
CODES = "/accounts/2fa/recovery-codes/"
KEYS = "/accounts/2fa/webauthn/"


@pytest.fixture(autouse=True)
def clock():
    """The middle of a half minute, so that a code does not change while a test runs."""
    with time_machine.travel(dt.datetime(2026, 11, 24, 9, 0, 15, tzinfo=dt.UTC), tick=False) as travelled:
        yield travelled


def sign_in(client, email="maria@example.com", **more):
    return client.post("/accounts/login/", {"login": email, "password": PASSWORD, **more})


@pytest.fixture
def app(maria):
    return set_up_app(maria.user)


# --- Signing in with it -------------------------------------------------------------------------


def test_the_password_alone_opens_nothing(client, maria, app):
    response = sign_in(client, next="/appointments/")

    assert response.url == STEP
    assert not is_signed_in(client)
    assert client.get("/me/").url.startswith("/accounts/login/")


def test_the_code_of_the_app_opens_and_leads_on(client, maria, app):
    sign_in(client, next="/appointments/")
    page = client.get(STEP)
    response = client.post(STEP, {"code": app.code()})

    assert "Your second step" in page.content.decode()
    assert response.url == "/appointments/"
    assert is_signed_in(client)


@pytest.mark.parametrize("wrong", ["", "000000", "12345", "abcdef", "00000000"])
def test_a_wrong_code_opens_nothing(client, maria, app, wrong):
    sign_in(client)
    page = client.post(STEP, {"code": wrong})

    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert not is_signed_in(client)


def test_a_code_works_once(client, maria, app):
    """Row 25: on another device, at the same moment, by somebody who looked over a shoulder."""
    other = Client()
    for browser in (client, other):
        sign_in(browser)
    client.post(STEP, {"code": app.code()})
    page = other.post(STEP, {"code": app.code()})

    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert "Each code works once" in page.content.decode()


@pytest.mark.parametrize("periods", [-1, 1])
def test_a_code_works_in_its_own_half_minute_only(client, maria, app, periods):
    sign_in(client)
    client.post(STEP, {"code": app.code(periods_later=periods)})

    assert not is_signed_in(client)


def test_a_recovery_code_works_once_and_in_place_of_the_app(client, maria, app):
    code = recovery_codes_of(maria.user)[3]
    sign_in(client)
    client.post(STEP, {"code": code})
    again = Client()
    sign_in(again)
    again.post(STEP, {"code": code})

    assert is_signed_in(client)
    assert not is_signed_in(again)
    assert len(recovery_codes_of(maria.user)) == 9


def test_guessing_codes_is_limited(client, maria, app, limits):
    sign_in(client)
    for number in range(5):
        client.post(STEP, {"code": f"{number:06}"})
    page = client.post(STEP, {"code": app.code()})

    assert "too many tries" in page.content.decode()
    assert not is_signed_in(client)


def test_a_new_password_by_mail_does_not_skip_it(client, maria, app):
    """Row 26."""
    client.post("/accounts/password/reset/", {"email": "maria@example.com"})
    link = mail.outbox[-1].body.split("http://127.0.0.1:8000")[1].split()[0]
    page = client.get(link)
    client.post(page.url, {"password1": "another long password"})
    response = client.post("/accounts/login/", {"login": "maria@example.com", "password": "another long password"})

    assert response.url == STEP
    assert not is_signed_in(client)


def test_the_page_of_the_code_is_for_those_in_between(client, maria):
    assert client.get(STEP).url == "/accounts/login/"
    sign_in(client)

    assert client.get(STEP).url == "/me/"


def test_stopping_leads_back_to_the_start(client, maria, app):
    sign_in(client)
    client.post("/accounts/logout/", {"next": "/accounts/login/"})

    assert client.get(STEP).url == "/accounts/login/"


# --- Setting it up ------------------------------------------------------------------------------


def secret_on(page):
    return page.context["form"].secret


def test_an_app_is_set_up_by_its_first_code(client, maria, django_capture_on_commit_callbacks):
    sign_in(client)
    page = client.get(ACTIVATE)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(ACTIVATE, {"code": App(secret_on(page)).code()})
    codes = client.get(response.url)

    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert response.url == CODES
    assert codes.context["codes"] == recovery_codes_of(maria.user)
    assert len(codes.context["codes"]) == 10
    assert mail.outbox[-1].to == ["maria@example.com"]
    assert mail.outbox[-1].subject == "Your second step is on"
    assert "Not you? Call 0113 496 0000" in mail.outbox[-1].body
    assert mail.outbox[-1].alternatives


def test_the_first_code_must_be_right(client, maria):
    sign_in(client)
    page = client.get(ACTIVATE)
    again = client.post(ACTIVATE, {"code": "000000"})

    assert "That code is not right" in again.content.decode()
    assert secret_on(again) == secret_on(page)  # the app has it already
    assert not Authenticator.objects.exists()


def test_other_devices_are_signed_out_when_it_is_set_up(client, maria, django_capture_on_commit_callbacks):
    """A session that knows the password only is no way round."""
    other = Client()
    for browser in (client, other):
        sign_in(browser)
    page = client.get(ACTIVATE)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ACTIVATE, {"code": App(secret_on(page)).code()})

    assert other.get("/me/").url.startswith("/accounts/login/")
    assert client.get("/me/").status_code == 200


def test_the_database_alone_makes_no_codes(maria, app, settings):
    stored = [str(row.data) for row in Authenticator.objects.all()]
    codes = recovery_codes_of(maria.user)
    settings.SECRET_KEY = "another key entirely"

    assert not any(app.secret in data for data in stored)
    assert not set(codes) & set(recovery_codes_of(maria.user))


def test_a_former_key_still_reads_them(client, maria, app, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the next key", [settings.SECRET_KEY]
    sign_in(client)
    client.post(STEP, {"code": app.code()})

    assert is_signed_in(client)


def test_a_lost_key_lets_nobody_in_and_breaks_nothing(client, maria, app, settings):
    settings.SECRET_KEY = "the former one is gone"
    sign_in(client)

    assert "That code is not right" in client.post(STEP, {"code": app.code()}).content.decode()


def test_the_app_can_be_removed_and_its_owner_is_told(client, maria, app):
    sign_in(client)
    client.post(STEP, {"code": app.code()})
    asked = client.get("/accounts/2fa/totp/deactivate/")
    client.post("/accounts/2fa/totp/deactivate/")

    assert "Remove the app?" in asked.content.decode()
    assert not Authenticator.objects.exists()  # codes without a factor are none
    assert "An app was removed from your account" in [message.subject for message in mail.outbox]


def test_new_codes_replace_the_former(client, maria, app, django_capture_on_commit_callbacks):
    before = recovery_codes_of(maria.user)
    sign_in(client)
    client.post(STEP, {"code": app.code()})
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/recovery-codes/generate/")

    assert not set(before) & set(recovery_codes_of(maria.user))
    assert mail.outbox[-1].subject == "You have new recovery codes"


def test_the_codes_are_a_file_too(client, maria, app):
    sign_in(client)
    client.post(STEP, {"code": app.code()})
    response = client.get(f"{CODES}download/")

    assert response["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert "no-store" in response["Cache-Control"]
    assert all(code in response.content.decode() for code in recovery_codes_of(maria.user))


def test_looking_at_the_codes_changes_nothing(client, maria, app):
    sign_in(client)
    client.post(STEP, {"code": app.code()})
    before = Authenticator.objects.get(type="recovery_codes").data
    client.get(CODES)
    client.get(f"{CODES}download/")

    assert Authenticator.objects.get(type="recovery_codes").data == before


def test_without_a_second_step_there_are_no_codes(client, maria):
    sign_in(client)

    assert client.get(CODES).status_code == 404
    assert client.get(f"{CODES}download/").status_code == 404


@pytest.mark.parametrize("what", ["nothing", "app", "passkey"])
def test_the_page_says_what_there_is(client, maria, what):
    user = maria.user
    app = set_up_app(user) if what == "app" else None
    client.force_login(user)
    if what == "passkey":
        add_passkey(user)
    page = client.get(INDEX).content.decode()

    assert ("The second step is on." in page) == (what != "nothing")
    assert ("Remove the app" in page) == bool(app)
    assert ("Your 1 passkey" in page) == (what == "passkey")
    assert page.count("<h1") == 1


def test_the_page_of_what_there_is_costs_the_same_for_one_key_and_for_eight(client, maria, django_assert_num_queries):
    client.force_login(maria.user)
    add_passkey(maria.user)
    client.get(INDEX)
    for _more in range(7):
        add_passkey(maria.user)

    with django_assert_num_queries(5):
        client.get(INDEX)
    with django_assert_num_queries(4):
        client.get(KEYS)


# --- Passkeys -----------------------------------------------------------------------------------


def test_a_script_is_told_what_to_sign(client):
    response = client.get(f"{KEYS}login/", headers={"Accept": "application/json"})
    options = response.json()["request_options"]["publicKey"]

    assert options["userVerification"] == "required"
    assert options["rpId"] == "testserver"
    assert not options.get("allowCredentials")  # nobody learns who has one


@pytest.mark.parametrize("credential", ["", "{}", "[]", "not json", '{"response": {"userHandle": "MQ"}}'])
def test_what_is_no_passkey_leads_back_and_keeps_where_to(client, maria, credential):
    add_passkey(maria.user)
    client.get(f"{KEYS}login/", headers={"Accept": "application/json"})
    response = client.post(f"{KEYS}login/", {"credential": credential, "next": "/appointments/"})

    assert response.url == "/accounts/login/?next=%2Fappointments%2F"
    assert not is_signed_in(client)


def test_passkeys_are_their_owners_alone(client, maria, other_patient, proven):
    theirs = add_passkey(other_patient.user, name="Nadia's key")
    sign_in(client)

    assert "Nadia" not in client.get(KEYS).content.decode()
    for page in ("edit", "remove"):
        assert client.get(f"{KEYS}keys/{theirs.pk}/{page}/").status_code == 404
        assert client.post(f"{KEYS}keys/{theirs.pk}/{page}/", {"name": "Mine"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.wrap().name == "Nadia's key"


def test_a_passkey_is_renamed_and_removed(client, maria):
    key = add_passkey(maria.user)
    sign_in_with_another_step(client, maria.user)
    client.post(f"{KEYS}keys/{key.pk}/edit/", {"name": "The old phone"})
    key.refresh_from_db()
    listed = client.get(KEYS).content.decode()
    client.post(f"{KEYS}keys/{key.pk}/remove/")

    assert key.wrap().name == "The old phone"
    assert "The old phone" in listed
    assert not Authenticator.objects.filter(type="webauthn").exists()
    assert "A passkey was removed from your account" in [message.subject for message in mail.outbox]


def sign_in_with_another_step(client, user):
    app = set_up_app(user)
    sign_in(client, user.email)
    client.post(STEP, {"code": app.code()})


@pytest.mark.parametrize("address", [ACTIVATE, f"{KEYS}add/"])
def test_an_address_that_is_not_proven_gets_no_second_step(client, maria, address):
    """Who signs up with somebody's address must not lock its owner out."""
    client.force_login(maria.user)
    maria.user.emailaddress_set.update(verified=False)

    assert client.get(address).url == INDEX
