"""Working hours and slots in the admin: good input, bad input, and whose clock it is."""

import datetime as dt

import pytest

from appointments.schedule_check import check_schedule
from scheduling.models import TimeSlot, WorkingHours
from scheduling.services.publishing import publish
from tests.dashboards.staff import errors, said, save
from tests.factories import ClinicFactory, WorkingHoursFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


# --- Hours ------------------------------------------------------------------------------------------


def add_hours(client, doctor, clinic, **told):
    fields = {
        "doctor": doctor.pk,
        "clinic": clinic.pk,
        "weekday": 2,
        "starts": "09:00",
        "ends": "13:00",
        "slot_minutes": 20,
        "capacity": 1,
        "valid_from": "2026-11-24",
        "valid_until": "",
        "every_n_weeks": 1,
        "anchor": "",
        **told,
    }
    return client.post("/admin/scheduling/workinghours/add/", fields)


def test_hours_are_published_as_they_are_added(client, chief, doctor, clinic, follow_up, now):
    answer = add_hours(client, doctor, clinic, visit_types=[follow_up.pk])
    hours = WorkingHours.objects.get()

    assert answer.status_code == 302
    assert TimeSlot.objects.filter(doctor=doctor, local_date=dt.date(2026, 11, 25)).count() == 12
    assert list(hours.visit_types.all()) == [follow_up]
    assert check_schedule(now=now) == []


def test_every_second_week_counts_from_the_first_day(client, chief, doctor, clinic):
    add_hours(client, doctor, clinic, every_n_weeks=2)

    assert WorkingHours.objects.get().anchor == dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"ends": "08:00"}, "The end must be after the start."),
        ({"ends": "09:10"}, "shorter than one appointment"),
        ({"starts": "25:00"}, "Enter a valid time"),
        ({"slot_minutes": 1}, "greater than or equal to 5"),
        ({"capacity": 0}, "greater than or equal to 1"),
        ({"valid_until": "2026-11-01"}, "The last day must not be before the first."),
        ({"weekday": 9}, "Select a valid choice"),
        ({"valid_from": ""}, "This field is required."),
        ({"valid_from": "9999-12-31"}, "Choose days between 2000 and 2199."),
        ({"valid_from": "0001-01-01"}, "Choose days between 2000 and 2199."),
    ],
)
def test_what_is_wrong_with_hours_is_said(client, chief, doctor, clinic, told, words):
    answer = add_hours(client, doctor, clinic, **told)

    assert words in errors(answer)
    assert not WorkingHours.objects.exists()
    assert not TimeSlot.objects.exists()


def test_hours_that_overlap_are_refused_with_the_form_filled_in(client, chief, doctor, clinic):
    add_hours(client, doctor, clinic)
    answer = add_hours(client, doctor, clinic, starts="12:00", ends="15:00")

    assert "These hours overlap Wednesday 9:00am to 1:00pm at Fernhill Clinic." in errors(answer)
    assert 'value="15:00"' in answer.content.decode()
    assert WorkingHours.objects.count() == 1


def change_hours(client, hours, **told):
    return save(client, f"/admin/scheduling/workinghours/{hours.pk}/change/", told)


def test_hours_in_use_only_end(client, chief, doctor, clinic, published, now):
    hours = WorkingHours.objects.get()
    answer = change_hours(client, hours, valid_until="2026-12-01", starts="07:00", capacity=9)
    hours.refresh_from_db()

    assert answer.status_code == 302
    assert (hours.valid_until, hours.starts, hours.capacity) == (dt.date(2026, 12, 1), dt.time(9), 1)
    assert not TimeSlot.objects.filter(local_date__gt=dt.date(2026, 12, 1)).exists()
    assert check_schedule(now=now) == []


@pytest.mark.parametrize(
    ("valid_until", "words"),
    [("2027-01-01", "Hours that end stay ended."), ("", "Hours that end stay ended."), ("2026-11-01", "has passed")],
)
def test_ended_hours_stay_ended(client, chief, published, valid_until, words):
    hours = WorkingHours.objects.get()
    change_hours(client, hours, valid_until="2026-12-15")

    assert words in errors(change_hours(client, hours, valid_until=valid_until))
    hours.refresh_from_db()
    assert hours.valid_until == dt.date(2026, 12, 15)


def test_hours_that_never_began_are_gone_when_they_end(client, chief, doctor, clinic):
    add_hours(client, doctor, clinic, valid_from="2027-01-01")
    hours = WorkingHours.objects.get()
    answer = client.post("/admin/scheduling/workinghours/", {"action": "end_today", "_selected_action": [hours.pk]})

    assert "end today" in said(answer)
    assert not WorkingHours.objects.exists()


# --- Slots ------------------------------------------------------------------------------------------


def test_slots_are_blocked_and_opened_many_at_once(client, chief, book_it, published, now):
    booked = book_it()
    slots = list(TimeSlot.objects.order_by("minute")[:3])
    act = {"_selected_action": [slot.pk for slot in slots]}
    blocked = client.post("/admin/scheduling/timeslot/", {"action": "block", **act})
    standing = list(
        TimeSlot.objects.filter(pk__in=act["_selected_action"]).order_by("minute").values_list("status", flat=True)
    )
    client.post("/admin/scheduling/timeslot/", {"action": "open", **act})

    assert booked.slot_links.get().slot_id == slots[0].pk
    assert "Someone has this time: move the appointment instead." in said(blocked)
    assert "2 blocked." in said(blocked)
    assert standing == ["booked", "blocked", "blocked"]
    assert not TimeSlot.objects.filter(status="blocked").exists()
    assert check_schedule(now=now) == []


def test_the_front_desk_sees_its_own_clinics_slots_and_blocks_none(client, published, front_desk):
    elsewhere = ClinicFactory(name="Elsewhere")
    hours = WorkingHoursFactory(clinic=elsewhere)
    client.force_login(front_desk)
    slot = TimeSlot.objects.order_by("minute").first()
    listed = client.get("/admin/scheduling/timeslot/").context["cl"].result_list
    client.post("/admin/scheduling/timeslot/", {"action": "block", "_selected_action": [slot.pk]})

    assert {row.clinic.name for row in listed} == {"Fernhill Clinic"}
    assert client.get(f"/admin/scheduling/workinghours/{hours.pk}/change/").status_code == 302
    slot.refresh_from_db()
    assert slot.status == "open"


def test_days_narrow_the_list_of_slots(client, chief, published):
    def count(day):
        return client.get("/admin/scheduling/timeslot/", {"day": day}).context["cl"].result_count

    assert (count("today"), count("tomorrow"), count("week")) == (0, 12, 12)


def test_today_is_today_where_the_clinic_is(client, chief, doctor, offer, clock, now):
    """At 02:00 UTC on Tuesday it is still Monday in New York."""
    abroad = ClinicFactory(name="Harbour Clinic", time_zone="America/New_York")
    WorkingHoursFactory(doctor=doctor, clinic=abroad, weekday=0, starts=dt.time(20), ends=dt.time(23))
    publish(doctor=doctor, now=now - dt.timedelta(days=2))
    clock.move_to(dt.datetime(2026, 11, 24, 2, tzinfo=dt.UTC))

    def listed(day):
        found = client.get("/admin/scheduling/timeslot/", {"day": day}).context["cl"].result_list
        return {(slot.clinic.name, slot.local_date.day) for slot in found}

    assert listed("today") == {("Harbour Clinic", 23)}
    assert listed("tomorrow") == set()
