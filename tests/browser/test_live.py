"""Pages change while they are open: what somebody else does is seen without reloading."""

import re
from statistics import median

import pytest
from playwright.sync_api import expect

from tests.browser.live_changes import LONGEST, ON_A_BUSY_MACHINE, p95, seconds_until_seen
from tests.browser.on_postgres import OnPostgres
from tests.browser.test_doctor_day import begin
from tests.browser.visitor import ADMINISTRATOR, DESKTOP, DOCTOR, OTHER_PATIENT, PATIENT

pytestmark = pytest.mark.browser

PROFILE = "/doctors/amara-osei/"


@pytest.fixture
def report(capsys):
    """Print figures where whoever runs the tests sees them."""

    def say(words):
        with capsys.disabled():
            print(f"\n  live: {words}")  # noqa: T201

    return say


def first_time(visitor):
    return visitor.page.locator(".week-days button.slot").locator("visible=true").first


def row_of(visitor, name):
    return visitor.page.locator("[data-row]").filter(has_text=name)


def test_a_change_of_status_is_seen_within_a_second(browser, site, report):
    taken = seconds_until_seen(browser, site, report)

    assert median(taken) <= LONGEST
    assert p95(taken) <= ON_A_BUSY_MACHINE


@pytest.mark.postgres
def test_a_change_of_status_is_seen_within_a_second_on_postgresql(browser, tmp_path, report):
    with OnPostgres(tmp_path).running() as site:
        taken = seconds_until_seen(browser, site, report)
        trouble = site.trouble()

    assert median(taken) <= LONGEST
    assert p95(taken) <= ON_A_BUSY_MACHINE
    assert not trouble


def test_the_page_says_what_happened_and_takes_no_focus(visit):
    amara, daniel = visit(DOCTOR, viewport=DESKTOP), visit(OTHER_PATIENT)
    daniel.open("/appointments/")
    daniel.follow(re.compile("Amara Osei"), within=daniel.page.get_by_role("region", name="Waiting for an answer"))
    link = daniel.page.get_by_role("link", name="My appointments").first
    cancel = daniel.page.get_by_role("link", name="Cancel appointment")
    cancel.focus()
    amara.open("/doctor/requests/")
    amara.press("Approve", within=row_of(amara, "Daniel Reid"))
    expect(daniel.page.locator(".notice")).to_contain_text("This appointment has changed. Now: Confirmed")
    expect(daniel.page.locator("#say")).to_contain_text("Now: Confirmed")
    expect(daniel.page.locator(".timeline")).to_contain_text("said yes")

    assert link.is_visible()
    expect(cancel).to_be_focused()


def test_a_list_of_appointments_changes(visit):
    amara, daniel = visit(DOCTOR, viewport=DESKTOP), visit(OTHER_PATIENT)
    daniel.open("/appointments/")
    expect(daniel.page.get_by_role("region", name="Waiting for an answer")).to_be_visible()
    before = daniel.page.get_by_role("region", name="Upcoming").locator(".appointment").count()
    amara.open("/doctor/requests/")
    amara.press("Approve", within=row_of(amara, "Daniel Reid"))

    expect(daniel.page.get_by_role("region", name="Upcoming").locator(".appointment")).to_have_count(before + 1)


@pytest.mark.parametrize("address", [PROFILE, "/doctors/?q=skin+doctor&city=Oakford"])
def test_a_time_somebody_took_stays_in_its_place_and_is_no_button_any_more(visit, address):
    anna, bob = visit(viewport=DESKTOP), visit(viewport=DESKTOP)
    bob.open(address)
    times = bob.page.locator("[data-times='1'] .slot, [data-times='1'] [data-gone]")
    before = times.all_inner_texts()
    anna.open(PROFILE)
    value = first_time(anna).get_attribute("value")
    first_time(anna).click()
    gone = bob.page.locator(f"[data-times] [data-gone='{value}']")
    expect(gone).to_contain_text("taken")

    assert bob.page.locator(f"[data-times] button[value='{value}']").count() == 0
    assert [words.split("\n")[0] for words in times.all_inner_texts()] == [words.split("\n")[0] for words in before]


def test_a_time_that_comes_free_is_offered_and_moves_nothing_until_asked(visit, site):
    anna, bob = visit(viewport=DESKTOP), visit(viewport=DESKTOP)
    anna.open(PROFILE)
    value = first_time(anna).get_attribute("value")
    first_time(anna).click()
    anna.sees("Tell us who you are")
    bob.open(PROFILE)
    assert bob.page.locator(f".week-days button[value='{value}']").count() == 0
    site.change("UPDATE scheduling_timeslot SET held_until = NULL, hold_key = NULL WHERE hold_key IS NOT NULL")
    bob.press(re.compile("New times: [1-9]"))

    expect(bob.page.locator(f".week-days button[value='{value}']")).to_be_visible()


def test_requests_change_where_they_are_and_new_ones_wait_to_be_shown(visit):
    amara, again, maria = visit(DOCTOR, viewport=DESKTOP), visit(DOCTOR, viewport=DESKTOP), visit(PATIENT)
    amara.open("/doctor/requests/")
    count = amara.page.locator(".main-nav .count")
    waiting = int(count.inner_text().split()[0])
    order = amara.page.locator("[data-row] h2").all_inner_texts()
    again.open("/doctor/requests/")
    again.press("Approve", within=row_of(again, "Daniel Reid"))
    expect(row_of(amara, "Daniel Reid")).to_contain_text("Answered or called off")
    expect(row_of(amara, "Daniel Reid").get_by_role("button")).to_have_count(0)
    expect(count).to_contain_text(str(waiting - 1))
    assert [
        row.split("\n")[0].split(" Answered")[0] for row in amara.page.locator("[data-row] h2").all_inner_texts()
    ] == order
    again.press("Undo", within=again.page.locator(".undo"))
    again.press("Decline", within=row_of(again, "Rosa Marin"), role="link")
    assert maria

    expect(count).to_contain_text(str(waiting))


def test_a_doctors_day_and_the_monitor_follow_who_arrives(visit, site):
    amara, desk, chief = (visit(who, viewport=DESKTOP) for who in (DOCTOR, DOCTOR, ADMINISTRATOR))
    reference, day = begin(site, minutes_ago=1, status="confirmed")
    amara.open(f"/doctor/?date={day}")
    desk.open(f"/doctor/?date={day}")
    row = desk.page.locator(f"[data-row='{reference}']")
    chief.open("/admin/monitor/")
    watched = chief.page.locator(f"[data-row='{reference}']")
    expect(watched).to_contain_text("Confirmed")
    row.get_by_role("button", name="Arrived").click()
    expect(amara.page.locator(f"[data-row='{reference}']")).to_contain_text("Checked in")
    expect(amara.page.locator(f"[data-row='{reference}'] .live-new")).to_have_text("New")

    expect(watched).to_contain_text("Checked in")
    expect(watched).to_contain_text("New")


def test_switched_off_nothing_changes_by_itself(visit):
    amara, again = visit(DOCTOR, viewport=DESKTOP), visit(DOCTOR, viewport=DESKTOP)
    amara.open("/doctor/requests/")
    amara.press("Live updates")
    again.open("/doctor/requests/")
    again.press("Approve", within=row_of(again, "Daniel Reid"))
    expect(row_of(again, "Daniel Reid")).to_have_count(0)
    amara.page.wait_for_timeout(1500)
    assert "Answered" not in row_of(amara, "Daniel Reid").inner_text()
    amara.press("Live updates")

    expect(row_of(amara, "Daniel Reid")).to_contain_text("Answered or called off")


def test_with_the_stream_down_the_page_asks_by_the_clock(visit):
    amara, daniel = visit(DOCTOR, viewport=DESKTOP), visit(OTHER_PATIENT)
    daniel.page.clock.install()
    daniel.context.route("**/events/**", lambda route: route.fulfill(status=204))
    daniel.open("/appointments/")
    daniel.follow(re.compile("Amara Osei"), within=daniel.page.get_by_role("region", name="Waiting for an answer"))
    amara.open("/doctor/requests/")
    amara.press("Approve", within=row_of(amara, "Daniel Reid"))
    expect(row_of(amara, "Daniel Reid")).to_have_count(0)
    tag = daniel.page.locator(".detail-head .tag")
    expect(tag).to_contain_text("Waiting")
    daniel.page.clock.fast_forward(61_000)

    expect(tag).to_contain_text("Confirmed")


def test_without_javascript_a_page_tells_the_truth_when_it_is_loaded_again(visit):
    amara, daniel = visit(DOCTOR, viewport=DESKTOP), visit(OTHER_PATIENT, javascript=False)
    daniel.open("/appointments/")
    daniel.follow(re.compile("Amara Osei"), within=daniel.page.get_by_role("region", name="Waiting for an answer"))
    amara.open("/doctor/requests/")
    amara.press("Approve", within=row_of(amara, "Daniel Reid"))
    expect(row_of(amara, "Daniel Reid")).to_have_count(0)
    daniel.page.reload()

    expect(daniel.page.locator(".detail-head .tag")).to_contain_text("Confirmed")
    expect(daniel.page.locator("[data-live-switch]")).to_be_hidden()
