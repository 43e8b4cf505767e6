"""No page is forgotten: every URL is in the list of pages or has a reason not to be. Needs no browser."""

import re
from pathlib import Path

from django.contrib import admin
from django.urls import get_resolver

from tests.browser.accessibility import LAYOUTS
from tests.browser.pages import NO_PAGES, PAGES
from tests.browser.visitor import PHONE


def names(resolver=None, namespaces=()):
    """Yield the name of every URL outside the admin, namespaces in front."""
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            if "admin" not in inner:
                yield from names(entry, inner)
        else:
            yield ":".join((*namespaces, entry.name or "?"))


def test_every_url_is_a_page_or_says_why_not():
    listed = {page.name for page in PAGES} | set(NO_PAGES)

    assert sorted(set(names()) - listed) == []


def test_nothing_is_listed_that_does_not_exist():
    listed = {page.name for page in PAGES} | set(NO_PAGES)

    assert sorted(listed - set(names())) == []


def test_what_is_no_page_is_not_listed_as_one():
    assert sorted({page.name for page in PAGES} & set(NO_PAGES)) == []


def test_every_page_has_a_name_of_its_own():
    titles = [str(page) for page in PAGES]

    assert len(titles) == len(set(titles))


def test_no_style_begins_between_the_widths_where_axe_is_asked_and_a_phones():
    """What is true at 320 px is true of the phone's 390: the same styles hold at both."""
    narrow, tablet, _desktop = (layout["width"] for layout in LAYOUTS)
    of_django = Path(admin.__file__).parent / "static" / "admin" / "css"
    sheets = [*Path("static").rglob("*.css"), *of_django.rglob("*.css")]
    widths = {float(width) for sheet in sheets for width in re.findall(r"-width:\s*([\d.]+)px", sheet.read_text())}

    assert tablet in widths
    assert [width for width in widths if narrow < width < PHONE["width"]] == []
