"""Booking: the ways of a stranger, of a patient and of a parent, counted against the yardstick."""

import pytest

from tests.browser.visitor import DESKTOP, OTHER_PATIENT, PATIENT, PHONE

pytestmark = pytest.mark.browser

RESULTS = "/doctors/?q=skin+doctor&city=Oakford"
AMARA = "Dr Amara Osei"


def test_a_stranger_books_a_first_visit(visit, site, javascript):
    anna = visit(javascript=javascript)
    anna.open("/")
    anna.sees("Find a doctor and book an appointment")
    anna.fill("Doctor, speciality or problem", "skin doctor")
    anna.fill("Town or postcode", "Oakford")
    anna.press("Search")
    anna.sees("skin doctors")
    time = anna.tap_a_time(doctor=AMARA)
    anna.sees("Tell us who you are")
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
    anna.reads("An itch that does not go away.")
    assert site.mailbox.wait_for("anna.weber@example.net", about="Booked")
    site.check_schedule()


def test_a_patient_books_a_first_visit(visit, javascript):
    daniel = visit(OTHER_PATIENT, javascript=javascript)
    daniel.open("/")
    daniel.fill("Doctor, speciality or problem", "skin doctor")
    daniel.fill("Town or postcode", "Oakford")
    daniel.press("Search")
    daniel.sees("skin doctors")
    daniel.tap_a_time(doctor=AMARA)
    daniel.sees("What would you like help with?")
    daniel.fill("In your own words", "A rash on my hands.")
    daniel.press("Continue")
    daniel.sees("Check and book")
    daniel.press("Book this appointment")
    daniel.sees("Your appointment is booked")

    assert daniel.counts == {"clicks": 4, "fields": 3, "pages": 5}


def test_a_doctor_who_confirms_is_asked(visit, site, javascript):
    daniel = visit(OTHER_PATIENT, javascript=javascript)
    daniel.open(RESULTS)
    daniel.tap_a_time(doctor="Dr Tomasz Nowak")
    daniel.sees("What would you like help with?")
    daniel.press("Continue")
    daniel.sees("Check and book")
    daniel.press("Send request")
    daniel.sees("Your request is sent")

    daniel.reads("It is not booked yet.")
    assert site.mailbox.wait_for("doctor2@example.com", about="request")


def test_a_patient_books_again_with_the_same_doctor(visit, site, javascript):
    quentin = visit(site.known["patient_with_a_past"], javascript=javascript)
    quentin.open("/me/")
    quentin.sees("Hello")
    quentin.press(f"Other times with {AMARA}")
    quentin.sees("Choose a time")
    quentin.tap_a_time(nth=-1)
    quentin.sees("Check and book")
    quentin.press("Book this appointment")
    quentin.sees("Your appointment is booked")

    assert quentin.counts == {"clicks": 3, "fields": 0, "pages": 4}


def test_a_patient_takes_the_next_free_time_of_the_same_doctor(visit, site, javascript):
    quentin = visit(site.known["patient_with_a_past"], javascript=javascript)
    quentin.open("/me/")
    quentin.press("Book", within=quentin.page.locator(".again").filter(has_text=AMARA))
    quentin.sees("Check and book")
    quentin.press("Book this appointment")
    quentin.sees("Your appointment is booked")

    assert quentin.counts == {"clicks": 2, "fields": 0, "pages": 3}


def test_a_parent_books_for_a_child(visit, site, javascript):
    maria = visit(PATIENT, javascript=javascript)
    maria.open(RESULTS)
    maria.tap_a_time(doctor=AMARA)
    maria.sees("Who is the appointment for?")
    maria.choose("Leo Lopes")
    maria.press("Continue")
    maria.sees("What would you like help with?")
    maria.press("Continue")
    maria.sees("Check and book")
    maria.press("Book this appointment")
    maria.sees("Your appointment is booked")

    assert maria.counts == {"clicks": 5, "fields": 0, "pages": 5}
    maria.reads("Leo Lopes")


def test_a_parent_adds_a_child_while_booking(visit, javascript):
    daniel = visit(OTHER_PATIENT, javascript=javascript)
    daniel.open(RESULTS)
    daniel.tap_a_time(doctor=AMARA)
    daniel.follow("This appointment is for someone else")
    daniel.sees("Who is the appointment for?")
    daniel.choose("Someone else")
    daniel.fill("Their full name", "Mia Reid")
    daniel.fill_date_of_birth(1, 9, 2019)
    daniel.select("You are their", "child")
    daniel.choose("They know that I book for them", role="checkbox")
    daniel.press("Continue")
    daniel.sees("What would you like help with?")
    daniel.press("Continue")
    daniel.sees("Check and book")
    daniel.press("Book this appointment")
    daniel.sees("Your appointment is booked")

    daniel.reads("Mia Reid")


@pytest.mark.parametrize(("viewport", "clicks", "pages"), [(DESKTOP, 2, 1), (PHONE, 3, 2)], ids=["desktop", "phone"])
def test_a_patient_looks_for_evening_times(visit, javascript, viewport, clicks, pages):
    anna = visit(javascript=javascript, viewport=viewport)
    anna.open("/doctors/")
    if viewport is PHONE:
        anna.follow("Filters")
        anna.sees("Filters")
    anna.choose("Evening", role="checkbox")
    if javascript and viewport is DESKTOP:
        clicks = 1  # the results follow the choice
    else:
        anna.press("Show results")
    anna.page.wait_for_url("**/doctors/?*time=evening*")
    anna.sees("doctor")

    assert anna.counts_of_work == {"clicks": clicks, "fields": 0, "pages": pages}
