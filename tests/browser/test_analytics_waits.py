"""The overview and the page of waits in a browser: from a figure to the visits behind it, readable for everybody."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import ENDS, measure
from tests.browser.visitor import ADMINISTRATOR, DESKTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_from_the_overview_to_a_specialtys_waits_its_file_and_the_visits(visit, javascript):
    ada = visit(ADMINISTRATOR, viewport=DESKTOP, javascript=javascript)
    ada.open("/admin/analytics/?period=quarter")
    ada.sees("Overview")
    ada.open("/admin/analytics/overview/?period=quarter")
    ada.page.locator(".analytics-figures li", has_text="Wait for a new visit").get_by_role("link").click()
    ada.sees("Access and waits")
    expect(ada.page.locator(".analytics-periods [aria-current]")).to_have_text("3 months")
    ada.page.locator(".analytics-small").get_by_role("link", name="Dermatology").click()
    ada.reads("Wait for a new visit in Dermatology, by doctor")
    with ada.page.expect_download() as file:
        ada.follow("Download CSV")
    assert file.value.suggested_filename.startswith("access-")

    see = ada.page.get_by_role("link", name=re.compile(r"See the [\d,]+ visits"))
    number = re.search(r"[\d,]+", see.inner_text())[0].replace(",", "")
    see.click()
    ada.sees("Select appointment to")
    assert ada.page.locator("#changelist-search .quiet").inner_text().startswith(f"{number} result")


def test_everybody_can_read_them(visit):
    """Full, narrowed, and where there is nothing to show."""
    ada = visit(ADMINISTRATOR, viewport=PHONE, reduced_motion="reduce")
    wrong, long_ago = [], dt.date(2001, 1, 1)
    nothing = f"?period=dates&first={long_ago}&last={long_ago}"
    for address, words in (
        ("access/?period=quarter", "Wait for a new visit by specialty"),
        ("access/?period=quarter&specialty=1", "by doctor"),
        (f"access/{nothing}", "no morning was looked at"),
        ("overview/?period=quarter", "Visits each week"),
        (f"overview/{nothing}", "No appointment ended in these days."),
    ):
        assert ada.open(f"/admin/analytics/{address}").status == 200
        ada.reads(words)
        for details in ada.page.locator("details").all():
            details.locator("summary").click()
        wrong += measure(ada, axe_at=ENDS)

    assert not wrong, "\n".join(wrong)
