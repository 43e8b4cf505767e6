"""Booking: the ways of a stranger, of a patient and of a parent, counted against the yardstick."""

import pytest

from tests.browser.visitor import PATIENT

pytestmark = pytest.mark.browser


def test_a_stranger_books_a_first_visit(visit, site, javascript):
    anna = visit(javascript=javascript)
    anna.open("/")
    anna.sees("Find a doctor and book an appointment")
    anna.fill("Doctor, speciality or problem", "skin doctor")
    anna.fill("Town or postcode", "Oakford")
    anna.press("Search")
    anna.sees("skin doctors")
    time = anna.tap_a_time(doctor="Dr Amara Osei")
    anna.sees("Tell us who you are")
    anna.reads(f"{time}")
    anna.fill("Full name", "Anna Weber")
    anna.fill_date_of_birth(27, 3, 1958)
    anna.fill("Mobile", "07700 900123")
    anna.fill("Email", "anna.weber@example.net")
    anna.fill("Password", "a long walk by the sea")
    anna.press("Continue")
    anna.sees("Check your email")
    anna.fill("Code", site.mailbox.code_for("anna.weber@example.net"))
    anna.press("Continue")
    anna.sees("What would you like help with?")
    anna.fill("In your own words", "An itch that does not go away.")
    anna.press("Continue")
    anna.sees("Check and book")
    anna.press("Book this appointment")
    anna.sees("Your appointment is booked")

    assert anna.counts == {"clicks": 6, "fields": 9, "pages": 7}
    anna.reads(time)
    assert site.mailbox.wait_for("anna.weber@example.net", about="Booked")


def test_a_patient_books_a_first_visit(visit, site, javascript):
    maria = visit(PATIENT, javascript=javascript)
    maria.open("/")
    maria.fill("Doctor, speciality or problem", "skin doctor")
    maria.fill("Town or postcode", "Oakford")
    maria.press("Search")
    maria.tap_a_time(doctor="Dr Amara Osei")
    print(maria.path, maria.heading.inner_text())
    assert maria.counts == {"clicks": 4, "fields": 3, "pages": 5}
