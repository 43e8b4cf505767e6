"""A doctor answers requests: one, several at once, taken back within the minute; the patient hears of it after that."""

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import DESKTOP, DOCTOR, OTHER_PATIENT

pytestmark = pytest.mark.browser


def row_of(doctor, name):
    return doctor.page.locator(".request").filter(has_text=name)


def undo_bar(doctor):
    return doctor.page.locator(".undo")


def times_told(visitor, words):
    return visitor.page.locator("main").inner_text().count(words)


def subjects_to(site, address):
    return [letter["Subject"] for letter in site.mailbox.letters() if letter["To"] == address]


def test_a_doctor_approves_and_the_patient_hears_of_it(visit, site, javascript):
    amara, daniel = visit(DOCTOR, javascript=javascript, viewport=DESKTOP), visit(OTHER_PATIENT, javascript=javascript)
    daniel.open("/me/notifications/")
    before = times_told(daniel, "Dr Osei said yes")
    amara.open("/doctor/requests/")
    amara.sees("Requests")
    amara.press("Approve", within=row_of(amara, "Daniel Reid"))
    expect(undo_bar(amara)).to_contain_text("Approved Daniel Reid")
    expect(row_of(amara, "Daniel Reid")).to_have_count(0)
    daniel.open("/me/notifications/")
    daniel.sees("Messages")
    assert times_told(daniel, "Dr Osei said yes") == before
    assert subjects_to(site, OTHER_PATIENT) == []
    site.let_a_minute_pass()
    assert site.mailbox.wait_for(OTHER_PATIENT, about="Dr Osei said yes")
    daniel.open("/me/notifications/")
    daniel.press("Dr Osei said yes")
    daniel.sees("Appointment with Dr Amara Osei")

    daniel.reads("Confirmed")


def test_a_doctor_undoes_one_answer(visit, site, javascript):
    amara = visit(DOCTOR, javascript=javascript, viewport=DESKTOP)
    amara.open("/doctor/requests/")
    amara.press("Approve", within=row_of(amara, "Rosa Marin"))
    expect(undo_bar(amara)).to_contain_text("Approved Rosa Marin")
    amara.press("Undo", within=undo_bar(amara))

    expect(row_of(amara, "Rosa Marin")).to_be_visible()


def test_a_minute_later_an_answer_stands(visit, site, javascript):
    amara = visit(DOCTOR, javascript=javascript, viewport=DESKTOP)
    amara.open("/doctor/requests/")
    amara.press("Approve", within=row_of(amara, "Rosa Marin"))
    expect(undo_bar(amara)).to_contain_text("Approved Rosa Marin")
    site.let_a_minute_pass()
    amara.press("Undo", within=undo_bar(amara))

    expect(amara.page.locator("main")).to_contain_text("undo")
    amara.open("/doctor/requests/")
    expect(row_of(amara, "Rosa Marin")).to_have_count(0)


def test_a_doctor_declines_and_says_why(visit, site, javascript):
    amara, daniel = visit(DOCTOR, javascript=javascript, viewport=DESKTOP), visit(OTHER_PATIENT, javascript=javascript)
    amara.open("/doctor/requests/")
    amara.follow("Decline", within=row_of(amara, "Daniel Reid"))
    amara.sees("Decline this request?")
    amara.press("Decline request")
    expect(amara.page.locator("[data-error-summary]")).to_contain_text("Choose a reason")
    amara.choose("Another doctor fits better")
    amara.fill("A few words of your own", "Dr Haddad sees this every day.")
    amara.press("Decline request")
    expect(undo_bar(amara)).to_contain_text("Declined Daniel Reid")
    site.let_a_minute_pass()
    letter = site.mailbox.wait_for(OTHER_PATIENT, about="Dr Osei cannot see you")
    assert "Another doctor fits better. Here are 3 other times." in letter.get_body(("plain",)).get_content()
    daniel.open("/me/notifications/")
    daniel.press("Dr Osei cannot see you")
    daniel.sees("Appointment with Dr Amara Osei")

    daniel.reads("Declined")
    daniel.reads("Dr Haddad sees this every day.")
    site.check_schedule()


def test_a_doctor_declines_several_for_one_reason(visit, site, javascript):
    amara = visit(DOCTOR, javascript=javascript, viewport=DESKTOP)
    amara.open("/doctor/requests/")
    for name in ("Rosa Marin", "Nadia Vogel"):
        amara.choose(f"Select {name}", role="checkbox")
    amara.press("Decline", within=amara.page.locator("#bulk"))
    amara.sees("Decline 2 requests?")
    amara.choose("Another doctor fits better")
    amara.press("Decline requests")
    expect(undo_bar(amara)).to_contain_text("2")

    expect(row_of(amara, "Rosa Marin")).to_have_count(0)
    expect(row_of(amara, "Nadia Vogel")).to_have_count(0)
    site.check_schedule()


def test_a_doctor_moves_a_request(visit, site, javascript):
    amara, daniel = visit(DOCTOR, javascript=javascript, viewport=DESKTOP), visit(OTHER_PATIENT, javascript=javascript)
    amara.open("/doctor/requests/")
    amara.follow("Other time", within=row_of(amara, "Daniel Reid"))
    amara.follow("Move it without asking")
    amara.sees("Choose another time")
    amara.page.locator("main button.slot, main .slots button").first.click()
    amara.sees("Move this appointment?")
    amara.press("Move appointment")
    expect(undo_bar(amara)).to_contain_text("Daniel Reid")
    expect(row_of(amara, "Daniel Reid")).to_have_count(0)
    site.let_a_minute_pass()
    assert site.mailbox.wait_for(OTHER_PATIENT, about="We had to move your appointment")
    daniel.open("/appointments/")

    daniel.reads("Confirmed")
    site.check_schedule()


def test_a_doctor_answers_with_the_keyboard(visit):
    amara = visit(DOCTOR, viewport=DESKTOP)
    amara.open("/doctor/requests/")
    ready = amara.page.locator(".request + .request:has([data-clean])").first.get_attribute("data-row")
    second = amara.page.locator(f"[data-row='{ready}']")
    before = second.locator("xpath=preceding-sibling::li[1]").get_attribute("data-row")
    first = amara.page.locator(f"[data-row='{before}']")
    name = second.locator("h2").inner_text()
    first.locator("input[type=checkbox]").focus()
    amara.page.keyboard.press("j")
    expect(second.locator("input[type=checkbox]")).to_be_focused()
    amara.page.keyboard.press("x")
    expect(second.locator("input[type=checkbox]")).to_be_checked()
    amara.page.keyboard.press("k")
    expect(first.locator("input[type=checkbox]")).to_be_focused()
    amara.page.keyboard.press("Shift+A")
    expect(undo_bar(amara)).to_contain_text(name)

    expect(first).to_be_visible()
    expect(second).to_have_count(0)
