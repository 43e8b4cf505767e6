"""Files out of packages: exactly those we use, with exactly the bytes we looked at."""

import hashlib
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from config.finders import VendorFinder

# The same bytes as npm's bootstrap@5.3.8.
SHA256 = {
    "vendor/bootstrap/bootstrap.min.css": "d85327d99c7a3ee1f9b5d0500d1370acea3ad2db39c163c2f51f232baedbdede",
    "vendor/bootstrap/bootstrap.rtl.min.css": "b9048c83571ab73da54395b6b307219f9eb9c5447f4f8edb17a069eb0f19465a",
}


@pytest.mark.parametrize("name", SHA256)
def test_bootstrap_is_the_one_we_looked_at(name):
    assert hashlib.sha256(Path(finders.find(name)).read_bytes()).hexdigest() == SHA256[name]


def test_nothing_else_of_bootstrap_is_served():
    assert {f"{storage.prefix}/{name}" for name, storage in VendorFinder().list([])} == set(SHA256)
    assert finders.find("vendor/bootstrap/bootstrap.bundle.min.js") is None
    assert not VendorFinder().find("vendor/bootstrap/../LICENSE")


def test_htmx_comes_from_its_package():
    assert finders.find("django_htmx/htmx-2.min.js")


def test_is_served_without_a_build(client):
    response = client.get("/static/vendor/bootstrap/bootstrap.min.css")

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/css")


def test_production_hashes_every_name_without_shipping_source_maps(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "config.storage.HashedStaticFilesStorage"},
    }

    call_command("collectstatic", "--no-input", "-i", "*.map", "-i", "admin", verbosity=0)  # the admin takes long

    assert list(tmp_path.glob("vendor/bootstrap/bootstrap.min.????????????.css"))
    assert list(tmp_path.glob("vendor/bootstrap/bootstrap.min.????????????.css.br"))
    assert not list(tmp_path.rglob("*.map"))
