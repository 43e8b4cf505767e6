"""A doctor's day: who is in the room and why, and who did not come; counted against the yardstick."""

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


def test_reads_the_reason_of_who_is_in_the_room_without_a_click(amara, site):
    _reference, day = begin(site, minutes_ago=0, status="in_progress")
    amara.open(f"/doctor/?date={day}")
    room = amara.page.locator(".now-card")
    expect(room.get_by_role("heading")).to_have_text("Maria Lopes")
    expect(room).to_contain_text("To see how it heals.")

    expect(room).to_be_in_viewport()
    assert amara.counts_of_work == {"clicks": 0, "fields": 0, "pages": 1}


def test_says_that_somebody_did_not_come_and_takes_it_back(amara, site):
    reference, day = begin(site, minutes_ago=20, status="confirmed")
    amara.open(f"/doctor/?date={day}")
    row = amara.page.locator(".day-item").filter(has_text="Maria Lopes")
    amara.start_counting()
    amara.press("Missed", within=row)
    undo = amara.page.locator(".undo")
    expect(undo).to_contain_text("Maria Lopes was missed.")
    assert amara.clicks == 1
    assert amara.fields == 0
    assert amara.met == {("GET", "/doctor/")}
    assert status_of(site, reference) == "no_show"
    amara.press("Undo", within=undo)

    expect(row.get_by_role("button", name="Missed")).to_be_visible()
    assert status_of(site, reference) == "confirmed"
