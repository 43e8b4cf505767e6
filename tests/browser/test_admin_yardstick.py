"""The administrator's task of row 18 of the yardstick: a sick doctor's day goes to a colleague."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import ENDS, measure
from tests.browser.visitor import ADMINISTRATOR, DESKTOP, DOCTOR, PHONE

pytestmark = pytest.mark.browser

LIST = "/admin/appointments/appointment/"


@pytest.fixture
def a_sick_day(visit, site):
    """Let Dr Osei block a day that patients have booked and a colleague is free on, and keep the visits."""
    day = site.known["sick_day"]
    amara = visit(DOCTOR, viewport=DESKTOP)
    amara.open(f"/doctor/calendar/?week={day}")
    amara.follow("Block time")
    _year, _month, number = day.split("-")
    amara.page.get_by_role("radio", name=re.compile(rf"\b{int(number)} \w+, all day")).check()
    amara.press("Block this time")
    amara.choose("Keep them")
    amara.press("Continue")
    amara.reads("Blocked:")


def left_with_nobody(site):
    question = "SELECT count(*) FROM appointments_appointment WHERE attention = 'doctor_away'"
    return site.ask(question)[0][0]


def ask_to_whom(ada):
    ada.open(LIST)
    ada.follow("The doctor is away", within=ada.page.locator("#changelist-filter"))
    ada.has_arrived()
    ada.choose(re.compile("Select all"), role="checkbox")
    ada.select("Action", "Move to another doctor at the same time")
    ada.press("Go")
    ada.sees("Move to another doctor at the same time")


@pytest.mark.usefixtures("a_sick_day")
def test_row_18_moves_a_sick_doctors_day_to_a_colleague(visit, site):
    before = left_with_nobody(site)
    ada = visit(ADMINISTRATOR, viewport=DESKTOP)
    ask_to_whom(ada)
    first = ada.page.locator("#id_doctor label").first
    count = int(re.search(r"free for (\d+) of", first.inner_text())[1])
    first.locator("input").check()
    ada.clicks += 1
    ada.press("Move these appointments")
    ada.reads(f"{count} appointment")
    expect(ada.page.locator(".messagelist .success")).to_contain_text("at the same time")

    ada.works_within(clicks=5, fields=1, pages=2)
    assert count >= 1
    assert left_with_nobody(site) == before - count
    site.check_schedule()


@pytest.mark.usefixtures("a_sick_day")
def test_everybody_can_read_who_is_free(visit):
    ada = visit(ADMINISTRATOR, viewport=PHONE, reduced_motion="reduce")
    ada.open(LIST + "?attention=doctor_away")
    for row in ada.page.locator("input.action-select").all():
        row.check()
    ada.page.locator("select[name=action]").select_option("Move to another doctor at the same time")
    ada.page.get_by_role("button", name="Go", exact=True).click()
    ada.sees("Move to another doctor at the same time")
    assert not (wrong := measure(ada, axe_at=ENDS)), "\n".join(wrong)
    ada.press("Move these appointments")
    ada.reads("Choose a doctor.")
    assert not (wrong := measure(ada, axe_at=ENDS)), "\n".join(wrong)
