"""Signing in: by email and password, home by role, never off this site, and not by guessing."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core import mail
from django.urls import reverse

from accounts.models import Doctor
from tests.accounts.builders import PASSWORD, code_mailed, is_signed_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"


def sign_in(client, email, password=PASSWORD, **rest):
    return client.post(SIGN_IN, {"login": email, "password": password, **rest.pop("form", {})}, **rest)


@pytest.mark.parametrize(
    ("who", "home"), [("maria", "me:home"), ("dr_osei", "doctor:today"), ("administrator", "admin:index")]
)
def test_leads_home_by_role(client, request, who, home):
    person = request.getfixturevalue(who)
    response = sign_in(client, getattr(person, "user", person).email)

    assert response.url == reverse(home)


def test_a_doctor_who_has_left_is_not_led_to_a_page_that_is_closed(client, dr_osei):
    Doctor.objects.update(is_active=False)
    response = sign_in(client, dr_osei.user.email)

    assert response.url == reverse("me:home")
    page = client.get(response.url, follow=True)
    assert page.status_code == 200
    assert 'href="/doctor/' not in page.content.decode()


def test_the_address_may_be_typed_in_capitals(client, maria):
    sign_in(client, " Maria@Example.COM ")

    assert is_signed_in(client)


def test_leads_to_next(client, maria):
    response = sign_in(client, "maria@example.com", form={"next": "/doctors/?city=Oakford"})

    assert response.url == "/doctors/?city=Oakford"


def test_the_page_carries_next_through_the_form(client):
    page = client.get(f"{SIGN_IN}?next=/appointments/").content.decode()

    assert '<input type="hidden" name="next" value="/appointments/">' in page
    assert "/accounts/password/reset/" in page
    assert "/accounts/signup/?next=%2Fappointments%2F" in page
    assert 'autocomplete="current-password"' in page


EVIL = [
    "//evil.example",
    "///evil.example",
    "https://evil.example/",
    "http:evil.example",
    "https:///evil.example",
    r"\\evil.example",
    r"/\evil.example",
    "/\t/evil.example",
    "\x08//evil.example",
    "javascript:alert(1)",
    "data:text/html,hello",
    "http://testserver@evil.example/",
    "http://evil.example\\@127.0.0.1:8000/",
    "http://localhost/",  # allowed as a host, and still not where this site lives
]


@pytest.mark.parametrize("evil", EVIL)
def test_never_leads_off_this_site(client, maria, evil):
    page = client.get(SIGN_IN, {"next": evil})
    response = sign_in(client, "maria@example.com", form={"next": evil})
    again = client.get(SIGN_IN, {"next": evil})
    out = client.post("/accounts/logout/", {"next": evil})

    assert page.status_code == 200
    assert response.url == reverse("me:home")
    assert again.url == reverse("me:home")
    assert out.url == "/"


def test_a_line_break_in_next_makes_no_header(client, maria):
    response = sign_in(client, "maria@example.com", form={"next": "/me/\r\nSet-Cookie: evil=1"})

    assert "evil" not in response.cookies
    assert "\n" not in response["Location"]


@pytest.mark.parametrize(("email", "password"), [("maria@example.com", "wrong"), ("nobody@example.com", PASSWORD)])
def test_says_the_same_of_a_wrong_password_and_an_unknown_address(client, maria, email, password):
    response = sign_in(client, email, password)

    assert response.status_code == 200
    assert "That email address and password do not match." in response.content.decode()
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    ("email", "password"),
    [("maria@example.com", "wrong"), ("nobody@example.com", "wrong"), ("closed@example.com", "wrong")],
)
def test_hashes_one_password_whoever_asks(client, maria, email, password, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    hashed = []
    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", lambda self, *a, **k: hashed.append(1) or "pbkdf2_sha256$1$a$b")
    monkeypatch.setattr(PBKDF2PasswordHasher, "must_update", lambda self, encoded: False)
    UserFactory(email="closed@example.com", is_active=False)
    maria.user.set_password(PASSWORD)
    maria.user.save()
    hashed.clear()

    sign_in(client, email, password)

    assert len(hashed) == 1


def test_the_session_gets_a_new_key_and_keeps_what_the_stranger_had(client, maria):
    session = client.session
    session["drafts"] = ["a-draft"]
    session.save()
    before = session.session_key

    sign_in(client, "maria@example.com")

    assert client.session.session_key != before
    assert client.session["drafts"] == ["a-draft"]


def test_an_unproven_address_is_asked_for_a_code_first(client):
    user = UserFactory(email="new@example.com", password=PASSWORD)
    response = sign_in(client, user.email, form={"next": "/appointments/"})

    assert response.url == "/accounts/confirm-email/"
    assert not is_signed_in(client)
    assert client.post(response.url, {"code": code_mailed()}).url == "/appointments/"
    assert is_signed_in(client)


def test_a_closed_account_is_told_so_only_with_the_right_password(client, maria):
    maria.user.is_active = False
    maria.user.save()

    assert "do not match" in sign_in(client, "maria@example.com", "wrong").content.decode()
    response = sign_in(client, "maria@example.com")
    assert response.url == "/accounts/inactive/"
    assert not is_signed_in(client)


def test_closing_an_account_ends_its_sessions_at_the_next_request(client, maria):
    sign_in(client, "maria@example.com")
    assert client.get("/me/profile/").status_code == 200

    maria.user.is_active = False
    maria.user.save()

    assert client.get("/me/profile/").url.startswith(SIGN_IN)


def test_signing_out_is_a_post(client, maria):
    client.force_login(maria.user)

    assert client.get("/accounts/logout/").status_code == 200
    assert is_signed_in(client)
    assert client.post("/accounts/logout/").url == "/"
    assert not is_signed_in(client)


def test_remembers_the_language_of_the_person(client, maria, settings):
    response = sign_in(client, "maria@example.com")

    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en-gb"


# --- The admin site has no door of its own ----------------------------------------------------


def test_the_admin_site_signs_in_here(client, administrator):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=/admin/"

    assert client.post("/admin/login/", {"username": administrator.email, "password": PASSWORD}).status_code == 302
    assert not is_signed_in(client)

    assert sign_in(client, administrator.email, form={"next": "/admin/"}).url == "/admin/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("who", ["maria", "dr_osei"])
def test_the_admin_site_refuses_everybody_else(client, request, who):
    client.force_login(request.getfixturevalue(who).user)
    response = client.get("/admin/", follow=True)

    assert response.status_code == 403


# --- Guessing ---------------------------------------------------------------------------------


def wrong_tries(client, email, times, **rest):
    return [sign_in(client, email, f"wrong guess {n}", **rest) for n in range(times)]


def test_the_eleventh_wrong_password_is_refused_unhashed(client, maria, limits, monkeypatch):
    tries = wrong_tries(client, "maria@example.com", 10)
    monkeypatch.setattr("accounts.models.User.check_password", lambda *a: pytest.fail("it was hashed"))
    [eleventh] = wrong_tries(client, "maria@example.com", 1)

    assert "do not match" in tries[0].content.decode()
    assert "That was too many tries. Wait 5 minutes" in eleventh.content.decode()


def test_the_right_password_does_not_help_who_tried_too_often(client, maria, limits):
    wrong_tries(client, "maria@example.com", 11)
    sign_in(client, "maria@example.com")

    assert not is_signed_in(client)


def test_headers_do_not_make_a_new_address(client, maria, limits, settings):
    """Nobody stands before this server, so nobody's X-Forwarded-For is believed."""
    for n in range(11):
        forged = {"X-Forwarded-For": f"203.0.113.{n}", "X-Real-IP": f"203.0.113.{n}", "Forwarded": f"for=203.0.113.{n}"}
        sign_in(client, "maria@example.com", "wrong", headers=forged)
    sign_in(client, "maria@example.com")

    assert not is_signed_in(client)


def test_another_host_name_does_not_start_the_count_again(client, maria, limits):
    for host in ("testserver", "localhost", "127.0.0.1"):
        wrong_tries(client, "maria@example.com", 3, headers={"Host": host})
    response = sign_in(client, "maria@example.com", headers={"Host": "localhost"})

    assert "too many tries" in response.content.decode()


def test_a_stranger_cannot_lock_the_owner_out(client, maria, limits):
    wrong_tries(client, "maria@example.com", 20, REMOTE_ADDR="203.0.113.9")
    sign_in(client, "maria@example.com", REMOTE_ADDR="198.51.100.7")

    assert is_signed_in(client)


def test_many_addresses_together_are_slowed_too(client, maria, limits):
    for n in range(21):
        wrong_tries(client, "maria@example.com", 5, REMOTE_ADDR=f"203.0.113.{n}")
    response = sign_in(client, "maria@example.com", REMOTE_ADDR="198.51.100.7")

    assert "too many tries" in response.content.decode()
    assert not is_signed_in(client)


def test_signing_in_well_does_not_use_up_tries(client, maria, limits):
    with time_machine.travel("2026-11-24 09:00:00+00:00", tick=False) as clock:
        for _try in range(12):
            sign_in(client, "maria@example.com")
            client.post("/accounts/logout/")
            clock.shift(dt.timedelta(seconds=5))
        sign_in(client, "maria@example.com")

        assert is_signed_in(client)


def test_a_new_password_by_mail_ends_the_wait(client, maria, limits):
    from tests.accounts.builders import link_mailed

    wrong_tries(client, "maria@example.com", 6)
    client.post("/accounts/password/reset/", {"email": "maria@example.com"})
    page = client.get(link_mailed().replace("http://127.0.0.1:8000", ""))
    client.post(page.url, {"password1": "another long password"})
    sign_in(client, "maria@example.com", "another long password")

    assert len(mail.outbox) == 2
    assert is_signed_in(client)


def test_signing_in_takes_a_settled_number_of_queries(client, maria, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        sign_in(client, "maria@example.com")
