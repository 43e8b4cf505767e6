"""Changing and cancelling one's own appointment, counted against the yardstick."""

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import DOCTOR, PATIENT

pytestmark = pytest.mark.browser


def card_of(visitor, reference):
    link = visitor.page.locator(f'a[href="/appointments/{reference}/"]')
    return visitor.page.locator(".card.appointment").filter(has=link)


def test_a_patient_changes_the_time(visit, site, javascript):
    maria, reference = visit(PATIENT, javascript=javascript), site.known["confirmed"]
    maria.open("/appointments/")
    maria.sees("My appointments")
    maria.follow("Change time", within=card_of(maria, reference))
    maria.sees("Choose a new time")
    expect(maria.page.locator(".now-booked")).to_contain_text("your appointment now")
    time = maria.tap_a_time()
    maria.sees("Change your appointment")
    maria.reads("The old time is given up only when the new one is yours.")
    maria.press("Change my appointment")
    maria.sees("Appointment with Dr Amara Osei")

    assert maria.counts == {"clicks": 3, "fields": 0, "pages": 4}
    maria.reads("Your appointment is changed.")
    maria.reads(time)
    assert site.mailbox.wait_for(PATIENT, about="Changed")
    site.check_schedule()


def test_a_patient_looks_at_another_week_before_changing(visit, site, javascript):
    maria = visit(PATIENT, javascript=javascript)
    maria.open(f"/appointments/{site.known['confirmed']}/reschedule/")
    this_week = maria.page.locator("#times-heading").inner_text()
    maria.page.locator(".week-after").click()
    expect(maria.page.locator("#times-heading")).not_to_have_text(this_week)
    if javascript:
        expect(maria.page.locator("#times-heading")).to_be_focused()
        expect(maria.page.locator("#say")).to_contain_text("times")
    maria.page.go_back()

    expect(maria.page.locator("#times-heading")).to_have_text(this_week)


def test_a_patient_cancels(visit, site, javascript):
    maria, reference = visit(PATIENT, javascript=javascript), site.known["confirmed"]
    maria.open(f"/appointments/{reference}/")
    maria.sees("Appointment with Dr Amara Osei")
    maria.follow("Cancel appointment")
    maria.sees("Cancel this appointment?")
    maria.press("Cancel appointment")
    maria.sees("Appointment with Dr Amara Osei")

    assert maria.counts == {"clicks": 2, "fields": 0, "pages": 3}
    maria.reads("Your appointment is cancelled. Someone else can now use the time.")
    assert site.mailbox.wait_for(PATIENT, about="Cancelled")
    site.check_schedule()


def test_a_page_that_is_out_of_date_changes_nothing(visit, site, javascript):
    maria, reference = visit(PATIENT, javascript=javascript), site.known["confirmed"]
    old_tab = maria.new_tab()
    old_tab.goto(f"/appointments/{reference}/cancel/")
    maria.open(f"/appointments/{reference}/reschedule/")
    maria.tap_a_time()
    maria.press("Change my appointment")
    maria.sees("Appointment with Dr Amara Osei")
    old_tab.get_by_role("button", name="Cancel appointment").click()

    expect(old_tab.locator("h1")).to_have_text("Cancel this appointment?")
    expect(old_tab.locator("[data-error-summary]")).to_be_visible()
    assert site.ask("SELECT status FROM appointments_appointment WHERE reference = ?", reference) == [("confirmed",)]


def test_the_doctor_reads_who_cancelled(visit, site, javascript):
    maria, amara = visit(PATIENT, javascript=javascript), visit(DOCTOR, javascript=javascript)
    maria.open(f"/appointments/{site.known['confirmed']}/cancel/")
    maria.choose("I cannot make the time")
    maria.press("Cancel appointment")
    maria.reads("Your appointment is cancelled.")
    amara.open("/me/notifications/")
    amara.sees("Messages")

    amara.reads("Cancelled")
    amara.reads("Maria Lopes")
