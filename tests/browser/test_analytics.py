"""Figures in a browser: how few taps they take (rows 16 and 17 of the yardstick), and that everybody can read them."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import ENDS, measure
from tests.browser.visitor import ADMINISTRATOR, DESKTOP, PHONE

pytestmark = pytest.mark.browser


def test_the_share_missed_in_a_specialty_and_the_visits_behind_it(visit):
    ada = visit(ADMINISTRATOR, viewport=DESKTOP)
    ada.open("/admin/")
    ada.follow("Attendance")
    ada.sees("Attendance")
    row = ada.page.locator(".analytics-bars li", has_text="Dermatology")
    expect(row.locator("strong")).to_have_text(re.compile(r"[\d.]+%"))
    assert (ada.clicks, ada.fields) <= (2, 0)

    part = re.search(r"(\d+) of", row.inner_text())[1]
    before = ada.clicks
    ada.follow(re.compile(r"\d+ of [\d,]+.*missed, Dermatology"), within=row)
    ada.sees("Select appointment to")
    assert ada.page.locator("#changelist-search .quiet").inner_text().startswith(f"{part} result")
    assert ada.clicks - before <= 1


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_period_a_choice_and_the_file(visit, javascript):
    ada = visit(ADMINISTRATOR, viewport=DESKTOP, javascript=javascript)
    ada.open("/admin/analytics/")
    ada.follow("3 months")
    expect(ada.page.locator(".analytics-periods [aria-current]")).to_have_text("3 months")
    ada.page.get_by_role("combobox", name="Specialty").select_option("Dermatology")
    ada.press("Apply")
    ada.reads("Visits each week")
    expect(ada.page.locator(".analytics-periods [aria-current]")).to_have_text("3 months")
    with ada.page.expect_download() as file:
        ada.follow("Download CSV")
    assert file.value.suggested_filename.startswith("overview-")


def test_everybody_can_read_it(visit):
    """Full, with an error, and where there is nothing to show."""
    ada = visit(ADMINISTRATOR, viewport=PHONE, reduced_motion="reduce")
    page, wrong = "/admin/analytics/attendance/", []
    long_ago = dt.date(2001, 1, 1)
    for asked, words in (
        ("?period=quarter", "What stands out"),
        ("?period=dates&first=2026-10-02&last=2026-10-01", "The last day is before the first."),
        (f"?period=dates&first={long_ago}&last={long_ago}", "No appointment ended in these days."),
    ):
        assert ada.open(page + asked).status == 200
        ada.reads(words)
        for details in ada.page.locator("details").all():
            details.locator("summary").click()
        wrong += measure(ada, axe_at=ENDS)

    assert not wrong, "\n".join(wrong)
