"""Every journey with the keyboard alone, with JavaScript and without: Tab, Enter, Space and the arrow keys."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard
from tests.browser.visitor import ADMINISTRATOR, DESKTOP, DOCTOR, PASSWORD, PATIENT

pytestmark = pytest.mark.browser

FREE_DAY = 35
"""Days from today that have slots and nobody has booked: the demo's diary ends a week before."""
SUBMIT = "main button[type=submit].btn-large"


@pytest.fixture
def at_the_keys(visit, javascript):
    """Return a function that opens a page for somebody and returns them and their keyboard."""

    def sit_down(email, path):
        visitor = visit(email, javascript=javascript, viewport=DESKTOP)
        visitor.open(path)
        return visitor, Keyboard(visitor.page)

    return sit_down


def status_of(site, reference):
    return site.ask("SELECT status FROM appointments_appointment WHERE reference = ?", reference)[0][0]


# --- Patients -------------------------------------------------------------------------------------


def test_signs_in(at_the_keys):
    maria, keys = at_the_keys(None, "/accounts/login/")
    keys.fill("#id_login", PATIENT)
    keys.fill("#id_password", PASSWORD)
    keys.press("Enter")

    maria.sees(re.compile("Maria"))


def test_a_stranger_signs_up_while_booking(at_the_keys, site):
    anna, keys = at_the_keys(None, "/doctors/?q=skin+doctor&city=Oakford")
    keys.enter("a.skip")
    keys.enter("button.slot")
    anna.sees("Tell us who you are")
    keys.fill("#id_full_name", "Anna Weber")
    for part, said in (("day", "27"), ("month", "3"), ("year", "1958")):
        keys.fill(f"[name=date_of_birth_{part}]", said)
    keys.fill("#id_phone", "07700 900123")
    keys.fill("#id_email", "anna.weber@example.net")
    keys.fill("#id_password1", "a long walk by the sea")
    keys.press("Enter")
    anna.sees("Check your email")
    letter = site.mailbox.wait_for("anna.weber@example.net", about="code")
    keys.fill("#id_code", re.search(r"\b\d{6}\b", letter.get_body(("plain",)).get_content()).group())
    keys.press("Enter")
    anna.sees("What would you like help with?")
    keys.fill("textarea", "A rash on my hands.")
    keys.enter(SUBMIT)
    anna.sees("Check and book")
    keys.enter(SUBMIT)

    anna.sees(re.compile("Your appointment is booked|Your request is sent"))
    site.check_schedule()


def test_a_patient_changes_the_time(at_the_keys, site):
    maria, keys = at_the_keys(PATIENT, "/appointments/")
    keys.enter(f"a[href='/appointments/{site.known['confirmed']}/reschedule/']", most=80)
    maria.sees("Choose a new time")
    keys.enter("button.slot")
    maria.sees("Change your appointment")
    keys.enter(SUBMIT)

    maria.reads("Your appointment is changed.")


def test_a_patient_cancels_and_says_why(at_the_keys, site):
    maria, keys = at_the_keys(PATIENT, f"/appointments/{site.known['confirmed']}/")
    keys.enter("a[href$='/cancel/']")
    maria.sees("Cancel this appointment?")
    keys.choose("reason_code", "cannot_make_it")
    keys.enter("main button[type=submit].btn-danger")

    maria.reads("Your appointment is cancelled.")
    assert status_of(site, site.known["confirmed"]) == "cancelled"


def test_a_patient_adds_an_allergy(at_the_keys):
    maria, keys = at_the_keys(PATIENT, "/me/history/")
    keys.enter("a[href$='/add/allergy/']", most=80)
    keys.fill("#id_text", "Hazelnuts")
    keys.enter(SUBMIT)

    maria.reads("Hazelnuts")


# --- Doctors --------------------------------------------------------------------------------------


def test_a_doctor_approves_a_request_and_undoes_it(at_the_keys, site):
    amara, keys = at_the_keys(DOCTOR, "/doctor/requests/")
    waiting = amara.page.locator(".request").count()
    keys.enter(".request form[action$='/approve/'] button", most=80)
    expect(amara.page.locator(".undo")).to_contain_text("Approved")
    expect(amara.page.locator(".request")).to_have_count(waiting - 1)
    keys.enter(".undo button", most=80)

    expect(amara.page.locator(".request")).to_have_count(waiting)


def test_a_doctor_declines_a_request_and_says_why(at_the_keys, site):
    amara, keys = at_the_keys(DOCTOR, "/doctor/requests/")
    keys.enter(".request a[href*='/reject/']", most=80)
    amara.sees("Decline this request?")
    keys.choose("reason_code", "wrong_doctor")
    keys.enter("main button[type=submit].btn-danger")

    expect(amara.page.locator(".undo")).to_contain_text("Declined")


def test_a_doctor_moves_an_appointment(at_the_keys, site):
    amara, keys = at_the_keys(DOCTOR, f"/doctor/appointments/{site.known['confirmed']}/")
    keys.enter("a[href*='/reschedule/']")
    amara.sees("Choose another time")
    keys.enter("main .slots button, main button.slot", most=80)
    amara.sees("Move this appointment?")
    keys.enter(SUBMIT)

    amara.reads("Maria Lopes")
    expect(amara.page.locator(".undo")).to_be_visible()


def test_a_doctor_blocks_time_nobody_has_booked(at_the_keys, site):
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=FREE_DAY)
    amara, keys = at_the_keys(DOCTOR, f"/doctor/?date={day}")
    keys.enter("a[href*='/time-off/add/']", most=60)
    amara.sees("Block time")
    afternoon = amara.page.get_by_label(f"{day.day} {day:%b}, afternoon")
    keys.choose("preset", afternoon.get_attribute("value"))
    keys.enter(SUBMIT)

    amara.reads("Blocked:")
    site.check_schedule()


def test_a_doctor_walks_through_the_week(at_the_keys):
    amara, keys = at_the_keys(DOCTOR, "/doctor/calendar/")
    week = amara.page.locator("h1").inner_text()
    keys.enter("a[href*='week=']", most=60)

    expect(amara.page.locator("h1")).not_to_have_text(week)


# --- Administrators -------------------------------------------------------------------------------


def past_the_rooms(keys):
    """Jump over the list of rooms beside every page, as its first link allows."""
    keys.enter("a.skip-to-content-link", most=1)


def test_an_administrator_finds_an_appointment_and_cancels_it(at_the_keys, site):
    reference = site.known["confirmed"]
    ada, keys = at_the_keys(ADMINISTRATOR, "/admin/appointments/appointment/")
    past_the_rooms(keys)
    keys.fill("#searchbar", reference)
    with ada.page.expect_navigation():
        keys.press("Enter")
    with ada.page.expect_navigation():
        keys.enter("#result_list tbody th a")
    past_the_rooms(keys)
    with ada.page.expect_navigation():
        keys.enter("a[href$='/cancel/do/']")
    past_the_rooms(keys)
    keys.tab_to("select[name=reason_code]")
    keys.type("The doctor is away")
    keys.enter("input[type=submit].default")

    ada.reads("Cancelled")
    assert status_of(site, reference) == "cancelled"
