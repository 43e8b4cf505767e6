"""A doctor's time: blocking it, with and without patients in it, one slot of a day, more hours."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import DESKTOP, DOCTOR, PATIENT

pytestmark = pytest.mark.browser

FREE_DAY = 35
"""Days from today that have slots and nobody has booked: the demo's diary ends a week before."""


@pytest.fixture
def amara(visit, javascript):
    return visit(DOCTOR, javascript=javascript, viewport=DESKTOP)


@pytest.fixture
def free_day():
    return dt.datetime.now(dt.UTC).date() + dt.timedelta(days=FREE_DAY)


def open_slots(site, day):
    """Return how many slots of Dr Osei are open on ``day``."""
    question = (
        "SELECT count(*) FROM scheduling_timeslot s JOIN accounts_doctor d ON d.id = s.doctor_id"
        " WHERE d.slug = 'amara-osei' AND s.status = 'open' AND s.local_date = ?"
    )
    return site.ask(question, str(day))[0][0]


def status_of(site, reference):
    return site.ask("SELECT status FROM appointments_appointment WHERE reference = ?", reference)[0][0]


def day_of(site, reference):
    """Return the date of an appointment at a clinic in London."""
    text = site.ask("SELECT starts_at FROM appointments_appointment WHERE reference = ?", reference)[0][0]
    return dt.date.fromisoformat(text[:10])


def test_blocks_an_afternoon_nobody_has_booked(amara, site, free_day):
    before = open_slots(site, free_day)
    amara.open(f"/doctor/?date={free_day}")
    amara.follow("Block time")
    amara.sees("Block time")
    amara.choose(f"{free_day.day} {free_day:%b}, afternoon")
    amara.press("Block this time")
    amara.sees(f"{free_day:%A} {free_day.day} {free_day:%B}")

    assert amara.counts_of_work == {"clicks": 3, "fields": 0, "pages": 2}
    amara.reads("Blocked:")
    assert 0 < open_slots(site, free_day) < before
    amara.press("Open again", within=amara.page.locator(".day-item.is-blocked"))
    amara.reads("The time is open again.")
    assert open_slots(site, free_day) == before
    site.check_schedule()


def test_is_asked_what_happens_to_patients_and_keeps_them(amara, site):
    reference = site.known["confirmed"]
    day = day_of(site, reference)
    amara.open(f"/doctor/?date={day}")
    amara.follow("Block time")
    amara.choose(f"{day.day} {day:%b}, all day")
    amara.press("Block this time")
    amara.sees("booked")
    amara.reads("Maria Lopes")
    amara.reads("Nothing has been changed yet.")
    assert open_slots(site, day) > 0
    amara.choose("Keep them")
    amara.press("Continue")
    amara.sees(f"{day:%A} {day.day} {day:%B}")

    assert amara.counts_of_work == {"clicks": 5, "fields": 0, "pages": 3}
    assert open_slots(site, day) == 0
    assert status_of(site, reference) == "confirmed"
    site.check_schedule()


def test_is_asked_what_happens_to_patients_and_says_sorry(amara, visit, site):
    reference = site.known["confirmed"]
    day = day_of(site, reference)
    amara.open(f"/doctor/time-off/add/?date={day}")
    amara.choose(f"{day.day} {day:%b}, all day")
    amara.press("Block this time")
    amara.sees("booked")
    amara.press("Continue")
    expect(amara.page.locator("[data-error-summary]")).to_contain_text("Choose what should happen")
    amara.choose("Cancel and say sorry")
    amara.fill("A few words for the patients", "I am at a conference.")
    amara.press("Continue")
    amara.sees("Time off")
    assert status_of(site, reference) == "cancelled"
    site.let_a_minute_pass()

    assert site.mailbox.wait_for(PATIENT, about="is cancelled")
    site.check_schedule()


def test_blocks_one_slot_and_opens_it_again(amara, site, free_day):
    before = open_slots(site, free_day)
    amara.open(f"/doctor/slots/?date={free_day}")
    amara.sees("Slots")
    amara.press("Block", within=amara.page.locator(".slot-list").first)
    amara.reads("Blocked 8:00am.")
    assert open_slots(site, free_day) == before - 1
    amara.press("Open again", within=amara.page.locator(".slot-list").first)
    amara.reads("Opened 8:00am.")

    assert open_slots(site, free_day) == before
    site.check_schedule()


def test_opens_a_slot_outside_the_hours(amara, site, free_day):
    before = open_slots(site, free_day)
    amara.open(f"/doctor/slots/?date={free_day}")
    amara.fill("Time", "18:30")
    amara.press("Open slot")
    amara.reads("Opened 6:30pm.")

    assert open_slots(site, free_day) == before + 1
    site.check_schedule()


def test_blocks_free_time_from_the_day(amara, site, free_day):
    amara.open(f"/doctor/?date={free_day}")
    amara.press("Block", within=amara.page.locator(".day-item.is-free").first)
    amara.reads("Blocked 8:00am to midday.")

    expect(amara.page.locator(".day-item.is-blocked")).to_have_count(1)
    site.check_schedule()


def test_sets_a_week_of_nine_to_five_with_lunch(visit, site, javascript):
    ada = visit(site.known["doctor_without_hours"], javascript=javascript, viewport=DESKTOP)
    ada.open("/doctor/hours/")
    ada.sees("Hours")
    ada.choose("Monday", role="checkbox")
    for label, time in (("From", "09:00"), ("To", "17:00"), ("Break from", "12:00"), ("Break to", "13:00")):
        ada.fill(f"Monday: {label}", time, exact=True)
    ada.press("Copy Monday to Tuesday–Friday")
    expect(ada.page.get_by_label("Friday: Break to", exact=True)).to_have_value("13:00")
    ada.press("Save the week")
    ada.reads("Your week is saved.")

    # Without script the copy is a page of its own, and nothing else is different.
    assert ada.counts_of_work == {"clicks": 3, "fields": 4, "pages": 1 if javascript else 2}
    expect(ada.page.locator(".sessions > li")).to_have_count(10)
    site.check_schedule()


def test_adds_hours_and_patients_can_book_them(amara, visit, site, javascript, free_day):
    before = open_slots(site, free_day)
    amara.open("/doctor/hours/")
    amara.sees("Hours")
    amara.follow("Add hours")
    amara.sees("Add hours")
    amara.select("Day", f"{free_day.weekday()}")
    amara.fill("From", "18:00", exact=True)
    amara.fill("To", "20:00", exact=True)
    amara.fill("From which day?", f"{free_day}")
    amara.press("Add hours")
    amara.sees("Hours")
    assert open_slots(site, free_day) == before + 6
    maria = visit(PATIENT, javascript=javascript)
    maria.open(f"/doctors/amara-osei/times/?week={free_day}&visit_type=follow-up")
    maria.sees("Free times with Dr Amara Osei")

    expect(maria.page.locator("button.slot", has_text="6:00pm")).to_have_count(1)
    site.check_schedule()
