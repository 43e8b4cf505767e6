"""The few files a page loads are joined from small ones, without a build."""

import gzip
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from config.bundles import BUNDLES, BundleFinder

STATIC = settings.BASE_DIR / "static"


def size(*names):
    return sum(len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in names)


@pytest.fixture
def finder(settings, tmp_path):
    """A finder of a project of its own, so that nothing here touches what a server may be serving."""
    settings.BASE_DIR = tmp_path
    settings.VAR_DIR = tmp_path / "var"
    for part in {part for parts in BUNDLES.values() for part in parts}:
        path = tmp_path / "static" / part
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"/* why */\n.{path.stem} {{}}")
    return BundleFinder()


def test_joins_the_parts_in_their_order(finder):
    text = Path(finder.find("css/site.css")).read_text()

    assert text.splitlines() == [f".{Path(part).stem}{{}}" for part in BUNDLES["css/site.css"]]


def test_joins_anew_when_a_part_is_younger(finder, tmp_path):
    joined = Path(finder.find("css/site.css"))
    part = tmp_path / "static/css/tokens.css"
    part.write_text(".new {}")
    os.utime(part, ns=(joined.stat().st_mtime_ns + 1, joined.stat().st_mtime_ns + 1))

    assert ".new{}" in Path(finder.find("css/site.css")).read_text()


def test_leaves_a_fresh_file_alone(finder):
    first = Path(finder.find("css/site.css")).stat()

    assert Path(finder.find("css/site.css")).stat().st_ino == first.st_ino


def test_finds_nothing_else(finder):
    assert finder.find("css/tokens.css") == []
    assert finder.find("../manage.py") == []


def test_collects_every_bundle(finder):
    found = {name: storage.exists(name) for name, storage in finder.list([])}

    assert found == dict.fromkeys(BUNDLES, True)


def test_every_stylesheet_and_script_has_its_place():
    alone = {
        "css/measurements.css",
        "css/message-choices.css",
        "css/note.css",
        "css/offering.css",
        "css/own-profile.css",
        "css/style-page.css",
        "js/copy-link.js",
        "js/drag.js",
        "js/push-worker.js",
        "js/push.js",
        "js/theme.js",
    }  # loaded by themselves
    written = {str(path.relative_to(STATIC)) for kind in ("css", "js") for path in (STATIC / kind).glob(f"*.{kind}")}
    admin = {name for name in written if "admin" in name}

    joined = {part for parts in BUNDLES.values() for part in parts}
    assert written - alone - admin == {part for part in joined if (STATIC / part).exists()}


def test_parts_of_packages_are_found_there_and_no_script_calls_the_next():
    text = Path(finders.find("js/passkeys.js")).read_text()

    assert "webauthnJSON" in text
    assert "allauthOnload" in text
    assert "data-needs-passkeys" in text
    assert "})()\n(" not in text


@pytest.mark.parametrize(
    ("names", "budget"),
    [
        (["vendor/bootstrap/bootstrap.min.css", "css/site.css"], 42),
        (["vendor/bootstrap/bootstrap.min.css", "css/site.css", "css/doctor.css"], 46),
        (["js/theme.js", "js/site.js"], 4),
        (["js/theme.js", "js/site-times.js", "django_htmx/htmx-2.min.js"], 22),
        (["js/theme.js", "js/site-pages.js"], 22),
        (["js/theme.js", "js/site.js", "js/passkeys.js"], 22),
    ],
    ids=[
        "patient styles",
        "doctor styles",
        "our scripts",
        "scripts with free times",
        "scripts of live pages",
        "signing in",
    ],
)
def test_stays_within_the_budget_in_kilobytes(names, budget):
    assert size(*names) <= budget * 1024
