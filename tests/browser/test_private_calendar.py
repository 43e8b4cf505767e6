"""A patient makes a private link, a calendar program reads it, and then it stops."""

import urllib.error
import urllib.request

import pytest

from tests.browser.accessibility import measure
from tests.browser.visitor import PATIENT

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
