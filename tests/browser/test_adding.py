"""A doctor adds appointments: for whom they know, for somebody new, for who stands at the desk, beside a full time."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.adding_ways import a_taken_time, form_for_maria, somebody_new, time_taken
from tests.browser.visitor import DESKTOP, DOCTOR, PATIENT
from tests.browser.ways import in_days

pytestmark = pytest.mark.browser
FREE_DAY = 35


@pytest.fixture
def amara(visit, javascript):
    return visit(DOCTOR, javascript=javascript, viewport=DESKTOP)


def from_free_time(amara):
    """Go from the first free time of a far day to the question for whom; return the clock time it begins at."""
    amara.open(f"/doctor/?date={in_days(FREE_DAY)}")
    amara.start_counting()
    row = amara.page.locator(".day-item.is-free").first
    begins = re.search(r"Free (\S+) to", row.inner_text()).group(1)
    amara.follow("Add", within=row)
    amara.sees("Add an appointment")
    return begins


def line_of(amara, name):
    return amara.page.locator(".day-item").filter(has_text=name)


def test_gives_free_time_to_a_patient_they_know(amara, visit):
    begins = from_free_time(amara)
    amara.fill("Name, date of birth, phone or record number", "lopes")
    amara.press("Search")
    amara.follow("Maria Lopes")
    expect(amara.page.get_by_label("Day of the visit")).to_have_value(f"{in_days(FREE_DAY)}")
    amara.press("Book appointment")
    amara.reads("Booked: Maria Lopes")

    expect(line_of(amara, "Maria Lopes").first).to_contain_text(begins)
    amara.works_within(clicks=4, fields=1, pages=5)
    maria = visit(PATIENT)
    maria.open("/me/notifications/")
    maria.reads("Booked")


def test_gives_free_time_to_somebody_new(amara):
    begins = from_free_time(amara)
    amara.follow("New patient")
    somebody_new(amara, name="Hanna Bergström", born=(3, 2, 1990))
    amara.press("Book appointment")
    amara.reads("Booked: Hanna Bergström")

    expect(line_of(amara, "Hanna Bergström")).to_contain_text(begins)
    amara.works_within(clicks=3, fields=3, pages=4)


def test_asks_whether_somebody_new_is_one_they_know(amara, site):
    from_free_time(amara)
    amara.follow("New patient")
    somebody_new(amara, name="maria lopes", born=site.known["maria_born"])
    amara.press("Book appointment")
    amara.reads("Is it them?")
    amara.choose(re.compile(site.known["maria"]))
    amara.press("Book appointment")
    amara.reads("Booked: Maria Lopes")

    assert site.ask("SELECT COUNT(*) FROM accounts_patient WHERE lower(full_name) = 'maria lopes'") == [(1,)]


def test_takes_in_who_stands_at_the_desk(amara, site):
    # Whoever is with her just now sits elsewhere: the test is no different at noon and at night.
    site.change(
        "UPDATE scheduling_timeslot SET lane = lane + 20 WHERE status = 'booked' AND local_date BETWEEN ? AND ?"
        " AND doctor_id = (SELECT id FROM accounts_doctor WHERE slug = 'amara-osei')",
        *(f"{in_days(days)}" for days in (-1, 1)),
    )
    amara.open("/doctor/")
    amara.start_counting()
    amara.follow("Walk-in")
    amara.sees("Walk-in")
    amara.follow("New patient")
    somebody_new(amara, name="Hanna Bergström", born=(3, 2, 1990))
    amara.press("Add walk-in")
    amara.reads("Hanna Bergström is here")

    line = line_of(amara, "Hanna Bergström")
    expect(line).to_contain_text("Walk-in")
    expect(line).to_contain_text("Checked in")
    expect(line).to_contain_text("Here since")
    amara.works_within(clicks=3, fields=3, pages=3)


def test_somebody_elses_time_leads_to_the_nearest_free_one(amara):
    time_taken(amara)
    amara.reads("Somebody has this time.")
    amara.page.locator("button.slot").first.click()

    amara.reads("Booked: Maria Lopes")


def test_books_beside_a_full_time_with_a_reason(amara, visit):
    day, _time = a_taken_time(amara)
    time_taken(amara)
    amara.press("Book it anyway")
    amara.reads("Say why it is booked all the same")
    amara.fill("Why is it booked all the same?", "Fever since the night")
    amara.press("Book it anyway")
    amara.reads("Booked: Maria Lopes")

    expect(line_of(amara, "Maria Lopes").first).to_contain_text("Overbooked")
    amara.open(f"/doctor/calendar/?week={day}")
    expect(amara.page.get_by_role("link", name=re.compile("^Maria Lopes, .*Overbooked"))).to_be_visible()
    maria = visit(PATIENT)
    maria.open("/appointments/")
    expect(maria.page.locator("body")).not_to_contain_text("Overbooked")


def test_enter_means_what_was_typed_and_not_the_first_button(amara):
    time_taken(amara)
    amara.fill("Day of the visit", f"{in_days(FREE_DAY)}")
    amara.fill("Time", "07:00", exact=True)
    amara.page.get_by_label("Time", exact=True).press("Enter")
    amara.reads("Booked: Maria Lopes")

    expect(line_of(amara, "Maria Lopes").first).to_contain_text("7:00am")


def test_the_form_is_reached_by_keys_alone(amara):
    form_for_maria(amara)
    amara.fill("Day of the visit", f"{in_days(FREE_DAY)}")
    amara.fill("Time", "07:00")
    amara.page.get_by_label("Reason in the patient's words").focus()
    amara.page.keyboard.press("Tab")
    amara.page.keyboard.press("Enter")

    amara.reads("Booked: Maria Lopes")
