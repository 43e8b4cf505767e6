"""Every page as everybody who opens it, on a phone and a desk, in light and dark: nothing to object to."""

import pytest

from tests.browser.accessibility import frame, measure
from tests.browser.pages import PAGES

pytestmark = pytest.mark.browser

SITE = "Fernhill Health"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_page(visit, site, page):
    visitor = visit(site.known.get(page.who, page.who) or None, reduced_motion="reduce")

    assert page.open(visitor) == page.status
    objections = frame(visitor, site_name=SITE) + measure(visitor)
    assert not objections, "\n".join(objections)
