"""A doctor says that they run late; a minute later the patient hears of it, and their open page shows it at once."""

import pytest
from playwright.sync_api import expect

from tests.browser.late_ways import let_maria_wait
from tests.browser.visitor import DESKTOP, DOCTOR, PATIENT

pytestmark = pytest.mark.browser

LATE = "Dr Osei is running about 20 minutes late today."


def test_a_doctor_says_it_and_the_patient_hears_of_it(visit, site, javascript):
    amara, maria = visit(DOCTOR, javascript=javascript, viewport=DESKTOP), visit(PATIENT, javascript=javascript)
    reference = let_maria_wait(site)
    maria.open(f"/appointments/{reference}/")
    maria.sees("Appointment with Dr Amara Osei")
    amara.open("/doctor/")
    amara.start_counting()
    amara.follow("Running late")
    amara.sees("Running late")
    amara.reads("Maria Lopes")
    amara.choose("20 minutes")
    amara.press("Tell the patients")
    expect(amara.page.locator("#lateness")).to_contain_text("20 minutes late since")
    assert amara.clicks == 3
    if not javascript:
        maria.open(f"/appointments/{reference}/")
    expect(maria.page.locator("main")).to_contain_text(LATE)
    assert not [letter for letter in site.mailbox.letters() if "late" in letter["Subject"]]

    site.let_a_minute_pass()
    letter = site.mailbox.wait_for(PATIENT, about="Dr Osei is running about 20 minutes late")
    assert "You do not need to do anything." in letter.get_body(("plain",)).get_content()
    maria.open("/me/notifications/")
    maria.press("Dr Osei is running about 20 minutes late")
    maria.sees("Appointment with Dr Amara Osei")
    maria.reads(LATE)
    maria.follow("Change time", within=maria.page.locator(".notice"))

    maria.sees("Choose a new time")


def test_taken_back_within_the_minute_nobody_hears_of_it(visit, site, javascript):
    amara = visit(DOCTOR, javascript=javascript, viewport=DESKTOP)
    reference = let_maria_wait(site)
    amara.open("/doctor/running-late/")
    amara.choose("10 minutes")
    amara.press("Tell the patients")
    expect(amara.page.locator(".undo")).to_contain_text("You run 10 minutes late.")
    amara.press("Undo", within=amara.page.locator(".undo"))
    expect(amara.page.locator(".undo")).to_have_count(0)
    expect(amara.page.locator("#lateness")).not_to_contain_text("late since")
    site.let_a_minute_pass()

    told = site.ask("SELECT DISTINCT status FROM appointments_message WHERE kind = 'running_late'")
    assert told == [("cancelled",)]
    assert site.ask("SELECT late_minutes FROM appointments_appointment WHERE reference = ?", reference) == [(None,)]
