"""The monitor: today's appointments at the clinics somebody decides about."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import StaffGroup
from appointments.lifecycle import Verb
from appointments.models import Appointment
from appointments.services.attendance import record_attendance
from dashboards.reading import monitor as reading
from scheduling.models import ClinicStaff
from tests.dashboards.staff import staff_member
from tests.factories import ClinicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

MONITOR = reverse("admin:monitor")


@pytest.fixture
def elsewhere():
    return ClinicFactory(name="Mill Road Surgery", slug="mill-road")


def page(client, **query):
    return client.get(MONITOR, query).content.decode()


def move(appointment, clinic):
    Appointment.objects.filter(pk=appointment.pk).update(clinic=clinic)


def test_lists_today_by_clinic_and_doctor_and_leads_to_each(client, chief, appoint, at):
    today, tomorrow = appoint(at(24, 10)), appoint(at(25, 10))

    html = page(client)

    assert reverse("admin:appointments_appointment_change", args=[today.pk]) in html
    assert f"{today.clinic.name}, {today.doctor.display_name}" in html
    assert today.spoken_reference in html
    assert tomorrow.spoken_reference not in html
    assert "Confirmed 1" in html
    assert 'data-live="/events/admin/"' in html


def test_says_for_whom_the_doctor_runs_late(client, chief, appoint, at):
    Appointment.objects.filter(pk=appoint(at(24, 10)).pk).update(late_minutes=20)
    appoint(at(24, 11))

    assert page(client).count("20 minutes late") == 1


def test_today_is_each_clinics_own(client, chief, appoint, at, elsewhere):
    late = appoint(at(24, 10))
    type(elsewhere).objects.update(time_zone="Pacific/Auckland")
    # Ten in the evening in London is the next morning in Auckland.
    Appointment.objects.update(clinic=elsewhere, time_zone="Pacific/Auckland", starts_at=at(24, 8))

    assert late.spoken_reference in page(client)
    Appointment.objects.update(starts_at=at(24, 12), ends_at=at(24, 13))
    assert late.spoken_reference not in page(client)


def test_is_narrowed_by_clinic_and_status(client, chief, appoint, at, now, elsewhere, doctor):
    here, there = appoint(at(24, 10)), appoint(at(24, 11))
    move(there, elsewhere)
    record_attendance(appointment=here, verb=Verb.CHECK_IN, actor=doctor.user, now=now)

    assert there.spoken_reference not in page(client, clinic=here.clinic.slug)
    assert here.spoken_reference not in page(client, status="confirmed")
    assert here.spoken_reference in page(client, status="checked_in")
    assert "Mill Road Surgery" in page(client, clinic=here.clinic.slug)
    assert here.spoken_reference in page(client, clinic="nowhere", status="nothing")


def test_a_front_desk_sees_its_own_clinics(client, appoint, at, elsewhere, clinic):
    here, there = appoint(at(24, 10)), appoint(at(24, 11))
    move(there, elsewhere)
    desk = staff_member(StaffGroup.FRONT_DESK)
    ClinicStaff.objects.create(user=desk, clinic=clinic)
    client.force_login(desk)

    html = page(client)

    assert here.spoken_reference in html
    assert there.spoken_reference not in html
    assert "Mill Road Surgery" not in html


@pytest.mark.parametrize("group", [StaffGroup.ANALYST, StaffGroup.AUDITOR])
def test_is_closed_to_who_reads_no_appointments(client, group):
    client.force_login(staff_member(group))

    assert client.get(MONITOR).status_code == 403
    assert MONITOR not in client.get(reverse("admin:index")).content.decode()


def test_patients_and_strangers_are_sent_to_sign_in(signed_in):
    assert signed_in.get(MONITOR).status_code == 302
    signed_in.logout()

    assert signed_in.get(MONITOR).status_code == 302


def test_takes_no_post(client, chief):
    assert client.post(MONITOR).status_code == 405


def test_too_many_are_listed_one_clinic_at_a_time(client, chief, appoint, at, elsewhere, monkeypatch):
    here, there = appoint(at(24, 10)), appoint(at(24, 11))
    move(there, elsewhere)
    monkeypatch.setattr(reading, "MOST_ROWS", 1)

    html = page(client)

    assert "choose a clinic" in html
    assert here.spoken_reference in html
    assert there.spoken_reference not in html
    assert there.spoken_reference in page(client, clinic="mill-road")


def test_costs_the_same_for_one_appointment_and_for_eight(client, chief, appoint, at):
    appoint(at(24, 9, 20))
    client.get(MONITOR)
    with CaptureQueriesContext(connection) as for_one:
        client.get(MONITOR)
    for number in range(7):
        appoint(at(24, 10 + number // 3, 20 * (number % 3)))
    with CaptureQueriesContext(connection) as for_eight:
        assert "Confirmed 8" in page(client)

    assert len(for_eight) == len(for_one) <= 11
