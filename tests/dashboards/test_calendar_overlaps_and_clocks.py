"""The doctor's week where times overlap and clocks differ."""

import datetime as dt
import re

import pytest

from appointments.lifecycle import Status
from appointments.services.booking import book
from scheduling.services.publishing import publish
from tests.dashboards.calendar_pages import CALENDAR, days, items, put, said, text
from tests.factories import ClinicFactory, PatientFactory, WorkingHoursFactory

# --- Overlaps ---------------------------------------------------------------------------------------


@pytest.fixture
def group_hours(doctor, clinic, now):
    """Tuesday and Wednesday, nine to one, two patients at once."""
    for weekday in (1, 2):
        WorkingHoursFactory(
            doctor=doctor, clinic=clinic, weekday=weekday, starts=dt.time(9), ends=dt.time(13), capacity=2
        )
    publish(doctor=doctor, now=now - dt.timedelta(days=1))


@pytest.fixture
def book_at(doctor, clinic, offer, now):
    def run(starts_at):
        person = PatientFactory()
        return book(
            patient=person, offer=offer, clinic=clinic, starts_at=starts_at, actor=person.user,
            now=now - dt.timedelta(hours=9),
        )  # fmt: skip

    return run


def test_two_that_were_planned_at_one_time_stand_side_by_side_without_a_word(doctor_client, group_hours, book_at, at):
    book_at(at(25, 9))
    book_at(at(25, 9))

    response = doctor_client.get(CALENDAR)

    classes = [item.classes for item in items(response, 25) if item.is_booked]
    assert [("col1 of2" in one, "col2 of2" in one) for one in classes] == [(True, False), (False, True)]
    assert "Clash" not in text(response)


def test_free_time_beside_somebody_cannot_be_blocked_so_it_leads_to_booking_it(doctor_client, group_hours, book_at, at):
    book_at(at(25, 9))

    (free,) = items(doctor_client.get(CALENDAR), 25, "free")

    assert free.label == "Free, 9:00am to 1:00pm, Wednesday 25 November: book this time"
    assert "Wed 25 Nov, 9:00am, Fernhill Clinic" in text(doctor_client.get(free.url))


def test_a_real_clash_is_called_one(doctor_client, appoint, at):
    appoint(at(25, 9))
    put(appoint(at(25, 10)), starts_at=at(25, 9, 10), ends_at=at(25, 9, 30))

    response = doctor_client.get(CALENDAR)

    assert sorted(item.is_clash for item in items(response, 25) if item.is_booked) == [True, True]
    assert text(response).count("<b>Clash</b>") == 2
    assert [day for day in days(response) if days(response)[day].has_clash] == [25]
    assert sum(", Clash, 9:" in name for name in said(response)) == 2


def test_what_is_over_clashes_with_nobody(doctor_client, appoint, at):
    put(appoint(at(24, 9, 20)), status=Status.NO_SHOW)
    put(appoint(at(24, 10)), starts_at=at(24, 9, 30), ends_at=at(24, 9, 50))

    assert "Clash" not in text(doctor_client.get(CALENDAR))


def test_more_than_a_day_is_wide_are_counted_in_one_place(doctor_client, appoint, at):
    for hour in (9, 10, 11, 12):
        put(appoint(at(25, hour)), starts_at=at(25, 9), ends_at=at(25, 9, 20))

    response = doctor_client.get(CALENDAR)

    (more,) = items(response, 25, "more")
    assert (more.name, more.url) == ("+2", "/doctor/?date=2026-11-25")
    assert sum("over" in item.classes.split() for item in items(response, 25)) == 2


def test_free_time_gives_way_where_three_are_booked_at_once(doctor_client, doctor, clinic, book_at, at, now):
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=2, starts=dt.time(9), ends=dt.time(13), capacity=4)
    publish(doctor=doctor, now=now - dt.timedelta(days=1))
    for _person in range(3):
        book_at(at(25, 9))

    response = doctor_client.get(CALENDAR)

    assert not items(response, 25, "more")
    assert [re.findall(r"col\d of\d", item.classes) for item in items(response, 25) if item.is_booked] == [
        ["col1 of3"],
        ["col2 of3"],
        ["col3 of3"],
    ]
    (free,) = items(response, 25, "free")
    assert "over" in free.classes
    assert free.label in said(response)


# --- Clocks -----------------------------------------------------------------------------------------


@pytest.fixture
def abroad(doctor, now):
    """Wednesdays from two to four in New York, which is from seven in the evening on in London."""
    clinic = ClinicFactory(name="Harbour Clinic", city="New York", time_zone="America/New_York")
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=2, starts=dt.time(14), ends=dt.time(16))
    publish(doctor=doctor, now=now)
    return clinic


def test_one_clock_is_named_once(doctor_client, hours):
    page = text(doctor_client.get(CALENDAR))

    assert 'aria-label="Week of Monday 23 November, Oakford time"' in page
    assert "<h3>" not in page.partition('class="board-list"')[2].partition('class="side-by-side"')[0]


def test_two_clocks_on_one_day_are_two_columns_with_their_names(doctor_client, hours, abroad, at):
    response = doctor_client.get(CALENDAR)

    names = [(column.zone_name, column.clinic_name) for column in days(response)[25].columns]
    assert sorted(names) == [("New York time", "Harbour Clinic"), ("Oakford time", "Fernhill Clinic")]
    there = next(column for column in days(response)[25].columns if column.zone_name == "New York time")
    assert [item.kind for item in there.items] == ["2:00pm to 4:00pm"]
    assert "each clinic by its own clock" in text(response)


def test_free_time_abroad_is_blocked_by_the_clock_there(doctor_client, hours, abroad):
    there = next(c for c in days(doctor_client.get(CALENDAR))[25].columns if c.zone_name == "New York time")

    page = text(doctor_client.get(there.items[0].url))

    assert "Wed 25 Nov, 2:00pm to 4:00pm New York time" in page


def test_a_day_is_the_clinics_day(doctor_client, doctor, offer, now, patient):
    """At 3 in the morning UTC on Tuesday it is Monday, ten in the evening, in New York."""
    abroad = ClinicFactory(name="Harbour Clinic", city="New York", time_zone="America/New_York")
    WorkingHoursFactory(doctor=doctor, clinic=abroad, weekday=6, starts=dt.time(18), ends=dt.time(23))
    publish(doctor=doctor, now=now - dt.timedelta(days=3))
    late = dt.datetime(2026, 11, 30, 3, tzinfo=dt.UTC)
    book(patient=patient, offer=offer, clinic=abroad, starts_at=late, actor=patient.user, now=now)

    response = doctor_client.get(CALENDAR)

    assert [item.name for item in items(response, 29) if item.is_booked] == ["Maria Lopes"]
    after = doctor_client.get(CALENDAR, {"week": "2026-11-30"})
    assert not any(item.is_booked for day in days(after) for item in items(after, day))


def test_two_clinics_on_one_clock_are_named_in_their_lines(
    doctor_client, doctor, hours, appoint, offer, at, now, patient
):
    elsewhere = ClinicFactory(name="Mill Road Surgery")
    WorkingHoursFactory(doctor=doctor, clinic=elsewhere, weekday=2, starts=dt.time(14), ends=dt.time(15))
    publish(doctor=doctor, now=now)
    book(patient=patient, offer=offer, clinic=elsewhere, starts_at=at(25, 14), actor=patient.user, now=now)
    appoint(at(24, 10))

    response = doctor_client.get(CALENDAR)

    assert "Follow-up, Mill Road Surgery" in [item.kind for item in items(response, 25)]
    assert [column.clinic_name for column in days(response)[24].columns] == ["Fernhill Clinic"]
    assert len(days(response)[25].columns) == 1


def test_the_line_of_now_needs_no_script(doctor_client, hours, clock, at):
    clock.move_to(at(24, 10, 25))

    page = text(doctor_client.get(CALENDAR))

    assert '<li class="now hr1 m25 lh0 lm5"><span class="visually-hidden">Now, 10:25am</span></li>' in page
    assert '<span class="time-now hr1 m25 lh0 lm5">10:25</span>' in page


def test_other_weeks_have_no_now(doctor_client, hours):
    page = text(doctor_client.get(CALENDAR, {"week": "2026-12-01"}))

    assert 'class="now ' not in page
    assert "time-now" not in page
    assert 'aria-current="true">This week' not in page
