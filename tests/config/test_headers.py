"""The headers every page carries, errors included."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from config.csp import ContentSecurityPolicyMiddleware

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SEALED = "sandbox; default-src 'none'"
CARRIED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ADDRESSES = ["/health/", "/accounts/login/", "/admin/", "/no-such-page/", "/static/vendor/bootstrap/bootstrap.min.css"]


def unprotected(response):
    """Return what is missing of the headers every answer carries, or says something else; a file may be sealed off."""
    sealed = {"Content-Security-Policy": SEALED} if response.get("Content-Disposition", "").startswith("attach") else {}
    return {
        name: response.get(name)
        for name, value in CARRIED.items()
        if response.get(name) not in {value, sealed.get(name, value)}
    }


def may_be_kept(response):
    return "no-store" not in response.get("Cache-Control", "")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_policy(client, address):
    response = client.get(address)

    assert unprotected(response) == {}
    assert "geolocation=()" in response["Permissions-Policy"]


def test_the_policy_allows_nothing_inline():
    assert "unsafe" not in POLICY
    assert "*" not in POLICY


def test_a_view_may_have_a_policy_of_its_own(settings):
    settings.SECURE_CSP = {"default-src": ["'none'"]}

    def view(request):
        response = HttpResponse()
        response._csp_config = {"default-src": ["'self'"], "sandbox": []}
        return response

    response = ContentSecurityPolicyMiddleware(view)(RequestFactory().get("/"))

    assert response["Content-Security-Policy"] == "default-src 'self'; sandbox"


@pytest.mark.django_db
def test_pages_of_somebody_signed_in_are_never_stored(client, django_user_model):
    user = django_user_model.objects.create_user(email="maria@clinic.example", full_name="Maria Lopes")
    client.force_login(user)

    response = client.get(reverse("account_change_password"))

    assert "no-store" in response["Cache-Control"]


def test_pages_that_know_nobody_may_be_stored(client, db):
    response = client.get("/static/vendor/bootstrap/bootstrap.min.css")

    assert "no-store" not in response.get("Cache-Control", "")


@pytest.mark.django_db
def test_signing_out_tells_the_browser_to_forget(client, django_user_model):
    user = django_user_model.objects.create_user(email="maria@clinic.example", full_name="Maria Lopes")
    client.force_login(user)

    response = client.post(reverse("account_logout"))

    assert response["Clear-Site-Data"] == '"cache", "storage"'


def test_each_answer_has_a_name_of_its_own(client):
    first, second = client.get("/health/")["X-Request-ID"], client.get("/health/")["X-Request-ID"]

    assert first != second


def test_takes_the_name_a_proxy_gave_but_no_forged_line(client):
    assert client.get("/health/", headers={"X-Request-ID": "abcd-1234"})["X-Request-ID"] == "abcd-1234"
    assert "evil" not in client.get("/health/", headers={"X-Request-ID": "evil {}"})["X-Request-ID"]
