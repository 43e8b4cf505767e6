"""The doctor's week in a browser, and what leaves the screen: lists and slips on paper, files for calendars."""

import datetime as dt
import re

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.browser.visitor import DESKTOP, DOCTOR, PATIENT, PHONE

pytestmark = pytest.mark.browser

FREE_DAY = 35
"""Days from today that have slots and nobody has booked."""


@pytest.fixture
def amara(visit, javascript):
    return visit(DOCTOR, javascript=javascript, viewport=DESKTOP)


def today():
    return dt.datetime.now(dt.UTC).date()


def test_without_script_the_list_says_how_to_print(visit):
    amara = visit(DOCTOR, javascript=False, viewport=DESKTOP)
    amara.open("/doctor/print/")

    amara.reads("Print this page from the menu of your browser.")
    expect(amara.page.get_by_role("button", name="Print")).to_be_hidden()


@pytest.mark.parametrize("sheet", ["A4", "Letter"])
def test_the_slip_is_one_sheet_of_paper(visit, site, sheet):
    maria = visit(PATIENT)
    maria.open(f"/appointments/{site.known['confirmed']}/")
    maria.follow("Print")
    maria.sees("Appointment with Dr Amara Osei")

    paper = maria.page.pdf(format=sheet)

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_the_slip_has_no_more_than_the_slip_on_it(visit, site):
    maria = visit(PATIENT)
    maria.open(f"/appointments/{site.known['confirmed']}/print/")
    maria.page.emulate_media(media="print")

    for part in (".top", ".foot", ".back-link", ".to-print"):
        expect(maria.page.locator(part).first).to_be_hidden()


def test_the_calendar_file_is_saved(visit, site):
    maria = visit(PATIENT)
    maria.open(f"/appointments/{site.known['confirmed']}/")
    with maria.page.expect_download() as saved:
        maria.follow("Add to calendar")

    assert saved.value.suggested_filename == f"appointment-{site.known['confirmed']}.ics"
    with open(saved.value.path(), "rb") as file:
        (event,) = Calendar.from_ical(file.read()).walk("VEVENT")
    assert event["SUMMARY"] == "Appointment with Dr Osei"


def test_blocks_free_time_where_it_is_seen(amara):
    amara.open(f"/doctor/calendar/?week={today() + dt.timedelta(days=FREE_DAY)}")
    amara.start_counting()
    free = amara.page.locator(".ev.free a")
    before = free.count()
    free.first.click()
    amara.sees("Block time")
    amara.press("Block this time")
    amara.sees(re.compile("to"))  # the week again, by its dates

    amara.reads("Blocked:")
    assert amara.pages == 2
    expect(amara.page.locator(".ev.free a")).to_have_count(before - 1)
    expect(amara.page.locator(".ev.block a")).not_to_have_count(0)


def test_lines_are_links_that_say_all_of_it(amara, site):
    ((name, when),) = site.ask(
        "SELECT p.full_name, a.starts_at FROM appointments_appointment a JOIN accounts_patient p ON p.id = a.patient_id"
        " WHERE a.reference = ?",
        site.known["confirmed"],
    )
    amara.open(f"/doctor/calendar/?week={when[:10]}")
    clock = r"(\d+:\d\d[ap]m|midday)"
    line = amara.page.get_by_role("link", name=re.compile(f"^{name}, {clock}, Follow-up, Confirmed, until {clock}$"))

    expect(line.first).to_be_visible()
    line.first.click()
    amara.sees(name)


def test_nothing_on_the_board_lies_on_anything_else(visit):
    amara = visit(DOCTOR, viewport=DESKTOP)
    amara.open("/doctor/calendar/")
    overlapping = amara.page.evaluate(
        """() => [...document.querySelectorAll(".events")].flatMap((list) => {
          const boxes = [...list.querySelectorAll(".ev:not(.over) > *")].map((item) => item.getBoundingClientRect());
          return boxes.filter((one, i) => boxes.some((other, j) => i < j && one.width && other.width &&
            one.top < other.bottom - 1 && other.top < one.bottom - 1 &&
            one.left < other.right - 1 && other.left < one.right - 1));
        }).length"""
    )
    lowest = amara.page.evaluate(
        """() => Math.min(
          ...[...document.querySelectorAll(".ev > a")].map((item) => item.getBoundingClientRect().height)
        )"""
    )

    assert overlapping == 0
    assert lowest >= 28


def test_a_phone_has_a_list_of_days_and_a_strip_that_stays(visit):
    amara = visit(DOCTOR, viewport=PHONE)
    amara.open("/doctor/calendar/")
    strip = amara.page.get_by_role("navigation", name="Days")
    last = strip.get_by_role("link").last
    number = last.locator("b").inner_text()
    last.click()

    day = amara.page.locator(f"#d{number}")
    expect(day).to_be_in_viewport()
    expect(strip).to_be_in_viewport()
    assert day.bounding_box()["y"] >= strip.bounding_box()["y"] + strip.bounding_box()["height"] - 1
    expect(amara.page.locator(".board-day.past .events").first).to_be_hidden()


def test_the_keyboard_jumps_to_a_day_of_the_board(visit):
    amara = visit(DOCTOR, viewport=DESKTOP)
    amara.open("/doctor/calendar/")
    links = amara.page.get_by_role("navigation", name="Days").get_by_role("link")
    links.last.focus()

    assert links.last.bounding_box()["height"] >= 24
    number = links.last.locator("b").inner_text()
    amara.page.keyboard.press("Enter")
    amara.page.keyboard.press("Tab")
    assert amara.page.evaluate("document.activeElement.closest('section').id") == f"d{number}"
