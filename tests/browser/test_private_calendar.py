"""A patient makes a private link, a calendar program reads it, and then it stops."""

import urllib.error
import urllib.request

import pytest

from tests.browser.accessibility import measure
from tests.browser.visitor import OTHER_PATIENT, PATIENT

pytestmark = pytest.mark.browser

PAGE = "/me/settings/calendars/"


def test_a_link_is_made_shown_once_and_stopped(visit):
    maria = visit()
    maria.open(PAGE)
    maria.sign_in_by_form(PATIENT)
    maria.sees("See appointments in your own calendar")
    maria.press("Make a link")
    link = maria.page.get_by_label("Private link").input_value()
    assert maria.page.get_by_role("button", name="Copy the link").is_visible()
    assert measure(maria) == []

    with urllib.request.urlopen(link, timeout=10) as calendar:  # noqa: S310 - our own server
        assert b"BEGIN:VEVENT" in calendar.read()
    maria.open(PAGE)
    assert maria.page.get_by_label("Private link").count() == 0
    maria.press("Stop sharing")
    maria.reads("The link does not work any more.")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(link, timeout=10)  # noqa: S310


def test_without_script_too_the_whole_link_is_there_to_be_marked(visit):
    nadia = visit(javascript=False)
    nadia.open(PAGE)
    nadia.sign_in_by_form(OTHER_PATIENT)
    nadia.press("Make a link")
    link = nadia.page.get_by_label("Private link")

    assert nadia.page.get_by_role("button", name="Copy the link").count() == 0
    assert link.evaluate(
        "(field) => field.scrollWidth <= field.clientWidth && field.scrollHeight <= field.clientHeight"
    )
    with urllib.request.urlopen(link.input_value(), timeout=10) as calendar:  # noqa: S310 - our own server
        assert b"BEGIN:VCALENDAR" in calendar.read()
