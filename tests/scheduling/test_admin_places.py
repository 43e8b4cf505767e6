"""Clinics, visit types and offers in the admin."""

import pytest

from accounts.roles import StaffGroup
from scheduling.models import Clinic, ClinicStaff, DoctorVisitType, VisitType
from tests.dashboards.staff import errors, save, staff_member
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def clinic_fields(**told):
    return {
        "name": "Riverside",
        "slug": "riverside",
        "address": "1 Quay",
        "city": "Oakford",
        "country": "GB",
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


def test_a_part_of_the_country_is_one_with_holidays_of_its_own(client, chief):
    address = "/admin/scheduling/clinic/add/"

    assert "ENG, NIR, SCT, WLS" in errors(client.post(address, clinic_fields(subdivision="Kent")))
    assert client.post(address, clinic_fields(subdivision="sct")).status_code == 302
    assert Clinic.objects.get().subdivision == "SCT"


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
