"""Booking when something is in the way: somebody was faster, a second tab, the Back button, a forgotten answer."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import OTHER_PATIENT, PATIENT

pytestmark = pytest.mark.browser

RESULTS = "/doctors/?q=skin+doctor&city=Oakford"
AMARA = "Dr Amara Osei"


def up_to_the_check(patient, *, reason):
    """Lead somebody who books for nobody else to the last page of a booking."""
    patient.open(RESULTS)
    time = patient.tap_a_time(doctor=AMARA)
    patient.sees("What would you like help with?")
    patient.fill("In your own words", reason)
    patient.press("Continue")
    patient.sees("Check and book")
    return time


def appointments_of(site, email):
    return site.ask(
        "SELECT a.reference FROM appointments_appointment a JOIN accounts_patient p ON p.id = a.patient_id"
        " JOIN accounts_user u ON u.id = p.user_id WHERE u.email = ?",
        email,
    )


def test_somebody_was_faster(visit, site, javascript):
    daniel, maria = visit(OTHER_PATIENT, javascript=javascript), visit(PATIENT, javascript=javascript)
    time = up_to_the_check(daniel, reason="A rash on my hands.")
    site.let_holds_lapse()
    maria.open(RESULTS)
    assert maria.tap_a_time(doctor=AMARA) == time
    maria.sees("Who is the appointment for?")
    maria.choose("Me", exact=True)
    maria.press("Continue")
    maria.press("Continue")
    maria.sees("Check and book")
    maria.press("Book this appointment")
    maria.sees("Your appointment is booked")
    daniel.press("Book this appointment")
    daniel.sees(f"Someone just took {time}")
    daniel.reads("Your answers are saved. Choose another time with Dr Osei:")
    assert 1 <= daniel.page.locator(".nearest button").count() <= 5
    daniel.page.locator(".nearest button").first.click()
    daniel.sees("Check and book")
    daniel.reads("A rash on my hands.")
    daniel.press("Book this appointment")
    daniel.sees("Your appointment is booked")

    daniel.reads("A rash on my hands.")
    site.check_schedule()


def test_a_time_somebody_holds_is_not_offered_to_others(visit, javascript):
    daniel, maria = visit(OTHER_PATIENT, javascript=javascript), visit(PATIENT, javascript=javascript)
    maria.open(RESULTS)
    daniel.open(RESULTS)
    time = daniel.tap_a_time(doctor=AMARA)
    daniel.sees("What would you like help with?")
    if javascript:
        # Her page has heard of it: the time stays where it was, and is no button any more.
        expect(maria.page.locator(".is-taken").first).to_contain_text(time)
        return
    maria.tap_a_time(doctor=AMARA)

    maria.sees(f"Someone just took {time}")


def test_book_pressed_in_two_tabs_books_once(visit, site, javascript):
    daniel = visit(OTHER_PATIENT, javascript=javascript)
    before = len(appointments_of(site, OTHER_PATIENT))
    up_to_the_check(daniel, reason="A rash on my hands.")
    other_tab = daniel.new_tab()
    other_tab.goto(daniel.page.url)
    buttons = [tab.get_by_role("button", name="Book this appointment") for tab in (daniel.page, other_tab)]
    for button in buttons:
        button.click(no_wait_after=True)
    for tab in (daniel.page, other_tab):
        expect(tab.locator("h1")).to_have_text("Your appointment is booked")

    assert daniel.page.url == other_tab.url
    assert len(appointments_of(site, OTHER_PATIENT)) == before + 1
    site.check_schedule()


def test_book_pressed_twice_books_once(visit, site, javascript):
    daniel = visit(OTHER_PATIENT, javascript=javascript)
    before = len(appointments_of(site, OTHER_PATIENT))
    up_to_the_check(daniel, reason="A rash on my hands.")
    daniel.page.get_by_role("button", name="Book this appointment").dblclick(no_wait_after=True)
    daniel.sees("Your appointment is booked")

    assert len(appointments_of(site, OTHER_PATIENT)) == before + 1


def test_the_back_button_keeps_answers_and_books_nothing_twice(visit, site, javascript):
    daniel = visit(OTHER_PATIENT, javascript=javascript)
    before = len(appointments_of(site, OTHER_PATIENT))
    up_to_the_check(daniel, reason="A rash on my hands.")
    daniel.page.go_back()
    daniel.sees("What would you like help with?")
    expect(daniel.page.get_by_label("In your own words")).to_have_value("A rash on my hands.")
    daniel.press("Continue")
    daniel.sees("Check and book")
    daniel.press("Book this appointment")
    daniel.sees("Your appointment is booked")
    booked = daniel.path
    daniel.page.go_back()
    daniel.sees("Your appointment is booked")

    assert daniel.path == booked
    assert len(appointments_of(site, OTHER_PATIENT)) == before + 1


def test_who_has_an_account_signs_in_and_keeps_the_time(visit, javascript):
    daniel = visit(javascript=javascript)
    daniel.open(RESULTS)
    time = daniel.tap_a_time(doctor=AMARA)
    daniel.sees("Tell us who you are")
    daniel.follow("I have an account: sign in")
    daniel.sees("Sign in")
    daniel.sign_in_by_form(OTHER_PATIENT)
    daniel.sees("What would you like help with?")

    daniel.reads(time)


def test_what_was_forgotten_is_said_at_its_field(visit, javascript):
    anna = visit(javascript=javascript)
    anna.open(RESULTS)
    anna.tap_a_time(doctor=AMARA)
    anna.sees("Tell us who you are")
    anna.fill("Full name", "Anna Weber")
    anna.press("Continue")
    summary = anna.page.locator("[data-error-summary]")
    expect(summary).to_contain_text("Enter your date of birth, like 27 3 1958")
    if javascript:
        expect(summary).to_be_focused()

    assert anna.page.title() == "Error: Tell us who you are – Fernhill Health"
    expect(anna.page.get_by_label("Full name")).to_have_value("Anna Weber")
    email = anna.page.get_by_label("Email")
    assert email.get_attribute("aria-invalid") == "true"
    expect(anna.page.locator("#id_email_error")).to_contain_text("Enter an email address")
    assert "id_email_error" in email.get_attribute("aria-describedby")


def test_a_time_that_goes_is_asked_for_before_it_is_gone(visit, site):
    daniel = visit(OTHER_PATIENT)
    daniel.page.clock.install()
    daniel.open(RESULTS)
    daniel.tap_a_time(doctor=AMARA)
    daniel.sees("What would you like help with?")
    daniel.fill("In your own words", "Half a sen")
    hold = daniel.page.locator("[data-held-until]")
    expect(hold).to_be_hidden()
    daniel.page.clock.fast_forward("08:30")
    expect(hold).to_be_visible()
    expect(hold).to_contain_text(re.compile(r"We keep .+ for you for 2 more minutes\."))
    daniel.press("Keep it longer")
    expect(hold).to_be_hidden()

    expect(daniel.page.get_by_label("In your own words")).to_have_value("Half a sen")
