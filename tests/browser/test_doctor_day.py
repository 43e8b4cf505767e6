"""A doctor's day: somebody who did not come, taken back."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import DESKTOP, DOCTOR

pytestmark = pytest.mark.browser


@pytest.fixture
def amara(visit, javascript):
    return visit(DOCTOR, javascript=javascript, viewport=DESKTOP)


def begin(site, *, minutes_ago, status):
    """Let Maria's appointment have begun, and whoever was inside be gone; returns its reference and its day."""
    site.change("UPDATE appointments_appointment SET status = 'completed' WHERE status = 'in_progress'")
    starts_at = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(minutes=minutes_ago)
    ends_at = starts_at + dt.timedelta(minutes=20)
    site.change(
        "UPDATE appointments_appointment SET starts_at = ?, ends_at = ?, status = ? WHERE reference = ?",
        *(f"{moment:%Y-%m-%d %H:%M:%S}" for moment in (starts_at, ends_at)),
        status,
        site.known["confirmed"],
    )
    return site.known["confirmed"], starts_at.astimezone(ZoneInfo("Europe/London")).date()


def status_of(site, reference):
    return site.ask("SELECT status FROM appointments_appointment WHERE reference = ?", reference)[0][0]


def test_takes_back_that_somebody_did_not_come(amara, site):
    reference, day = begin(site, minutes_ago=20, status="confirmed")
    amara.open(f"/doctor/?date={day}")
    row = amara.page.locator(".day-item").filter(has_text="Maria Lopes")
    amara.press("Missed", within=row)
    undo = amara.page.locator(".undo")
    expect(undo).to_contain_text("Maria Lopes was missed.")
    amara.press("Undo", within=undo)

    expect(row.get_by_role("button", name="Missed")).to_be_visible()
    assert status_of(site, reference) == "confirmed"
