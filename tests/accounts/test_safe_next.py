"""Where a page may lead: to our own pages."""

import pytest
from django.test import RequestFactory

from accounts.safe_next import is_ours, next_url
from tests.factories import UserFactory


@pytest.mark.parametrize("url", ["/", "/me/", "/doctors/?city=Oakford#x", "https://clinic.example/me/"])
def test_our_own_pages_are_ours(settings, url):
    settings.SITE_URL = "https://clinic.example"

    assert is_ours(url)


@pytest.mark.parametrize(
    "url",
    [
        "", "//clinic.evil", "http://clinic.example/", "https://evil.example", "https://clinic.example.evil/", "ftp:/x",
        "/\\evil.example", "0", "me", "me:home", "..",
    ],
)  # fmt: skip
def test_others_are_not(settings, url):
    settings.SITE_URL = "https://clinic.example"

    assert not is_ours(url)
    assert next_url(RequestFactory().get("/", {"next": url}), otherwise="/me/") == "/me/"


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["0", "nowhere", "me:nowhere"])
def test_a_word_is_no_place_to_go_on_to(client, word):
    client.force_login(UserFactory())
    answer = client.post("/me/settings/theme/", {"theme": "dark", "next": word})

    assert answer.status_code == 302
    assert answer["Location"] == "/me/settings/"
