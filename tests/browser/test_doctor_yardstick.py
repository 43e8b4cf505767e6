"""A doctor's tasks of the yardstick, each from the page it begins on, with no more presses and pages than it wants."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_doctor_day import begin, status_of
from tests.browser.visitor import DESKTOP, DOCTOR

pytestmark = pytest.mark.browser

FREE_DAY = 35
"""Days from today that have slots and nobody has booked: the demo's diary ends a week before."""
COUNT_PRINTING = "window.printed = 0; window.print = () => { window.printed += 1; }"
WHERE_IT_IS = {("GET", "/doctor/")}


@pytest.fixture
def amara(visit, javascript):
    return visit(DOCTOR, javascript=javascript, viewport=DESKTOP)


@pytest.fixture
def a_free_day():
    return dt.datetime.now(dt.UTC).date() + dt.timedelta(days=FREE_DAY)


@pytest.fixture
def a_booked_day(site):
    """Return a day that three patients or more have booked with Dr Osei, after tomorrow, and who they are."""
    question = (
        "SELECT date(a.starts_at), count(*), group_concat(a.reference) FROM appointments_appointment a"
        " JOIN accounts_doctor d ON d.id = a.doctor_id"
        " WHERE d.slug = 'amara-osei' AND a.status = 'confirmed' AND date(a.starts_at) > date('now', '+1 day')"
        " GROUP BY 1 HAVING count(*) >= 3 ORDER BY 1 LIMIT 1"
    )
    ((day, _count, references),) = site.ask(question)
    return dt.date.fromisoformat(day), references.split(",")


def open_slots(site, day):
    question = (
        "SELECT count(*) FROM scheduling_timeslot s JOIN accounts_doctor d ON d.id = s.doctor_id"
        " WHERE d.slug = 'amara-osei' AND s.status = 'open' AND s.local_date = ?"
    )
    return site.ask(question, str(day))[0][0]


def test_row_9_approves_ten_requests(amara, site):
    amara.open("/doctor/")
    amara.follow("Requests", within=amara.page.get_by_role("banner"))
    amara.sees("Requests")
    waiting = amara.page.locator(".request").count()
    amara.follow(re.compile("without problems"))
    expect(amara.page.locator(".request input:checked").first).to_be_visible()
    ticked = amara.page.locator(".request input:checked").count()
    amara.press("Approve", within=amara.page.locator("#bulk"))
    undo = amara.page.locator(".undo")
    expect(undo).to_contain_text(f"{ticked} approved")

    assert ticked >= 10
    amara.works_within(clicks=3, fields=0, pages=2)
    expect(amara.page.locator(".request")).to_have_count(waiting - ticked)
    amara.press("Undo all", within=undo)
    expect(amara.page.locator(".request")).to_have_count(waiting)
    site.check_schedule()


def test_row_10_offers_another_time(amara, site):
    amara.open("/doctor/requests/")
    row = amara.page.locator(".request").filter(has_text="Daniel Reid")
    amara.follow("Other time", within=row)
    amara.page.locator("main label.slot").first.click()
    amara.clicks += 1
    amara.press("Send the offer")
    expect(amara.page.locator(".undo")).to_contain_text("Offered other times to Daniel Reid")

    amara.works_within(clicks=3, fields=0, pages=2)
    site.check_schedule()


def test_row_11_blocks_an_afternoon_nobody_has_booked(amara, site, a_free_day):
    before = open_slots(site, a_free_day)
    amara.open(f"/doctor/calendar/?week={a_free_day}")
    amara.follow("Block time")
    amara.sees("Block time")
    amara.choose(f"{a_free_day.day} {a_free_day:%b}, afternoon")
    amara.press("Block this time")
    amara.reads("Blocked:")

    assert amara.path == "/doctor/calendar/"
    amara.works_within(clicks=3, fields=0, pages=2)
    assert 0 < open_slots(site, a_free_day) < before
    site.check_schedule()


@pytest.mark.parametrize("answer", ["Keep them", "Cancel and say sorry"])
def test_row_12_blocks_a_day_that_patients_have_booked(amara, site, a_booked_day, answer):
    day, references = a_booked_day
    amara.open(f"/doctor/calendar/?week={day}")
    amara.follow("Block time")
    amara.sees("Block time")
    amara.choose(f"{day.day} {day:%b}, all day")
    amara.press("Block this time")
    amara.sees("booked")
    amara.reads("Nothing has been changed yet.")
    assert open_slots(site, day) > 0
    amara.choose(answer)
    amara.press("Continue")
    amara.reads("Blocked:")

    amara.works_within(clicks=5, fields=0, pages=3)
    assert open_slots(site, day) == 0
    became = "cancelled" if answer.startswith("Cancel") else "confirmed"
    assert {status_of(site, reference) for reference in references} == {became}
    site.check_schedule()


def test_row_13_sets_a_week_of_nine_to_five_with_lunch(visit, site, javascript):
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
    ada.works_within(clicks=3, fields=4, pages=1 if javascript else 2)
    expect(ada.page.locator(".sessions > li")).to_have_count(10)
    site.check_schedule()


def test_row_14_marks_a_patient_as_missed(amara, site):
    reference, day = begin(site, minutes_ago=20, status="confirmed")
    amara.open(f"/doctor/?date={day}")
    row = amara.page.locator(".day-item").filter(has_text="Maria Lopes")
    amara.start_counting()
    amara.press("Missed", within=row)
    expect(amara.page.locator(".undo")).to_contain_text("Maria Lopes was missed.")

    assert amara.clicks <= 1
    assert amara.fields == 0
    assert amara.met == WHERE_IT_IS
    assert status_of(site, reference) == "no_show"


def test_row_15_sees_the_reason_and_the_allergies_of_who_is_in_the_room(amara, site):
    _reference, day = begin(site, minutes_ago=0, status="in_progress")
    amara.open(f"/doctor/?date={day}")
    room = amara.page.locator(".now-card")
    expect(room.get_by_role("heading")).to_have_text("Maria Lopes")
    expect(room).to_contain_text("To see how it heals.")
    expect(room).to_contain_text("Allergies")
    expect(room).to_contain_text("Penicillin")

    expect(room).to_be_in_viewport(ratio=1)
    assert (amara.clicks, amara.fields) == (0, 0)
    assert amara.met == WHERE_IT_IS


def test_row_19_prints_tomorrows_list(visit):
    amara = visit(DOCTOR, viewport=DESKTOP)
    amara.page.add_init_script(COUNT_PRINTING)
    amara.open("/doctor/calendar/")
    amara.start_counting()
    amara.follow("Tomorrow’s list")
    amara.sees(re.compile(r"\d{4}$"))  # a day, in full
    amara.press("Print")

    assert amara.page.evaluate("window.printed") == 1
    amara.works_within(clicks=2, fields=0, pages=1)
