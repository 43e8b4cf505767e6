"""A forgotten password, from the link in the mail to signing in with the new one."""

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.visitor import PATIENT

pytestmark = pytest.mark.browser


def test_a_forgotten_password_is_chosen_anew(visit, javascript):
    maria = visit(javascript=javascript)
    ways.follow_the_reset_link(maria)
    maria.sees("Choose a new password")
    maria.fill("New password", "a long walk by the sea")
    maria.press("Save new password")
    maria.open("/accounts/login/?next=/appointments/")
    maria.fill("Email", PATIENT)
    maria.fill("Password", "a long walk by the sea")
    maria.press("Sign in", exact=True, within=maria.page.locator("main"))

    expect(maria.page).to_have_url(f"{maria.site.address}/appointments/")
