"""Clinics, offers, hours, time off and slots in the admin: good input, bad input, and whose clock it is."""

import datetime as dt

import pytest

from accounts.roles import StaffGroup
from appointments.schedule_check import check_schedule
from scheduling.models import Clinic, ClinicStaff, DoctorVisitType, TimeOff, TimeSlot, VisitType, WorkingHours
from scheduling.services.publishing import publish
from tests.dashboards.staff import errors, said, save, staff_member
from tests.factories import ClinicFactory, DoctorFactory, UserFactory, WorkingHoursFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


# --- Time off ---------------------------------------------------------------------------------


def add_time_off(client, **told):
    fields = {
        "doctor": "",
        "clinic": "",
        "begins": "2026-11-25T09:00",
        "finishes": "2026-11-25T10:00",
        "time_zone": "",
        "repeats_until": "",
        "label": "Dentist",
        **told,
    }
    return client.post("/admin/scheduling/timeoff/add/", fields)


def test_a_doctors_time_off_is_on_the_clock_of_their_clinic(client, chief, now):
    there = ClinicFactory(name="Hudson Clinic", time_zone="America/New_York")
    doctor = DoctorFactory()
    WorkingHoursFactory(doctor=doctor, clinic=there)
    answer = add_time_off(client, doctor=doctor.pk)
    row = TimeOff.objects.get()

    assert answer.status_code == 302
    assert row.starts_at == dt.datetime(2026, 11, 25, 14, tzinfo=dt.UTC)
    assert row.ends_at == dt.datetime(2026, 11, 25, 15, tzinfo=dt.UTC)
    assert row.time_zone == "America/New_York"
    assert "Wed 25 Nov 2026, 10:00am New York time" in client.get("/admin/scheduling/timeoff/").content.decode()


def test_a_clinics_time_off_blocks_its_slots(client, chief, clinic, published, now):
    add_time_off(client, clinic=clinic.pk)

    assert TimeSlot.objects.filter(status="blocked").count() == 3
    assert check_schedule(now=now) == []


def test_summer_and_winter_are_the_clinics(client, chief, clinic):
    add_time_off(client, clinic=clinic.pk, begins="2027-06-01T09:00", finishes="2027-06-01T10:00")

    assert TimeOff.objects.get().starts_at == dt.datetime(2027, 6, 1, 8, tzinfo=dt.UTC)


def test_a_doctor_of_two_zones_is_asked_whose_clock(client, chief, doctor, clinic):
    WorkingHoursFactory(doctor=doctor, clinic=clinic)
    WorkingHoursFactory(doctor=doctor, clinic=ClinicFactory(time_zone="America/New_York"), weekday=4)
    unsaid = add_time_off(client, doctor=doctor.pk)
    add_time_off(client, doctor=doctor.pk, time_zone="America/New_York")

    assert "on the clock of: London, New York. Say which." in errors(unsaid)
    assert TimeOff.objects.get().starts_at == dt.datetime(2026, 11, 25, 14, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"clinic": ""}, "Choose a doctor or a clinic, not both."),
        ({"begins": ""}, "Enter a day and a time."),
        ({"begins": "nonsense"}, "Enter a day and a time."),
        ({"begins": "0001-01-01T00:00"}, "Enter a day and a time."),
        ({"begins": "2026-11-25T09:00+01:00"}, "Enter a day and a time."),
        ({"finishes": "2026-11-25T09:00"}, "The end must be after the start."),
        ({"begins": "2027-03-28T01:30", "finishes": "2027-03-28T09:00"}, "this time does not exist"),
        ({"begins": "2026-11-20T09:00", "finishes": "2026-11-20T10:00"}, "This time has passed."),
        ({"repeats_until": "2026-11-01"}, "The last week is before the first."),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"doctor": "999999"}, "Select a valid choice"),
        ({"label": "x" * 121}, "at most 120 characters"),
    ],
)
def test_what_is_wrong_with_time_off_is_said(client, chief, clinic, told, words):
    answer = add_time_off(client, **{"clinic": clinic.pk, **told})

    assert words in errors(answer)
    assert answer.context["adminform"].form.data["label"] == told.get("label", "Dentist")
    assert not TimeOff.objects.exists()


def test_ending_it_opens_the_time_again(client, chief, clinic, published, now):
    add_time_off(client, clinic=clinic.pk)
    row = TimeOff.objects.get()
    answer = client.post("/admin/scheduling/timeoff/", {"action": "end_now", "_selected_action": [row.pk]})

    assert "1 ended." in said(answer)
    assert not TimeSlot.objects.filter(status="blocked").exists()
    assert check_schedule(now=now) == []


def test_time_off_is_not_edited(client, chief, clinic):
    add_time_off(client, clinic=clinic.pk)
    row = TimeOff.objects.get()
    answer = client.post(f"/admin/scheduling/timeoff/{row.pk}/change/", {"label": "Changed"})

    assert answer.status_code == 403
    assert client.get(f"/admin/scheduling/timeoff/{row.pk}/change/").status_code == 200


def test_every_control_of_the_form_has_a_label(client, chief):
    for address in ("timeoff", "workinghours", "visittype", "clinic", "doctorvisittype"):
        form = client.get(f"/admin/scheduling/{address}/add/").context["adminform"].form
        html = client.get(f"/admin/scheduling/{address}/add/").content.decode()

        for field in form.visible_fields():
            assert f'for="{field.id_for_label}"' in html, (address, field.name)


def test_the_reason_is_private(client, chief, clinic, front_desk):
    add_time_off(client, clinic=clinic.pk)
    row = TimeOff.objects.get()
    client.force_login(front_desk)

    for address in ("/admin/scheduling/timeoff/", f"/admin/scheduling/timeoff/{row.pk}/change/"):
        answer = client.get(address)

        assert answer.status_code == 200
        assert "Dentist" not in answer.content.decode()
    assert add_time_off(client, clinic=clinic.pk).status_code == 403


# --- Hours ------------------------------------------------------------------------------------


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


# --- Slots ------------------------------------------------------------------------------------


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


# --- Places and visit types -------------------------------------------------------------------


def clinic_fields(**told):
    return {
        "name": "Riverside",
        "slug": "riverside",
        "address": "1 Quay",
        "city": "Oakford",
        "time_zone": "Europe/London",
        "is_active": "on",
        "staff-TOTAL_FORMS": 0,
        "staff-INITIAL_FORMS": 0,
        **told,
    }


def test_a_clinic_is_added_with_its_front_desk(client, chief):
    clerk = staff_member(StaffGroup.FRONT_DESK)
    answer = client.post(
        "/admin/scheduling/clinic/add/", clinic_fields(**{"staff-TOTAL_FORMS": 1, "staff-0-user": clerk.pk})
    )

    assert answer.status_code == 302
    assert ClinicStaff.objects.get().user == clerk


def test_only_staff_work_at_a_front_desk(client, chief, clinic):
    answer = client.post("/admin/scheduling/clinicstaff/add/", {"user": UserFactory().pk, "clinic": clinic.pk})

    assert "Only people whose role is administrator" in errors(answer)


def test_a_clinic_with_slots_keeps_its_zone(client, chief, clinic, published):
    fields = clinic_fields(name=clinic.name, slug=clinic.slug, time_zone="America/New_York")
    client.post(f"/admin/scheduling/clinic/{clinic.pk}/change/", fields)
    clinic.refresh_from_db()

    assert clinic.time_zone == "Europe/London"
    assert clinic.address == "1 Quay"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"latitude": "91"}, "less than or equal to 90"),
        ({"phone": "12"}, "Enter a valid phone number"),
        ({"slug": "two words"}, "valid"),
    ],
)
def test_what_is_wrong_with_a_clinic_is_said(client, chief, told, words):
    assert words in errors(client.post("/admin/scheduling/clinic/add/", clinic_fields(**told)))
    assert not Clinic.objects.exists()


def type_fields(**told):
    return {
        "name": "Follow-up",
        "slug": "follow-up",
        "is_active": "on",
        "minutes": 30,
        "buffer_minutes": 5,
        "mode": "in_person",
        "approval": "automatic",
        "minimum_notice_minutes": 60,
        "horizon_days": 90,
        "cancellation_cutoff_minutes": 240,
        "late_cancel_hours": 24,
        "fee_minor": 4550,
        "currency": "gbp",
        **told,
    }


def test_a_changed_visit_type_changes_its_offers(client, chief, offer, follow_up):
    answer = client.post(f"/admin/scheduling/visittype/{follow_up.pk}/change/", type_fields())
    offer.refresh_from_db()
    listed = client.get("/admin/scheduling/visittype/").content.decode()

    assert answer.status_code == 302
    assert (offer.minutes, offer.occupies) == (30, 35)
    assert "£45.50" in listed
    assert "4500 is £45" in client.get("/admin/scheduling/visittype/add/").content.decode()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"currency": "XQX"}, "three letters of a currency"),
        ({"minutes": 0}, "greater than or equal to 5"),
        ({"fee_minor": "-1"}, "greater than or equal to 0"),
        ({"fee_minor": "45.50"}, "Enter a whole number"),
        ({"horizon_days": 4000}, "less than or equal to 400"),
    ],
)
def test_what_is_wrong_with_a_visit_type_is_said(client, chief, told, words):
    assert words in errors(client.post("/admin/scheduling/visittype/add/", type_fields(**told)))
    assert not VisitType.objects.exists()


def offer_fields(doctor, visit_type, **told):
    return {
        "doctor": doctor.pk,
        "visit_type": visit_type.pk,
        "own_minutes": "",
        "own_fee_minor": "",
        "own_approval": "",
        "is_default": "on",
        "is_active": "on",
        **told,
    }


def test_an_offer_takes_the_place_of_the_default(client, chief, doctor, offer, by_doctor):
    answer = save(
        client,
        f"/admin/scheduling/doctorvisittype/{by_doctor.pk}/change/",
        offer_fields(doctor, by_doctor.visit_type, own_minutes=50, own_fee_minor=0),
    )
    offer.refresh_from_db()
    by_doctor.refresh_from_db()

    assert answer.status_code == 302
    assert (by_doctor.minutes, by_doctor.occupies, by_doctor.fee_minor) == (50, 50, 0)
    assert (offer.is_default, by_doctor.is_default) == (False, True)


def test_an_offer_is_made_once(client, chief, doctor, offer, follow_up):
    first = DoctorVisitType.objects.count()
    answer = client.post("/admin/scheduling/doctorvisittype/add/", offer_fields(doctor, follow_up, is_active=""))

    assert "The doctor already offers this visit type." in errors(answer)
    assert DoctorVisitType.objects.count() == first
    offer.refresh_from_db()
    assert offer.is_active


def test_an_offer_is_added_with_the_types_length(client, chief, doctor, follow_up):
    client.post("/admin/scheduling/doctorvisittype/add/", offer_fields(doctor, follow_up))

    assert DoctorVisitType.objects.get().minutes == 20
