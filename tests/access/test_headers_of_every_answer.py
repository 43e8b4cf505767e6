"""The policy for scripts, and what no cache may keep: on the pages of the admin, and on every kind of refusal."""

import pytest
from django.core.exceptions import BadRequest
from django.test import Client
from django.urls import path, reverse
from django.utils import timezone

from config import urls as site
from tests.access.policy import Role
from tests.access.test_every_url import ALL, CANARY
from tests.access.world import build
from tests.config.test_headers import may_be_kept, unprotected

pytestmark = pytest.mark.django_db


def break_down(request):
    raise ValueError(CANARY)


def cannot_read(request):
    raise BadRequest(CANARY)


class Urls:
    """The site, and two pages that go wrong."""

    urlpatterns = [path("breaks/", break_down), path("cannot-read/", cannot_read), *site.urlpatterns]
    handler400, handler403, handler404, handler500 = site.handler400, site.handler403, site.handler404, site.handler500


@pytest.fixture
def world():
    return build(canary=CANARY, now=timezone.now())


def test_every_page_of_the_admin_carries_the_policy_and_is_kept_by_no_cache(world):
    """All other pages are asked by ``test_each_role_gets_the_answer_of_the_policy``."""
    client = Client()
    client.force_login(world.users[Role.ADMINISTRATOR])
    for name in sorted({name for name, _route in ALL if name.startswith("admin:")} - {"admin:?"}):
        response = client.get(reverse(name, kwargs=world.arguments(name)))

        assert unprotected(response) == {}, f"{name}: {response.status_code}"
        assert not may_be_kept(response), f"{name}: {response.status_code}"


@pytest.mark.parametrize(
    ("status", "address"),
    [(400, "/cannot-read/"), (404, "/no-such-page/"), (405, "/book/start/"), (500, "/breaks/")],
)
def test_every_refusal_carries_the_policy_and_is_kept_by_no_cache(world, settings, status, address):
    settings.ROOT_URLCONF = Urls
    client = Client(raise_request_exception=False)
    client.force_login(world.users[Role.PATIENT])

    response = client.get(address)

    assert response.status_code == status
    assert unprotected(response) == {}
    assert not may_be_kept(response)
    assert CANARY not in response.content.decode()


def test_a_host_of_nobodys_is_refused_with_the_policy(client):
    response = client.get("/", headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert unprotected(response) == {}


@pytest.mark.parametrize(("host", "status"), [("testserver", 301), ("evil.example", 400)])
def test_what_is_answered_before_the_site_is_reached_carries_the_policy(client, settings, host, status):
    settings.SECURE_SSL_REDIRECT = True
    response = client.get("/", headers={"Host": host})

    assert response.status_code == status
    assert not {"Content-Security-Policy", "Cross-Origin-Resource-Policy"} & set(unprotected(response))


def test_a_form_without_its_token_is_refused_with_the_policy(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users[Role.PATIENT])

    response = client.post("/me/profile/")

    assert response.status_code == 403
    assert unprotected(response) == {}
    assert not may_be_kept(response)


def test_a_conflict_carries_the_policy(world):
    client = Client()
    client.force_login(world.users[Role.DOCTOR])

    response = client.post(reverse("doctor:approve", args=[world.appointment.reference]))

    assert response.status_code == 409
    assert unprotected(response) == {}
    assert not may_be_kept(response)


def test_who_asks_too_often_is_refused_with_the_policy(settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}
    client = Client()
    first, second = (client.post("/accounts/password/reset/", {"email": "a@example.org"}) for _ask in range(2))

    assert (first.status_code, second.status_code) == (302, 429)
    assert unprotected(second) == {}
