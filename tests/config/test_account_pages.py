"""allauth's pages in our frame: under the names it looks for, one heading each, nothing of its own look left."""

from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.urls import reverse

from tests.factories import UserFactory

OURS = settings.BASE_DIR / "templates"
THEIRS = Path(allauth.__file__).parent / "templates"
OVERRIDES = sorted(
    str(path.relative_to(OURS))
    for folder in ("account", "allauth", "mfa", "usersessions")
    for path in (OURS / folder).rglob("*.*")
    if "/email/" not in str(path) and path.name != "button.html"
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", OVERRIDES)
def test_overrides_a_page_that_exists(name):
    assert (THEIRS / name).exists(), f"allauth has no {name}: nobody would ever print ours."


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password", "account_inactive"])
def test_strangers_see_one_heading(client, name):
    assert_ours(client.get(reverse(name)))


@pytest.mark.parametrize(
    "name", ["account_logout", "account_email", "account_change_password", "account_reauthenticate"]
)
def test_people_signed_in_see_one_heading(client, name):
    client.force_login(UserFactory())

    assert_ours(client.get(reverse(name), follow=True))


def test_a_used_link_says_so(client):
    page = client.get(reverse("account_reset_password_from_key", args=["x", "y"]), follow=True)

    assert_ours(page)
    assert b"This link does not work any more" in page.content


def assert_ours(response):
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1") == 1
    assert 'class="top"' in page
    assert page.count("<main") == 1
