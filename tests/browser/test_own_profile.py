"""A doctor looks after their profile, and a stranger reads it a moment later."""

import re

import pytest
from playwright.sync_api import expect

from tests.accounts.pictures import exif, jpeg
from tests.browser import ways
from tests.browser.visitor import DOCTOR

pytestmark = pytest.mark.browser

IS_LOADED = "image => image.complete && image.naturalWidth"


def test_a_photo_a_fee_and_a_few_words_are_public_at_once(visit, javascript):
    amara = visit(DOCTOR, javascript=javascript)
    amara.open("/doctor/")
    if javascript:
        amara.press("Menu", role="link")
    amara.follow("Your profile", within=amara.page.locator("dialog" if javascript else "footer"))
    amara.sees("Your profile")
    amara.follow("A photo")
    amara.sees("Your photo")
    ways.choose_photo(amara, jpeg((1200, 1600), exif=exif(orientation=6)))
    amara.press("Use this photo")
    amara.reads("Saved. Patients see it now.")
    amara.reads("Nothing is missing")

    amara.follow(re.compile("Change ?: Follow-up"))
    amara.sees("Your fees")
    amara.fill("Follow-up", "62.50")
    amara.press("Save")
    amara.reads("£62.50")

    amara.follow(re.compile("Change ?: About you"))
    amara.fill("About you", "I listen first.")
    amara.press("Save")
    amara.follow("See it as patients do")
    amara.reads("I listen first.")

    anna = visit(javascript=javascript)
    anna.open("/doctors/amara-osei/")
    anna.reads("I listen first.")
    expect(anna.page.get_by_role("row").filter(has_text="Follow-up")).to_contain_text("£62.50")
    assert anna.page.locator("main img").evaluate(IS_LOADED) == 384
    anna.open("/doctors/?q=amara+osei")
    photo = anna.page.locator("li.doc img")
    photo.scroll_into_view_if_needed()
    anna.page.wait_for_load_state("networkidle")
    assert photo.evaluate(IS_LOADED) == 112


def test_a_photo_is_taken_out_again(visit, javascript):
    amara = visit(DOCTOR, javascript=javascript)
    ways.choose_photo(amara, jpeg())
    amara.press("Use this photo")
    amara.follow("Change the photo")
    amara.press("Take the photo out")
    amara.reads("Patients see your initials until there is one.")

    anna = visit(javascript=javascript)
    anna.open("/doctors/amara-osei/")
    expect(anna.page.locator(".profile-head .avatar")).to_have_text("AO")


def test_what_is_no_photo_is_said_beside_the_field(visit, javascript):
    amara = visit(DOCTOR, javascript=javascript)
    ways.no_photo_chosen(amara)

    expect(amara.page.locator("#div_id_photo")).to_contain_text("Choose a JPEG, PNG or WebP photo.")
    amara.sees("Your photo")
