"""A doctor offers other times for a request or for several, the desk for an appointment; somebody takes one."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_admin_pages import objections
from tests.browser.visitor import DESKTOP, DOCTOR, FRONT_DESK, OTHER_PATIENT, PHONE

pytestmark = pytest.mark.browser


def row_of(doctor, name):
    return doctor.page.locator(".request").filter(has_text=name)


def test_a_doctor_offers_and_the_patient_takes(visit, site, javascript):
    amara, daniel = visit(DOCTOR, javascript=javascript, viewport=DESKTOP), visit(OTHER_PATIENT, javascript=javascript)
    amara.open("/doctor/requests/")
    amara.follow("Other time", within=row_of(amara, "Daniel Reid"))
    amara.page.locator("main label.slot").first.click()
    amara.press("Send the offer")
    expect(amara.page.locator(".undo")).to_contain_text("Offered other times to Daniel Reid")
    expect(row_of(amara, "Daniel Reid")).to_contain_text("Other time offered")
    site.let_a_minute_pass()
    assert site.mailbox.wait_for(OTHER_PATIENT, about="Dr Osei suggests another time")
    daniel.open("/me/")
    daniel.follow("Choose a time")
    daniel.sees("Dr Osei suggests another time")
    daniel.page.locator("main input[type=radio]").first.check()
    daniel.press("Send my answer")
    daniel.reads("Your appointment has its new time")

    daniel.reads("Confirmed")
    amara.open("/doctor/requests/")
    expect(row_of(amara, "Daniel Reid")).to_have_count(0)
    site.check_schedule()


def test_a_doctor_offers_to_several_at_once(visit, site, javascript):
    amara = visit(DOCTOR, javascript=javascript, viewport=DESKTOP)
    amara.open("/doctor/requests/")
    for name in ("Daniel Reid", "Rosa Marin"):
        amara.choose(f"Select {name}", role="checkbox")
    amara.press("Other time", within=amara.page.locator("#bulk"))
    amara.sees("Offer other times to 2 patients")
    expect(amara.page.locator("main label.slot input:checked")).to_have_count(6)
    amara.page.locator("main label.slot input").first.uncheck()
    amara.fill("A few words for the patient", "I am at a conference.")
    amara.press("Send 2 offers")
    expect(amara.page.locator(".undo")).to_contain_text("2 asked to choose.")
    for name in ("Daniel Reid", "Rosa Marin"):
        expect(row_of(amara, name)).to_contain_text("Other time offered")

    amara.press("Undo all")
    expect(row_of(amara, "Rosa Marin")).not_to_contain_text("Other time offered")
    site.check_schedule()


def test_after_a_yes_to_many_the_one_that_was_taken_leads_to_other_times(visit, site, javascript):
    amara = visit(DOCTOR, javascript=javascript, viewport=DESKTOP)
    amara.open("/doctor/requests/")
    for name in ("Daniel Reid", "Rosa Marin"):
        amara.choose(f"Select {name}", role="checkbox")
    moved_meanwhile(site, "Rosa Marin")
    amara.press("Approve", within=amara.page.locator("#bulk"))
    amara.reads("1 was not approved. Rosa Marin")
    amara.follow("Suggest another time")

    amara.sees("Offer other times to 1 patient")
    expect(amara.page.locator("main")).to_contain_text("Rosa Marin")


def moved_meanwhile(site, name):
    """Let the page that is open be out of date about one request."""
    changed = site.change(
        "UPDATE appointments_appointment SET sequence = sequence + 1 WHERE status = 'requested' AND patient_id IN"
        " (SELECT id FROM accounts_patient WHERE full_name = ?)",
        name,
    )
    assert changed


def test_every_key_does_what_its_button_does(visit):
    amara = visit(DOCTOR, viewport=DESKTOP)
    box = "Select Rosa Marin"
    for key, heading in (("o", "Offer another time"), ("d", "Decline this request?"), ("Enter", "Rosa Marin")):
        amara.open("/doctor/requests/")
        amara.page.get_by_role("checkbox", name=box).focus()
        amara.page.keyboard.press(key)
        expect(amara.page.locator("h1")).to_contain_text(heading)
    amara.open("/doctor/requests/")
    amara.page.get_by_role("checkbox", name=box).focus()
    amara.page.keyboard.press("?")
    expect(amara.page.locator(".keys-help")).to_have_attribute("open", "")
    amara.page.get_by_role("checkbox", name=box).focus()
    amara.page.keyboard.press("a")
    expect(amara.page.locator(".undo")).to_contain_text("Approved Rosa Marin")
    amara.page.locator(".request input[type=checkbox]").first.focus()
    amara.page.keyboard.press("u")

    expect(row_of(amara, "Rosa Marin")).to_be_visible()
    expect(amara.page.locator(".undo")).to_have_count(0)


def test_with_the_keys_switched_off_nothing_happens(visit):
    amara = visit(DOCTOR, viewport=DESKTOP)
    amara.open("/doctor/requests/")
    amara.press("Keyboard shortcuts")
    amara.page.get_by_role("checkbox", name="Select Rosa Marin").focus()
    amara.page.keyboard.press("x")

    expect(amara.page.get_by_role("checkbox", name="Select Rosa Marin")).not_to_be_checked()


def test_the_desk_offers_and_writes_the_answer_down(visit, site):
    ((pk,),) = site.ask("SELECT id FROM appointments_appointment WHERE reference = ?", site.known["confirmed"])
    fiona = visit(FRONT_DESK, viewport=PHONE, reduced_motion="reduce")
    fiona.open(f"/admin/appointments/appointment/{pk}/change/")
    fiona.follow("Offer another time")
    fiona.sees("Offer another time")
    wrong = objections(fiona)
    fiona.press("Send the offer")
    fiona.reads("Other times are offered.")
    fiona.follow("Write down the answer")
    fiona.sees("Write down the answer")
    wrong += objections(fiona)
    fiona.page.locator("#content-main input[type=radio]").first.check()
    fiona.press("Write it down")
    fiona.reads("Moved to")

    assert not wrong, "\n".join(wrong)
    site.check_schedule()
