"""Time off in the admin: good input, bad input, and whose clock it is."""

import datetime as dt

import pytest

from appointments.schedule_check import check_schedule
from scheduling.models import TimeOff, TimeSlot
from tests.dashboards.staff import errors, said
from tests.factories import ClinicFactory, DoctorFactory, WorkingHoursFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


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
