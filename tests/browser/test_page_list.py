"""No page is forgotten: every URL is in the list of pages or has a reason not to be. Needs no browser."""

from django.urls import get_resolver

from tests.browser.pages import NO_PAGES, PAGES


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
