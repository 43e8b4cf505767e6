"""The pages people see when something is refused, missing or broken."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from config import errors

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("view", "status"), [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404)]
)
def test_has_its_page(rf, view, status):
    response = view(_by_a_stranger(rf), Exception("the reason"))

    assert response.status_code == status
    assert b"<h1" in response.content
    assert b"the reason" not in response.content


def test_a_missing_page_is_found_missing_by_strangers_too(client):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert b"no-such-page" not in response.content


def test_a_broken_page_needs_no_context():
    response = errors.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert b"<h1" in response.content


def test_a_stale_form_gets_words_not_a_reason():
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "maria@clinic.example"})

    assert response.status_code == 403
    assert b"CSRF" not in response.content
    assert b"<h1" in response.content


def _by_a_stranger(rf):
    from django.contrib.auth.models import AnonymousUser

    request = rf.get("/")
    request.user = AnonymousUser()
    request.session = {}
    return request
