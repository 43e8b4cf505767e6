"""An appointment is dragged to another time of the week: a mouse's short cut to the page that asks, and no more."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import DOCTOR, PHONE

pytestmark = pytest.mark.browser

TALL = {"width": 1280, "height": 2000}
"""The whole of a week is in view: nothing scrolls under the mouse."""


@pytest.fixture
def when(site):
    """Return when Maria's appointment with Dr Osei begins, as the database has it."""

    def ask():
        question = "SELECT starts_at FROM appointments_appointment WHERE reference = ?"
        return site.ask(question, site.known["confirmed"])[0][0]

    return ask


@pytest.fixture
def amara(visit, when):
    """Dr Osei at the week of Maria's appointment."""
    amara = visit(DOCTOR, viewport=TALL)
    amara.open(f"/doctor/calendar/?week={when()[:10]}")
    return amara


def marias(amara, site):
    return amara.page.locator(f".ev.conf > a[href*='{site.known['confirmed']}']")


def free(amara):
    """Free time with room for any visit."""
    hours = amara.page.locator(".ev.free:not(.short) > a")
    boxes = [(hours.nth(number).bounding_box()["height"], number) for number in range(hours.count())]
    return hours.nth(max(boxes)[1])


def take(amara, link):
    """Press the mouse on it and begin to move."""
    box = link.bounding_box()
    amara.page.mouse.move(box["x"] + 20, box["y"] + 8)
    amara.page.mouse.down()
    amara.page.mouse.move(box["x"] + 26, box["y"] + 14, steps=3)


def over(amara, link, *, down=20):
    box = link.bounding_box()
    amara.page.mouse.move(box["x"] + 20, box["y"] + down, steps=6)


def test_dropped_on_free_time_it_is_asked_about_and_then_moved(amara, site, when):
    before = when()
    target = free(amara)
    take(amara, marias(amara, site))
    expect(amara.page.locator(".week-board")).to_have_class(re.compile("takes-drop"))
    over(amara, target)
    expect(target).to_have_class("drop-here")
    amara.page.mouse.up()
    amara.sees("Move this appointment?")
    amara.reads("Maria Lopes")
    assert when() == before
    amara.press("Move appointment")
    amara.reads("Maria Lopes")

    assert amara.path == "/doctor/calendar/"
    assert when() != before
    site.check_schedule()


def test_dropped_further_down_it_takes_a_later_start(amara, site):
    target, found = free(amara), []
    address = amara.page.url
    for share in (0.1, 0.7):
        amara.open(address)
        take(amara, marias(amara, site))
        over(amara, target, down=share * target.bounding_box()["height"])
        amara.page.mouse.up()
        amara.sees("Move this appointment?")
        found.append(amara.page.locator("main input[name=slot]").input_value())

    assert found == sorted(set(found))


def test_dropped_on_what_is_not_free_it_stays_and_says_so(amara, site, when):
    before, page = when(), amara.page.url
    take(amara, marias(amara, site))
    over(amara, amara.page.locator(".ev:is(.conf, .req) > a").first)
    expect(amara.page.locator(".drop-here")).to_have_count(0)
    amara.page.mouse.up()

    expect(amara.page.locator("#say")).to_have_text("That time is not free. Nothing was moved.")
    assert amara.page.url == page
    assert when() == before
    expect(amara.page.locator(".takes-drop")).to_have_count(0)


def test_escape_lets_go_of_it(amara, site, when):
    before, page = when(), amara.page.url
    target = free(amara)
    take(amara, marias(amara, site))
    over(amara, target)
    expect(target).to_have_class("drop-here")
    amara.page.keyboard.press("Escape")
    expect(amara.page.locator(".takes-drop, .drop-here")).to_have_count(0)
    amara.page.mouse.up()

    assert amara.page.url == page
    assert when() == before


def test_a_narrow_screen_has_nothing_to_drag(visit, site, when):
    amara = visit(DOCTOR, viewport=PHONE | {"height": 2000})
    amara.open(f"/doctor/calendar/?week={when()[:10]}")
    take(amara, marias(amara, site))
    over(amara, amara.page.locator(".ev.free > a").first)

    expect(amara.page.locator(".takes-drop, .drop-here")).to_have_count(0)
    amara.page.mouse.up()
