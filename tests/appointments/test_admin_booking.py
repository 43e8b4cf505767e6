"""Booking by telephone in the admin."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import Patient
from accounts.roles import StaffGroup
from appointments.lifecycle import Status
from appointments.models import Appointment, Message
from appointments.schedule_check import check_schedule
from scheduling.models import ClinicStaff, TimeSlot
from tests.dashboards.staff import administrator, staff_member
from tests.factories import ClinicFactory, DoctorFactory, OfferFactory, PatientFactory, WorkingHoursFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ADD = "/admin/appointments/appointment/add/"


@pytest.fixture
def typed(offer, clinic, published, patient):
    """Return a function that fills the form in; what it is not told is the usual."""

    def fill(**told):
        fields = {
            "patient": patient.pk,
            "full_name": "",
            "date_of_birth": "",
            "phone": "",
            "email": "",
            "offer": offer.pk,
            "clinic": clinic.pk,
            "date": "2026-11-25",
            "time": "09:20",
            "reason": "A cough",
            "key": str(uuid.uuid4()),
            **told,
        }
        return {name: value for name, value in fields.items() if value is not None}

    return fill


SOMEBODY_NEW = {
    "patient": "",
    "full_name": "Hanna Berg",
    "date_of_birth": "1990-02-03",
    "phone": "0113 496 0123",
    "email": "hanna@example.com",
}


def test_books_for_a_known_patient(desk, typed, patient, front_desk, published):
    answer = desk.post(ADD, typed())
    appointment = Appointment.objects.get()

    assert answer["Location"] == reverse("admin:appointments_appointment_change", args=[appointment.pk])
    assert (appointment.patient, appointment.booked_by) == (patient, front_desk)
    assert appointment.starts_at == dt.datetime(2026, 11, 25, 9, 20, tzinfo=dt.UTC)
    assert appointment.status == Status.CONFIRMED
    assert appointment.reason == "A cough"
    assert Message.objects.filter(event__appointment=appointment).exists()
    assert check_schedule(now=dt.datetime.now(dt.UTC)) == []


def test_books_for_somebody_new(desk, typed):
    desk.post(ADD, typed(**SOMEBODY_NEW))
    appointment = Appointment.objects.get()

    assert appointment.patient.full_name == "Hanna Berg"
    assert appointment.patient.user is None
    assert str(appointment.patient.phone) == "+441134960123"
    assert appointment.patient.record_number


def test_somebody_new_is_not_kept_when_the_time_is_gone(desk, typed, book_it, other_patient, published):
    book_it(starts_at=published[1], patient=other_patient, actor=other_patient.user)
    before = Patient.objects.count()
    answer = desk.post(ADD, typed(**SOMEBODY_NEW))

    assert answer.status_code == 409
    assert Patient.objects.count() == before


def test_a_taken_time_comes_back_filled_in_with_others(desk, typed, book_it, other_patient, published):
    book_it(starts_at=published[1], patient=other_patient, actor=other_patient.user)
    answer = desk.post(ADD, typed())
    html = answer.content.decode()

    assert answer.status_code == 409
    assert "Dr Amara Osei is not free then." in html
    assert "Wed 25 Nov 2026, 9:00am (Fernhill Clinic)" in html
    assert 'value="2026-11-25"' in html
    assert 'value="09:20"' in html
    assert "A cough</textarea>" in html
    assert "Follow-up, 20 minutes, in person: Dr Amara Osei" in html
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("who", [{}, SOMEBODY_NEW])
def test_pressing_twice_books_once(desk, typed, patient, who):
    fields = typed(**who)
    people = Patient.objects.count()
    first, second = desk.post(ADD, fields), desk.post(ADD, fields)

    assert first["Location"] == second["Location"]
    assert Appointment.objects.count() == 1
    assert Patient.objects.count() == people + bool(who)


@pytest.mark.parametrize(
    ("first", "told"),
    [
        ({}, {"time": "10:00"}),
        ({}, {"reason": "Another cough"}),
        ({}, {"reason": ""}),
        (SOMEBODY_NEW, {"full_name": "Hanna Bergmann"}),
        (SOMEBODY_NEW, {"phone": "01134 960124"}),
        (SOMEBODY_NEW, {"email": "berg@example.com"}),
    ],
)
def test_a_form_used_for_another_booking_is_refused(desk, typed, first, told):
    fields = typed(**first)
    desk.post(ADD, fields)
    answer = desk.post(ADD, {**fields, **told})

    assert answer.status_code == 422
    assert "already used for another booking" in answer.content.decode()
    assert Appointment.objects.count() == 1


def test_a_form_used_for_another_patient_is_refused(desk, typed, other_patient):
    fields = typed()
    desk.post(ADD, fields)

    assert desk.post(ADD, {**fields, "patient": other_patient.pk}).status_code == 422
    assert Appointment.objects.count() == 1


def test_every_form_has_a_key_of_its_own(desk):
    keys = {desk.get(ADD).context["adminform"].form["key"].value() for _time in range(2)}

    assert len(keys) == 2


def test_the_patients_other_appointment_is_named(desk, typed, patient, book_it, published, clinic):
    mine = book_it(starts_at=published[1])
    other = OfferFactory(doctor=DoctorFactory(full_name="Tomasz Nowak"), visit_type=mine.visit_type)
    WorkingHoursFactory(doctor=other.doctor, clinic=clinic, weekday=2, starts=dt.time(9), ends=dt.time(13))
    answer = desk.post(ADD, typed(offer=other.pk))

    assert answer.status_code == 409
    assert f"The patient has {mine.spoken_reference} at that time." in answer.content.decode()


def test_a_request_waits_for_the_doctor_unless_booked_by_right(desk, typed, by_doctor):
    desk.post(ADD, typed(offer=by_doctor.pk, time="09:00"))
    desk.post(ADD, typed(offer=by_doctor.pk, time="11:00", by_right="on"))

    assert list(Appointment.objects.order_by("starts_at").values_list("status", flat=True)) == [
        "requested",
        "confirmed",
    ]


def test_too_soon_says_how_to_book_all_the_same(desk, typed, clock, now, front_desk):
    clock.move_to(now + dt.timedelta(days=1, minutes=10))  # ten minutes before 9:20
    desk.force_login(front_desk)
    answer = desk.post(ADD, typed())

    assert answer.status_code == 409
    assert "too soon to book online" in answer.content.decode()
    assert "tick “Past notice and horizon, and at any start”" in answer.content.decode()
    assert desk.post(ADD, typed(by_right="on")).status_code == 302


def test_by_right_a_start_off_the_grid_is_opened(desk, typed, clinic, now):
    refused = desk.post(ADD, typed(time="09:07"))
    fields = typed(time="09:07", by_right="on")
    booked, again = desk.post(ADD, fields), desk.post(ADD, fields)
    appointment = Appointment.objects.get()

    assert refused.status_code == 409
    assert booked["Location"] == again["Location"]
    assert appointment.starts_at == dt.datetime(2026, 11, 25, 9, 7, tzinfo=dt.UTC)
    assert appointment.slot_links.get().slot.origin == TimeSlot.Origin.FOR_VISIT
    assert check_schedule(now=now) == []


def test_by_right_nobody_is_pushed_out(desk, typed, book_it, other_patient, published):
    book_it(starts_at=published[1], patient=other_patient, actor=other_patient.user)
    on_the_grid = desk.post(ADD, typed(by_right="on"))
    across_it = desk.post(ADD, typed(by_right="on", time="09:13"))

    assert (on_the_grid.status_code, across_it.status_code) == (409, 409)
    assert "Free nearby:" in across_it.content.decode()
    assert Appointment.objects.count() == 1


def test_without_the_right_there_is_nothing_to_tick(client, clinic, typed, offer):
    from django.contrib.auth.models import Permission

    clerk = staff_member()
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["add_appointment", "view_appointment"]))
    ClinicStaff.objects.create(user=clerk, clinic=clinic)
    client.force_login(clerk)
    answer = client.post(ADD, typed(time="09:07", by_right="on"))

    assert b"by_right" not in client.get(ADD).content
    assert answer.status_code == 409
    assert not Appointment.objects.exists()


def test_the_wall_clock_is_the_clinics(client, doctor, offer, patient, typed, now):
    there = ClinicFactory(name="Hudson Clinic", time_zone="America/New_York")
    WorkingHoursFactory(doctor=doctor, clinic=there, weekday=3, starts=dt.time(9), ends=dt.time(12))
    from scheduling.services.publishing import publish

    publish(doctor=doctor, now=now)
    client.force_login(administrator())
    client.post(ADD, typed(clinic=there.pk, date="2026-11-26", time="09:00"))

    assert Appointment.objects.get().starts_at == dt.datetime(2026, 11, 26, 14, tzinfo=dt.UTC)


def test_an_hour_the_clocks_jump_over_does_not_exist(desk, typed):
    answer = desk.post(ADD, typed(date="2027-03-28", time="01:30", by_right="on"))

    assert answer.status_code == 422
    assert "this time does not exist" in answer.content.decode()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"patient": ""}, "Choose the patient, or enter a new one below."),
        ({"full_name": "Hanna Berg"}, "Choose a known patient or enter a new one, not both."),
        ({**SOMEBODY_NEW, "full_name": ""}, "Enter their full name."),
        ({**SOMEBODY_NEW, "date_of_birth": ""}, "Enter their date of birth."),
        ({**SOMEBODY_NEW, "date_of_birth": "2030-01-01"}, "The date of birth must be in the past."),
        ({**SOMEBODY_NEW, "phone": "", "email": ""}, "we have to reach them"),
        ({**SOMEBODY_NEW, "phone": "12"}, "Enter a mobile number"),
        ({**SOMEBODY_NEW, "full_name": "<b>x</b>"}, "Enter your name as it is on your ID card"),
        ({"offer": ""}, "Choose a visit type and its doctor."),
        ({"offer": "999999"}, "Choose from the list"),
        ({"patient": "999999"}, "Choose from the list"),
        ({"date": "25 November"}, "Choose a day"),
        ({"date": "0001-01-01"}, "Choose a day"),
        ({"time": "25:99"}, "Choose a time"),
        ({"time": ""}, "Free that day: 9:00am, 9:20am, 9:40am"),
        ({"time": "", "date": "2026-11-26"}, "No time is free that day."),
        ({"date": "2026-11-24", "time": "08:00"}, "This time has passed."),
        ({"key": "x"}, "Please correct the error below."),
        ({"key": None}, "Please correct the error below."),
        ({"reason": "x" * 501}, "Use 500 characters or fewer"),
    ],
)
def test_what_was_typed_wrong_is_said_and_the_rest_stays(desk, typed, told, words):
    fields = typed(**told)
    answer = desk.post(ADD, fields)
    html = answer.content.decode()

    assert answer.status_code == 422
    assert words in html
    assert fields["reason"] in html
    assert not Appointment.objects.exists()


def test_the_front_desk_books_at_its_own_clinics_only(desk, typed, clinic):
    elsewhere = ClinicFactory(name="Elsewhere")
    stranger = OfferFactory(doctor=DoctorFactory(full_name="Tomasz Nowak"))
    WorkingHoursFactory(doctor=stranger.doctor, clinic=elsewhere, weekday=2)
    page = desk.get(ADD).content.decode()

    assert "Elsewhere" not in page
    assert "Fernhill Clinic (London time)" in page
    assert desk.post(ADD, typed(clinic=elsewhere.pk, by_right="on")).status_code == 422
    assert desk.post(ADD, typed(offer=stranger.pk, by_right="on")).status_code == 422
    assert not Appointment.objects.exists()


def test_offers_are_found_by_doctor_and_type(desk, client, offer, published):
    elsewhere = OfferFactory(doctor=DoctorFactory(full_name="Tomasz Nowak"))
    WorkingHoursFactory(doctor=elsewhere.doctor, clinic=ClinicFactory(), weekday=2)
    address = reverse("admin:appointments_appointment_offers")
    ours = desk.get(address, {"term": "osei follow"}).json()["results"]
    theirs = desk.get(address, {"term": "nowak"}).json()["results"]
    client.force_login(administrator())
    everybodys = client.get(address, {"term": "nowak"}).json()["results"]
    client.force_login(staff_member(StaffGroup.ANALYST))

    assert ours == [{"id": str(offer.pk), "text": "Follow-up, 20 minutes, in person: Dr Amara Osei"}]
    assert theirs == []
    assert len(everybodys) == 1
    assert client.get(address, {"term": "osei"}).status_code == 403


def test_patients_of_one_name_are_told_apart(desk, client, patient):
    twin = PatientFactory(full_name="Maria Lopes", date_of_birth=dt.date(2001, 5, 6), user=None)
    address = reverse("admin:appointments_appointment_patients")
    found = {row["text"] for row in desk.get(address, {"term": "maria lopes"}).json()["results"]}
    client.force_login(staff_member(StaffGroup.AUDITOR))

    assert found == {
        f"Maria Lopes, born 27 Mar 1964, {patient.record_number}",
        f"Maria Lopes, born 6 May 2001, {twin.record_number}",
    }
    assert client.get(address, {"term": "maria"}).status_code == 403


def test_a_busy_front_desk_is_not_capped(desk, typed, published, front_desk, offer, clinic):
    for start in published:
        fields = typed(patient=PatientFactory().pk, time=f"{start:%H:%M}")

        assert desk.post(ADD, fields).status_code == 302

    assert Appointment.objects.filter(booked_by=front_desk).count() == len(published) == 12


def test_a_patients_page_leads_here_with_the_patient(desk, patient):
    html = desk.get(ADD, {"patient": patient.pk}).content.decode()

    assert f'<option value="{patient.pk}" selected>Maria Lopes, born 27 Mar 1964, {patient.record_number}' in html
    assert desk.get(ADD, {"patient": "9" * 40}).status_code == 200
    assert desk.get(ADD, {"patient": "x"}).status_code == 200


NO_KEYS = ["x", "-1", "9" * 19, "9" * 40, "0" * 18 + "1" + "9" * 20]


@pytest.mark.parametrize("key", NO_KEYS)
@pytest.mark.parametrize("field", ["patient", "offer"])
def test_what_is_nobodys_key_comes_back_as_nothing_chosen(desk, typed, field, key):
    answer = desk.post(ADD, typed(**{field: key}))

    assert answer.status_code == 422
    assert "Choose from the list" in answer.content.decode()
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("key", NO_KEYS)
def test_an_address_with_nobodys_key_is_the_empty_form(desk, key):
    assert desk.get(ADD, {"patient": key}).status_code == 200


@pytest.mark.parametrize("name", ["offers", "patients"])
def test_looking_for_nothing_that_can_be_written_is_no_error(desk, offer, name):
    assert desk.get(reverse(f"admin:appointments_appointment_{name}"), {"term": "a\0"}).status_code == 200


def test_with_a_reason_somebody_is_put_beside_another(desk, typed, book_it, other_patient, published, now):
    book_it(starts_at=published[1], patient=other_patient, actor=other_patient.user)
    asked = desk.post(ADD, typed(by_right="on"))
    booked = desk.post(ADD, typed(overbook_because="Fever since the night"))
    appointment = Appointment.objects.exclude(patient=other_patient).get()

    assert "say why under “Overbook, because”" in asked.content.decode()
    assert booked["Location"] == reverse("admin:appointments_appointment_change", args=[appointment.pk])
    assert appointment.slot_links.get().slot.origin == TimeSlot.Origin.EXTRA_LANE
    assert "Fever since the night" in desk.get(booked["Location"]).content.decode()
    assert check_schedule(now=now) == []


def test_without_the_right_a_reason_is_not_asked_for_and_not_read(desk, typed, book_it, other_patient, published):
    Group.objects.get(name=StaffGroup.FRONT_DESK).permissions.remove(Permission.objects.get(codename="overbook"))
    book_it(starts_at=published[1], patient=other_patient, actor=other_patient.user)

    assert "Overbook, because" not in desk.get(ADD).content.decode()
    assert desk.post(ADD, typed(by_right="on", overbook_because="Fever")).status_code == 409
    assert Appointment.objects.count() == 1
