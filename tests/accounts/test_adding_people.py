"""Administrators add doctors and patients; nobody else does."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied

from accounts.models import Doctor, Patient, User
from accounts.roles import Role
from accounts.services.creating_doctors import create_doctor
from accounts.services.creating_patients import create_patient
from accounts.services.registering import register_patient
from accounts.services.sign_ins import EmailTaken, create_sign_in
from tests.factories import DoctorFactory, PatientFactory, SpecialtyFactory, UserFactory

pytestmark = pytest.mark.django_db
BORN = dt.date(1958, 3, 27)


def a_doctor(**told):
    return {"email": "amara@example.org", "full_name": "Amara Osei"} | told


def a_patient(**told):
    return {"full_name": "Maria Lopes", "date_of_birth": BORN, "phone": "07700 900123"} | told


def test_a_doctor_can_sign_in_be_found_and_booked(front_desk, now):
    skin = SpecialtyFactory()
    doctor = create_doctor(
        **a_doctor(gender="female"), specialties=[skin], languages=["en", "tw", "en"], actor=front_desk, now=now
    )

    assert (doctor.user.role, doctor.user.is_staff) == (Role.DOCTOR, False)
    assert not doctor.user.has_usable_password()
    assert doctor.slug == "amara-osei"
    assert doctor.gender == "female"
    assert [language.code for language in doctor.languages.all()] == ["en", "tw"]
    assert doctor.search_text == "dr amara osei dermatology skin doctor doctors dermatologist"
    address = EmailAddress.objects.get(user=doctor.user)
    assert (address.primary, address.verified) == (True, False)


def test_two_doctors_of_one_name_have_addresses_of_their_own(front_desk, now):
    slugs = [create_doctor(**a_doctor(email=f"amara{n}@example.org"), actor=front_desk, now=now).slug for n in range(3)]

    assert slugs == ["amara-osei", "amara-osei-2", "amara-osei-3"]


def test_a_name_without_latin_letters_has_an_address_too(front_desk, now):
    assert create_doctor(**a_doctor(full_name="李小龍"), actor=front_desk, now=now).slug == "doctor"


@pytest.mark.parametrize("email", ["amara@example.org", "AMARA@Example.ORG"])
def test_an_address_somebody_signs_in_with_is_taken(front_desk, now, email):
    UserFactory(email="amara@example.org")
    with pytest.raises(EmailTaken, match="Somebody already signs in with amara@"):
        create_doctor(**a_doctor(email=email), actor=front_desk, now=now)

    assert not Doctor.objects.exists()


@pytest.mark.parametrize("role", [Role.PATIENT, Role.DOCTOR])
def test_nobody_else_adds_people(now, role):
    actor = UserFactory(role=role)
    with pytest.raises(PermissionDenied, match="Only people who work at the front desk"):
        create_doctor(**a_doctor(), actor=actor, now=now)
    with pytest.raises(PermissionDenied):
        create_patient(**a_patient(), actor=actor, now=now)

    assert User.objects.count() == 1


def test_who_was_dismissed_adds_nobody(front_desk, now):
    front_desk.is_active = False
    with pytest.raises(PermissionDenied):
        create_patient(**a_patient(), actor=front_desk, now=now)


def test_a_patient_on_the_phone_needs_no_sign_in(front_desk, now):
    patient = create_patient(**a_patient(email="Maria@Example.com"), sex="female", actor=front_desk, now=now)
    patient.refresh_from_db()

    assert patient.user is None
    assert patient.email == "maria@example.com"
    assert patient.phone.as_e164 == "+447700900123" or patient.phone.as_national == "07700 900123"
    assert patient.created_at == now
    assert patient.sex == "female"


def test_a_record_number_drawn_twice_is_drawn_again(front_desk, now, monkeypatch):
    PatientFactory(record_number="P1111111")
    drawn = iter(["P1111111", "P1111111", "P2222222"])
    monkeypatch.setattr("accounts.services.record_numbers.new_record_number", lambda: next(drawn))

    assert create_patient(**a_patient(), actor=front_desk, now=now).record_number == "P2222222"


def test_registering_twice_returns_the_same_record(now):
    user = UserFactory(email="maria@example.com", language="en-gb")
    first = register_patient(user=user, **a_patient(), now=now)
    second = register_patient(user=user, **a_patient(full_name="Another Name"), now=now)

    assert first == second
    assert Patient.objects.count() == 1
    assert (first.full_name, first.email, first.language) == ("Maria Lopes", "maria@example.com", "en-gb")


def test_a_sign_in_is_proven_by_nobody_but_its_owner(now):
    user = create_sign_in(email=" Petr@Example.org ", full_name="Petr Nowak", role=Role.ADMINISTRATOR, now=now)

    assert user.email == "petr@example.org"
    assert user.is_staff
    assert user.date_joined == now
    assert not EmailAddress.objects.get(user=user).verified


def test_making_a_doctor_all_or_nothing(front_desk, now):
    DoctorFactory(slug="amara-osei")
    with pytest.raises(TypeError):
        create_doctor(**a_doctor(), salary=1, actor=front_desk, now=now)

    assert not User.objects.filter(email="amara@example.org").exists()
