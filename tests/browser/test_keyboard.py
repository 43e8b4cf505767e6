"""With the keyboard alone: to the first free time in a few keys, and through the whole booking."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard
from tests.browser.visitor import DESKTOP, OTHER_PATIENT, PHONE

pytestmark = pytest.mark.browser

MOST_KEYS_TO_A_TIME = 8


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_first_free_time_is_a_few_keys_away(visit, javascript, viewport):
    anna = visit(javascript=javascript, viewport=viewport)
    anna.open("/doctors/?q=skin+doctor&city=Oakford")
    keyboard = Keyboard(anna.page)
    keyboard.press("Tab")
    expect(anna.page.get_by_role("link", name="Skip to results")).to_be_focused()
    expect(anna.page.get_by_role("link", name="Skip to results")).to_be_in_viewport()
    keyboard.press("Enter")
    keyboard.tab_to("button.slot")

    assert keyboard.keys <= MOST_KEYS_TO_A_TIME
    # The sticky header does not cover what has the focus.
    expect(anna.page.locator(":focus")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_booking_needs_no_pointer(visit, javascript, viewport):
    daniel = visit(OTHER_PATIENT, javascript=javascript, viewport=viewport)
    keyboard = Keyboard(daniel.page)
    daniel.open("/")
    keyboard.tab_to("#id_q")
    daniel.page.keyboard.type("skin doctor")
    keyboard.press("Enter")
    daniel.sees("skin doctors")
    keyboard.press("Tab")
    keyboard.press("Enter")
    keyboard.tab_to("button.slot")
    keyboard.press("Enter")
    daniel.sees("What would you like help with?")
    keyboard.tab_to("textarea")
    daniel.page.keyboard.type("A rash on my hands.")
    keyboard.tab_to("main button[type=submit]")
    keyboard.press("Enter")
    daniel.sees("Check and book")
    keyboard.tab_to("main button[type=submit]")
    keyboard.press("Enter")

    daniel.sees(re.compile("Your appointment is booked|Your request is sent"))


def test_the_menu_opens_closes_and_gives_the_focus_back(visit):
    anna = visit()
    anna.open("/")
    menu = anna.page.get_by_role("link", name="Menu")
    menu.focus()
    anna.page.keyboard.press("Enter")
    dialog = anna.page.get_by_role("dialog", name="Menu")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("link", name="Sign in")).to_be_visible()
    anna.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    expect(menu).to_be_focused()


def test_without_script_the_menu_is_at_the_foot_of_the_page(visit):
    anna = visit(javascript=False)
    anna.open("/")
    anna.follow("Menu")

    expect(anna.page.locator("#menu").get_by_role("link", name="Sign in")).to_be_in_viewport()
