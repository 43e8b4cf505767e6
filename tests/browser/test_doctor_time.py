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
