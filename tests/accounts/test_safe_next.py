"""Where a page may lead: to our own pages."""

import pytest
from django.test import RequestFactory

from accounts.safe_next import is_ours, next_url


@pytest.mark.parametrize("url", ["/", "/me/", "/doctors/?city=Oakford#x", "https://clinic.example/me/"])
def test_our_own_pages_are_ours(settings, url):
    settings.SITE_URL = "https://clinic.example"

    assert is_ours(url)


@pytest.mark.parametrize("url", ["", "//clinic.evil", "http://clinic.example/", "https://evil.example", "ftp:/x"])
def test_others_are_not(settings, url):
    settings.SITE_URL = "https://clinic.example"

    assert not is_ours(url)
    assert next_url(RequestFactory().get("/", {"next": url}), otherwise="/me/") == "/me/"
