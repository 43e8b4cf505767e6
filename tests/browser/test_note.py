"""The note of a visit from Today to the patient's page; and what a page that saves itself does when things go wrong."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.note_ways import note_of
from tests.browser.test_doctor_day import begin
from tests.browser.visitor import DESKTOP, DOCTOR, PATIENT

pytestmark = pytest.mark.browser
SAVED = re.compile(r"Saved at \d")


def words(visitor):
    return visitor.page.locator("[data-autosave-words]").first


def notes(site, reference, column="plan"):
    return site.ask(
        f"SELECT n.{column} FROM appointments_visitnote n JOIN appointments_appointment a ON a.id = n.appointment_id"  # noqa: S608
        " WHERE a.reference = ?",
        reference,
    )


def test_from_today_to_the_page_of_the_patient(visit, site, javascript):
    reference, day = begin(site, minutes_ago=1, status="in_progress")
    amara = visit(DOCTOR, javascript=javascript, viewport=DESKTOP)
    amara.open(f"/doctor/?date={day}")
    amara.start_counting()
    amara.follow("Note", within=amara.page.locator(".now-card"))
    amara.sees("Visit note, Maria Lopes")
    amara.reads("Penicillin")
    amara.fill("Findings", "Dry, red skin on both hands.", exact=True)
    amara.fill("Plan", "Cream, twice a day.", exact=True)
    amara.press("Read and sign")
    amara.sees("Sign this?")
    amara.reads("Cream, twice a day.")
    amara.press("Sign", exact=True)
    amara.reads("Signed at")
    assert (amara.clicks, amara.fields) == (3, 2)
    assert notes(site, reference, "signed_at IS NOT NULL AND n.plan = 'Cream, twice a day.'") == [(1,)]

    amara.follow("Share with the patient")
    amara.fill("What the patient reads", "You have eczema. Use the cream twice a day.")
    amara.press("Share", exact=True)
    amara.reads("Shared. The patient sees it on the page of the appointment.")
    amara.fill("In how many weeks?", "3")
    amara.press("Suggest it to the patient")
    amara.reads("The patient finds it with a link to your times.")
    amara.follow("Add to the note")
    amara.fill("What is changed or added", "The left hand more than the right.")
    amara.press("Read and sign")
    amara.press("Sign", exact=True)
    amara.reads("Added later")

    maria = visit(PATIENT, javascript=javascript)
    maria.open(f"/appointments/{reference}/")
    maria.reads("You have eczema. Use the cream twice a day.")
    expect(maria.page.locator("main")).not_to_contain_text("Dry, red skin")
    maria.open("/me/")
    maria.reads("Dr Osei would like to see you again in about 3 weeks.")
    maria.follow("Choose a time with Dr Amara Osei")
    assert maria.path == "/doctors/amara-osei/times/"
    expect(maria.page.locator("button.slot")).not_to_have_count(0)


def test_saves_itself_after_a_pause_and_says_when(visit, site):
    amara = visit(DOCTOR)
    amara.open(note_of(amara))
    expect(words(amara)).to_have_text("Nothing saved yet.")
    amara.fill("Plan", "Cream, twice a day.", exact=True)
    expect(words(amara)).to_have_text("Not saved yet.")
    expect(words(amara)).to_have_text(SAVED)
    amara.page.keyboard.type(" For two weeks.")
    expect(words(amara)).to_have_text("Not saved yet.")
    expect(words(amara)).to_have_text(SAVED)

    assert notes(site, site.known["confirmed"]) == [("Cream, twice a day. For two weeks.",)]
    assert amara.clicks == 0


def test_says_it_aloud_when_a_field_is_left(visit, site):
    amara = visit(DOCTOR)
    amara.open(note_of(amara))
    amara.fill("Plan", "Cream.", exact=True)
    amara.page.keyboard.press("Tab")

    expect(amara.page.locator("#say")).to_have_text(SAVED)


def test_saves_when_the_page_is_hidden(visit, site):
    amara = visit(DOCTOR)
    amara.open(note_of(amara))
    amara.fill("Plan", "Cream.", exact=True)
    hide = "Object.defineProperty(document, 'hidden', { value: true });"
    hide += " document.dispatchEvent(new Event('visibilitychange'))"
    with amara.page.expect_response(lambda response: response.request.method == "POST", timeout=2000):
        amara.page.evaluate(hide)

    expect(words(amara)).to_have_text(SAVED)


def test_without_a_connection_the_text_stays_and_is_saved_when_it_is_back(visit, site):
    amara = visit(DOCTOR)
    amara.open(note_of(amara))
    amara.troubles.stop()  # the connection is meant to be lost
    amara.context.set_offline(True)
    amara.fill("Plan", "Cream, twice a day.", exact=True)
    expect(words(amara)).to_contain_text("No connection. Your text is kept on this page")
    tried = []
    amara.page.on("requestfailed", lambda request: tried.append(request))
    amara.press("Read and sign")
    while len(tried) < 2:  # as the field is left, and before signing: online meanwhile, it would go on to sign
        amara.page.wait_for_timeout(50)
    expect(amara.heading).to_contain_text("Visit note")
    amara.context.set_offline(False)

    expect(words(amara)).to_have_text(SAVED)
    assert notes(site, site.known["confirmed"]) == [("Cream, twice a day.",)]


def test_signed_out_the_text_stays_until_somebody_signs_in_again(visit, site):
    amara = visit(DOCTOR)
    amara.open(note_of(amara))
    amara.troubles.stop()  # an old token is refused once
    amara.context.clear_cookies(name="sessionid")
    amara.fill("Plan", "Cream, twice a day.", exact=True)
    expect(words(amara)).to_contain_text("You have been signed out. Your text is still on this page.")
    expect(amara.page.get_by_role("link", name="Sign in in a new window")).to_be_visible()
    amara.sign_in(DOCTOR)
    amara.press("Save")

    expect(words(amara)).to_have_text(SAVED)
    expect(amara.page.get_by_role("link", name="Sign in in a new window")).to_be_hidden()
    assert notes(site, site.known["confirmed"]) == [("Cream, twice a day.",)]


def test_of_two_pages_neither_overwrites_the_other(visit, site):
    amara = visit(DOCTOR)
    amara.open(note_of(amara))
    amara.troubles.stop()  # the late one is refused
    other = amara.new_tab()
    other.goto(note_of(amara))
    other.get_by_label("Plan", exact=True).fill("Cream, twice a day.")
    expect(other.locator("[data-autosave-words]").first).to_have_text(SAVED)
    amara.fill("Plan", "Nothing for now.", exact=True)
    expect(words(amara)).to_have_text("Another page has saved this note. Your text is kept.")
    assert notes(site, site.known["confirmed"]) == [("Cream, twice a day.",)]
    amara.press("Show both texts")
    amara.reads("Another page has saved this note")
    amara.reads("Cream, twice a day.")
    expect(amara.page.get_by_label("Plan", exact=True)).to_have_value("Nothing for now.")
    amara.fill("Plan", "Cream, or nothing.", exact=True)

    expect(words(amara)).to_have_text(SAVED)
    assert notes(site, site.known["confirmed"]) == [("Cream, or nothing.",)]


def test_leaving_with_text_that_is_not_saved_warns(visit, site):
    amara = visit(DOCTOR)
    amara.open(note_of(amara))
    amara.troubles.stop()
    amara.context.set_offline(True)
    amara.page.get_by_label("Plan", exact=True).click()
    amara.page.keyboard.type("Cream.")
    asked = []
    amara.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    amara.page.close(run_before_unload=True)
    amara.page.wait_for_timeout(500)

    assert asked == ["beforeunload"]


def test_is_written_and_signed_with_the_keyboard_alone(visit, site):
    begin(site, minutes_ago=1, status="in_progress")
    amara = visit(DOCTOR, viewport=DESKTOP)
    amara.open(note_of(amara))
    keys = amara.page.keyboard
    amara.page.get_by_label("Findings", exact=True).focus()
    for text in ("Dry skin.", "Eczema.", "Cream."):
        keys.type(text)
        keys.press("Tab")
    expect(amara.page.get_by_role("button", name="Read and sign")).to_be_focused()
    keys.press("Enter")
    amara.sees("Sign this?")
    amara.page.get_by_role("button", name="Sign", exact=True).focus()
    keys.press("Enter")

    amara.reads("Signed at")
    assert notes(site, site.known["confirmed"], "assessment") == [("Eczema.",)]
