"""The doctor's week: what stands in it, on which clock, where it leads."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.lifecycle import Status
from appointments.services.booking import book
from scheduling.models import TimeOff
from scheduling.services.holding import hold
from scheduling.services.publishing import publish
from scheduling.services.time_off import add_time_off
from tests.dashboards.calendar_pages import CALENDAR, days, items, put, said, text
from tests.factories import OfferFactory, PatientFactory, VisitTypeFactory, WorkingHoursFactory

# --- What is in it ----------------------------------------------------------------------------------


def test_is_a_document_of_days_with_what_happens_in_them(doctor_client, appoint, at):
    appoint(at(24, 10, 20), patient=PatientFactory(full_name="Maria Lopes"))
    appoint(at(25, 9), patient=PatientFactory(full_name="Ben Marsh"))

    response = doctor_client.get(CALENDAR)
    page = text(response)

    assert ">23 to 29 November</h1>" in page
    assert [day.date.day for day in response.context["week"].days] == [23, 24, 25, 26, 27]
    assert page.index("Maria Lopes") < page.index('id="d25"') < page.index("Ben Marsh")
    assert "Maria Lopes, 10:20am, Follow-up, Confirmed, until 10:40am" in said(response)


@pytest.mark.parametrize(
    ("status", "look", "words"),
    [
        (Status.REQUESTED, "req", "Waiting, follow-up, until 10:20am"),
        (Status.CONFIRMED, "conf", "Follow-up, Confirmed, until 10:20am"),
        (Status.CHECKED_IN, "in", "Checked in, follow-up, until 10:20am"),
        (Status.IN_PROGRESS, "in", "With the doctor, follow-up, until 10:20am"),
        (Status.COMPLETED, "done", "Seen, follow-up, until 10:20am"),
        (Status.NO_SHOW, "missed", "Missed, follow-up, until 10:20am"),
    ],
)
def test_each_state_has_a_look_and_a_word(doctor_client, appoint, at, patient, status, look, words):
    put(appoint(at(24, 10), patient=patient), status=status, decide_by=at(24, 9))

    response = doctor_client.get(CALENDAR)

    assert [item.look for item in items(response, 24, look)] == [look]
    assert f"Maria Lopes, 10:00am, {words}" in said(response)


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.REJECTED, Status.EXPIRED])
def test_what_was_called_off_is_not_in_it(doctor_client, appoint, at, status):
    put(appoint(at(24, 10)), status=status)

    assert not [item for item in items(doctor_client.get(CALENDAR), 24) if item.is_booked]


def test_leads_to_the_appointment_and_back_to_this_week(doctor_client, appoint, at):
    made = appoint(at(24, 10))

    response = doctor_client.get(CALENDAR, {"week": "2026-11-24"})
    (item,) = (item for item in items(response, 24) if item.is_booked)

    assert item.url.startswith(f"/doctor/appointments/{made.reference}/?next=")
    assert 'href="/doctor/calendar/?week=2026-11-24"' in text(doctor_client.get(item.url))


def test_video_and_what_needs_a_look_are_said(doctor_client, appoint, at, patient):
    put(appoint(at(24, 10), patient=patient), mode="video", attention="doctor_away")

    response = doctor_client.get(CALENDAR)

    assert "Maria Lopes, 10:00am, You are away then, follow-up, Video, Confirmed, until 10:20am" in said(response)
    assert "#alert" in text(response)


def test_free_time_is_one_line_and_leads_to_blocking_it(doctor_client, appoint, at):
    appoint(at(24, 10))
    appoint(at(24, 11))

    free = items(doctor_client.get(CALENDAR), 24, "free")

    assert [item.kind for item in free] == ["9:20am to 10:00am", "10:20am to 11:00am", "11:20am to 1:00pm"]
    assert free[0].label == "Free, 9:20am to 10:00am, Tuesday 24 November: block or book this time"
    block = doctor_client.get(free[0].url)
    assert "Tue 24 Nov, 9:20am to 10:00am" in text(block)
    add = doctor_client.get(block.context["add_url"])
    assert "Tue 24 Nov, 9:20am, Fernhill Clinic" in text(add)


def test_tapped_free_time_is_blocked_at_two_presses_and_leads_back(doctor_client, doctor, hours, at):
    url = items(doctor_client.get(CALENDAR), 25, "free")[0].url
    form = doctor_client.get(url).context["form"]

    chosen = form.initial["preset"]
    answer = doctor_client.post(url, {"preset": chosen})

    assert (answer.status_code, answer["Location"]) == (302, CALENDAR)
    row = TimeOff.objects.get(doctor=doctor)
    assert (row.starts_at, row.ends_at) == (at(25, 9), at(25, 13))
    response = doctor_client.get(CALENDAR)
    assert not items(response, 25, "free")
    assert [item.name for item in items(response, 25, "block")] == ["Blocked"]


@pytest.mark.parametrize(
    "query",
    [
        {"starts_at": "now", "ends_at": "later"},
        {"starts_at": "2026-11-25T13:00Z", "ends_at": "2026-11-25T09:00Z"},
        {"starts_at": "2026-11-25T09:00Z"},
        {"starts_at": "9999-12-31T09:00Z", "ends_at": "9999-12-31T10:00Z"},
    ],
)
def test_a_stretch_nobody_can_read_leaves_the_usual_choices(doctor_client, hours, query):
    form = doctor_client.get("/doctor/time-off/add/", query).context["form"]

    assert "preset" not in form.initial
    assert not any(key.startswith("stretch") for key, _label in form.fields["preset"].choices)


def test_leads_to_no_other_site_afterwards(doctor_client, hours, clinic):
    stretch = f"clinic={clinic.pk}&starts_at=2026-11-25T09:00Z&ends_at=2026-11-25T09:20Z"
    url = f"/doctor/time-off/add/?next=https://evil.example/&{stretch}"
    chosen = doctor_client.get(url).context["form"].initial["preset"]

    assert doctor_client.post(url, {"preset": chosen})["Location"] == "/doctor/time-off/"


def test_blocked_time_says_why_and_leads_to_the_day(doctor_client, doctor, hours, at, now):
    add_time_off(
        doctor=doctor, starts_at=at(25, 11), ends_at=at(25, 13), time_zone="Europe/London", label="Ward round",
        actor=doctor.user, now=now,
    )  # fmt: skip

    response = doctor_client.get(CALENDAR)

    (item,) = items(response, 25, "block")
    assert (item.minute, item.minutes, item.url) == (11 * 60, 120, "/doctor/?date=2026-11-25")
    assert "Ward round, 11:00am, Blocked, until 1:00pm" in said(response)


def test_time_somebody_is_booking_cannot_be_pressed(doctor_client, offer, clinic, hours, at, now):
    key = "5f1c1f8e-3a54-4c3e-9d0a-6f1f2f3a4b5c"
    until = now + dt.timedelta(minutes=10)
    hold(offer=offer, clinic=clinic, starts_at=at(24, 12), hold_key=key, until=until, now=now - dt.timedelta(hours=1))

    (item,) = items(doctor_client.get(CALENDAR), 24, "held")

    assert (item.name, item.url) == ("Being booked", "")


def test_a_weekend_is_there_when_something_is_in_it(doctor_client, doctor, clinic, appoint, hours, now):
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=5, starts=dt.time(9), ends=dt.time(10))
    publish(doctor=doctor, now=now)

    response = doctor_client.get(CALENDAR)

    assert list(days(response)) == [23, 24, 25, 26, 27, 28]
    assert "days-6" in text(response)


def test_days_say_in_a_line_what_they_hold(client, doctor, appoint, by_doctor, at, clock):
    put(appoint(at(24, 9, 20)), status=Status.COMPLETED)
    put(appoint(at(24, 9, 40)), status=Status.NO_SHOW)
    appoint(at(24, 10))
    appoint(at(25, 9))
    appoint(at(25, 10), offer=by_doctor)
    clock.move_to(at(25, 7))
    client.force_login(doctor.user)

    shown = days(client.get(CALENDAR))

    assert shown[23].summary == "No appointments"
    assert shown[24].summary == "1 seen, 1 missed, 1 not closed"
    assert shown[25].summary == "1 booked, 1 waiting, 2 free"
    assert shown[26].summary == "No hours"


def test_days_that_are_over_fold_to_a_line_with_a_link(doctor_client, hours):
    page = text(doctor_client.get(CALENDAR))

    assert '<section class="board-day past" id="d23"' in page
    assert '<a class="open-day" href="/doctor/?date=2026-11-23">Open Monday</a>' in page
    assert '<section class="board-day today" id="d24"' in page
    assert "Open Wednesday" not in page


def test_there_is_a_way_to_jump_to_each_day(doctor_client, hours):
    page = text(doctor_client.get(CALENDAR))

    assert re.findall(r'<a href="#(d\d+)"', page) == ["d23", "d24", "d25", "d26", "d27"]
    assert '<a href="#d24" aria-current="date">' in page
    assert ">Skip to calendar</a>" in page


def test_an_empty_week_says_so(doctor_client):
    page = text(doctor_client.get(CALENDAR, {"week": "2030-01-07"}))

    assert ">7 to 13 January 2030</h1>" in page
    assert "No hours and no appointments this week." in page


# --- Which week -------------------------------------------------------------------------------------


@pytest.mark.parametrize("week", ["2026-11-23", "2026-11-29", "tomorrow", "2026-13-40", "", "0001-01-01", "9999-12-31"])
def test_any_day_names_its_week_and_what_cannot_be_read_is_this_one(doctor_client, hours, week):
    assert ">23 to 29 November</h1>" in text(doctor_client.get(CALENDAR, {"week": week}))


@pytest.mark.parametrize("week", ["2000-01-01", "2199-12-31"])
def test_the_first_and_the_last_week_are_pages_too(doctor_client, hours, week):
    assert doctor_client.get(CALENDAR, {"week": week}).status_code == 200


def test_leads_to_the_weeks_beside_it(doctor_client, hours):
    page = text(doctor_client.get(CALENDAR, {"week": "2026-12-28"}))

    assert ">28 December to 3 January 2027</h1>" in page
    assert '?week=2026-12-21"' in page
    assert '?week=2027-01-04"' in page
    assert "Week before, 21 to 27 December" in page
    assert "Week after, 4 to 10 January 2027" in page


# --- At its side ------------------------------------------------------------------------------------


def test_who_comes_next_and_what_waits_stand_at_its_side(doctor_client, appoint, by_doctor, at):
    appoint(at(24, 10), patient=PatientFactory(full_name="Ken Obi"), reason="The rash came back.")
    for hour in (9, 10, 11, 12):
        appoint(at(25, hour), offer=by_doctor)

    response = doctor_client.get(CALENDAR)

    assert response.context["now_row"].appointment.patient.full_name == "Ken Obi"
    assert response.context["now_word"] == "next"
    assert len(response.context["waiting"]) == 3
    assert "All 4" in text(response)
    other = doctor_client.get(CALENDAR, {"week": "2026-12-01"})
    assert other.context["now_row"] is None


def test_says_when_nothing_waits(doctor_client, hours):
    assert "Nothing waiting. New requests show up here." in text(doctor_client.get(CALENDAR))


def test_leads_to_tomorrows_list_and_to_blocking_time(doctor_client, hours):
    page = text(doctor_client.get(CALENDAR))

    assert 'href="/doctor/print/?day=2026-11-25"' in page
    assert 'href="/doctor/time-off/add/?week=2026-11-23&amp;next=/doctor/calendar/"' in page.replace("%2F", "/")


def test_text_of_people_stays_text(doctor_client, doctor, appoint, hours, at, now):
    appoint(at(24, 10), patient=PatientFactory(full_name="<b>Bo</b>"))
    add_time_off(
        doctor=doctor, starts_at=at(25, 11), ends_at=at(25, 13), time_zone="Europe/London",
        label="<script>x</script>", actor=doctor.user, now=now,
    )  # fmt: skip

    page = doctor_client.get(CALENDAR).content.decode()

    assert "&lt;b&gt;Bo&lt;/b&gt;" in page
    assert "<script>x" not in page


def test_anothers_week_is_not_mine(client, other_doctor, appoint, at, clock):
    appoint(at(24, 10), patient=PatientFactory(full_name="Maria Lopes"))
    client.force_login(other_doctor.user)

    assert "Maria Lopes" not in text(client.get(CALENDAR))


def test_patients_and_strangers_have_no_calendar(client, patient_user, hours):
    assert client.get(CALENDAR)["Location"].startswith("/accounts/login/")
    client.force_login(patient_user)
    assert client.get(CALENDAR).status_code == 403


def test_is_only_read(doctor_client, hours):
    assert doctor_client.post(CALENDAR).status_code == 405


def test_two_hundred_items_cost_no_more_queries_than_ten(doctor_client, doctor, clinic, at, now, by_doctor, hours):
    checks = OfferFactory(
        doctor=doctor, visit_type=VisitTypeFactory(name="Check", slug="check", minutes=10), is_default=False
    )
    for weekday in (3, 4):
        WorkingHoursFactory(
            doctor=doctor, clinic=clinic, weekday=weekday, starts=dt.time(8), ends=dt.time(18), slot_minutes=10,
            capacity=2,
        )  # fmt: skip
    publish(doctor=doctor, now=now - dt.timedelta(days=1))
    add_time_off(
        doctor=doctor, starts_at=at(26, 17), ends_at=at(26, 18), time_zone="Europe/London", actor=doctor.user, now=now
    )

    def somebody(starts_at, offer):
        person = PatientFactory(user__password=None)
        return book(
            patient=person, offer=offer, clinic=clinic, starts_at=starts_at, actor=person.user,
            now=now - dt.timedelta(hours=9),
        )  # fmt: skip

    somebody(at(24, 10), checks)
    somebody(at(25, 9), by_doctor)
    for index in range(8):
        somebody(at(26, 8) + dt.timedelta(minutes=10 * (index // 2)), checks)
    doctor_client.get(CALENDAR)
    with CaptureQueriesContext(connection) as ten:
        doctor_client.get(CALENDAR)
    for index in range(16, 206):
        made = somebody(at(26 + index % 2, 8) + dt.timedelta(minutes=10 * (index // 4)), checks)
        if index % 5 == 0:
            put(made, attention="outside_hours")

    with CaptureQueriesContext(connection) as two_hundred:
        response = doctor_client.get(CALENDAR)

    assert sum(item.is_booked for day in days(response) for item in items(response, day)) == 200
    assert len(two_hundred) == len(ten) <= 14
