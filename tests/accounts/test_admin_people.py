"""Users, doctors and patients in the admin: added, corrected, and by whom not."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages

from accounts.models import Doctor, Patient, PatientAccess, Specialty, User
from accounts.roles import Role, StaffGroup
from tests.dashboards.staff import errors, save, staff_member
from tests.factories import SpecialtyFactory, UserFactory

pytestmark = pytest.mark.django_db

NO_LANGUAGES = {"languages-TOTAL_FORMS": 0, "languages-INITIAL_FORMS": 0}


def group(name):
    return Group.objects.get(name=name)


# --- Users ------------------------------------------------------------------------------------


def user_form(user, **told):
    fields = {
        "email": user.email,
        "full_name": user.full_name,
        "phone": "",
        "language": "en-gb",
        "time_zone": "",
        "role": user.role,
        "groups": [group.pk for group in user.groups.all()],
        **told,
    }
    return {name: value for name, value in fields.items() if value is not None}


def change_user(client, user, **told):
    return save(client, f"/admin/accounts/user/{user.pk}/change/", user_form(user, **told))


def test_nobody_is_added_without_an_invitation(client, chief):
    fields = {"email": "new@example.org", "full_name": "Nora New", "phone": "", "role": Role.ADMINISTRATOR}

    assert client.post("/admin/accounts/user/add/", fields).status_code == 403
    assert User.objects.count() == 1


def test_nobody_makes_a_superuser_through_a_form(client, chief):
    other = staff_member(StaffGroup.FRONT_DESK)
    change_user(client, other, is_superuser="on", is_staff="", user_permissions=["1"], password="x")
    change_user(client, chief, is_superuser="on")

    assert not User.objects.filter(is_superuser=True).exists()
    assert not User.objects.filter(user_permissions__isnull=False).exists()
    other.refresh_from_db()
    assert other.check_password("correct horse battery")


def test_nobody_changes_their_own_rights(client, chief):
    change_user(client, chief, role=Role.PATIENT, groups=[], full_name="Ada Still Chief")
    chief.refresh_from_db()

    assert chief.full_name == "Ada Still Chief"
    assert (chief.role, chief.is_active) == (Role.ADMINISTRATOR, True)
    assert chief.groups.get().name == StaffGroup.ADMINISTRATOR


def test_gives_and_takes_the_admin_site(client, chief):
    person = UserFactory()
    change_user(client, person, role=Role.ADMINISTRATOR, groups=[group(StaffGroup.MANAGER).pk])
    person.refresh_from_db()
    given = (person.is_staff, [group.name for group in person.groups.all()])
    change_user(client, person, role=Role.PATIENT)
    person.refresh_from_db()

    assert given == (True, [StaffGroup.MANAGER])
    assert (person.is_staff, person.groups.count()) == (False, 0)


def test_a_doctors_role_needs_a_profile(client, chief):
    assert "no doctor's profile" in errors(change_user(client, UserFactory(), role=Role.DOCTOR))


def test_a_corrected_address_has_to_prove_itself(client, chief, patient):
    user = patient.user
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    answer = change_user(client, user, email="Maria.New@example.com")
    user.refresh_from_db()
    patient.refresh_from_db()

    assert answer.status_code == 302
    assert user.email == patient.email == "maria.new@example.com"
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified")) == [(user.email, False)]


def test_an_address_of_somebody_else_is_refused(client, chief):
    person = UserFactory()

    assert "already" in errors(change_user(client, person, email=chief.email.upper()))
    person.refresh_from_db()
    assert person.email != chief.email


def test_a_superuser_is_left_to_superusers(client, chief):
    root = User.objects.create_superuser("root@example.org", "correct horse battery", full_name="Root")
    answer = change_user(client, root, email="mine@example.org")
    client.post("/admin/accounts/user/", {"action": "deactivate", "_selected_action": [root.pk, chief.pk]})
    root.refresh_from_db()
    chief.refresh_from_db()

    assert answer.status_code == 403
    assert root.email == "root@example.org"
    assert (root.is_active, chief.is_active) == (True, True)


@pytest.mark.parametrize("name", [StaffGroup.FRONT_DESK, StaffGroup.MANAGER, StaffGroup.ANALYST])
def test_only_administrators_edit_users(client, name, patient):
    client.force_login(staff_member(name))

    assert client.get("/admin/accounts/user/add/").status_code == 403
    assert change_user(client, patient.user, full_name="Changed").status_code == 403
    client.post("/admin/accounts/user/", {"action": "deactivate", "_selected_action": [patient.user.pk]})
    patient.user.refresh_from_db()
    assert patient.user.is_active


def test_nobody_types_a_password(client, chief, patient):
    assert client.get(f"/admin/accounts/user/{patient.user.pk}/password/").status_code in {302, 404}
    assert "password" not in client.get(f"/admin/accounts/user/{patient.user.pk}/change/").content.decode().split(
        'id="content-main"'
    )[1].split("</form>")[0].replace("Forgot your password", "")


# --- Doctors ----------------------------------------------------------------------------------


def doctor_fields(**told):
    return {
        "email": "li@example.org",
        "phone": "",
        "title": "Dr",
        "full_name": "Li Wen",
        "gender": "unstated",
        "specialties": [SpecialtyFactory().pk],
        **NO_LANGUAGES,
        **told,
    }


def test_adds_a_doctor_with_a_sign_in_and_languages(client, chief):
    fields = doctor_fields(**{"languages-TOTAL_FORMS": 1, "languages-0-code": "zh"})
    answer = client.post("/admin/accounts/doctor/add/", fields)
    doctor = Doctor.objects.get()

    assert answer.status_code == 302
    assert (doctor.user.email, doctor.user.role, doctor.slug) == ("li@example.org", Role.DOCTOR, "li-wen")
    assert list(doctor.languages.values_list("code", flat=True)) == ["zh"]
    assert "dermatolog" in doctor.search_text


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"email": "chief@example.org"}, "Somebody already signs in with chief@example.org."),
        ({"email": ""}, "Enter an email address"),
        ({"specialties": []}, "This field is required."),
        ({"full_name": "www.buy.example"}, "as it is on your ID card"),
    ],
)
def test_what_is_wrong_with_a_new_doctor_is_said(client, chief, told, words):
    answer = client.post("/admin/accounts/doctor/add/", doctor_fields(**told))

    assert words in errors(answer)
    assert not Doctor.objects.exists()
    assert User.objects.count() == 1


def change_doctor(client, doctor, **told):
    fields = {
        "title": doctor.title,
        "full_name": doctor.full_name,
        "slug": doctor.slug,
        "gender": doctor.gender,
        "specialties": [specialty.pk for specialty in Specialty.objects.all()],
        "biography": "",
        "qualifications": "",
        "practising_since": "",
        "licence_number": "",
        **NO_LANGUAGES,
        **told,
    }
    return save(
        client,
        f"/admin/accounts/doctor/{doctor.pk}/change/",
        {name: value for name, value in fields.items() if value is not None},
    )


def test_a_doctors_year_is_a_year(client, chief, doctor):
    SpecialtyFactory()

    assert "Enter a year" in errors(change_doctor(client, doctor, practising_since="20"))


def test_another_name_of_a_specialty_finds_its_doctors(client, chief, doctor):
    specialty = SpecialtyFactory()
    doctor.specialties.add(specialty)
    fields = {
        name: getattr(specialty, name)
        for name in ("name", "slug", "plain_name", "plain_name_plural", "practitioner_title")
    }
    client.post(
        f"/admin/accounts/specialty/{specialty.pk}/change/", {**fields, "search_words": "verruca", "is_active": "on"}
    )
    doctor.refresh_from_db()

    assert "verruca" in doctor.search_text


# --- Patients ---------------------------------------------------------------------------------


def patient_fields(**told):
    return {
        "full_name": "Hanna Berg",
        "date_of_birth": "1990-02-03",
        "sex": "unknown",
        "phone": "0113 496 0123",
        "email": "Hanna@Example.com",
        "language": "en-gb",
        "address": "",
        "emergency_contact_name": "",
        "emergency_contact_phone": "",
        "access_needs": "",
        **told,
    }


def test_somebody_new_speaks_the_language_of_the_house_until_told_otherwise(client, chief):
    html = client.get("/admin/accounts/patient/add/").content.decode()

    assert re.findall(r'<option value="([^"]*)" selected', html.partition('id="id_language"')[2]) == ["en-gb"]


def test_the_front_desk_adds_a_patient(client, front_desk):
    client.force_login(front_desk)
    answer = client.post("/admin/accounts/patient/add/", patient_fields())
    patient = Patient.objects.get()

    assert answer.status_code == 302
    assert (patient.full_name, patient.user, str(patient.phone)) == ("Hanna Berg", None, "+441134960123")
    assert patient.email == "hanna@example.com"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"date_of_birth": "2990-01-01"}, "must be in the past"),
        ({"date_of_birth": "1790-01-01"}, "Enter a date of birth"),
        ({"date_of_birth": "yesterday"}, "Enter a valid date"),
        ({"full_name": ""}, "Enter your full name"),
        ({"phone": "7"}, "Enter a mobile number"),
        ({"email": "x"}, "valid email"),
        ({"language": "klingon"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_with_a_patient_is_said(client, chief, told, words):
    answer = client.post("/admin/accounts/patient/add/", patient_fields(**told))

    assert words in errors(answer)
    assert not Patient.objects.exists()


def test_what_is_not_in_the_form_cannot_be_sent(client, front_desk, patient):
    client.force_login(front_desk)
    client.post(
        "/admin/accounts/patient/add/",
        patient_fields(user=front_desk.pk, record_number="P0000001", created_at="2020-01-01"),
    )
    made = Patient.objects.get(full_name="Hanna Berg")

    assert made.user is None
    assert made.record_number != "P0000001"


def test_a_corrected_name_follows_to_the_sign_in(client, chief, patient):
    save(client, f"/admin/accounts/patient/{patient.pk}/change/", patient_fields(full_name="Maria Lopez"))
    patient.refresh_from_db()
    patient.user.refresh_from_db()

    assert patient.full_name == patient.user.full_name == "Maria Lopez"
    assert patient.sex == "unknown"
    assert patient.date_of_birth == dt.date(1990, 2, 3)


@pytest.mark.parametrize(
    "asked", ["0113 496 0777", "+44 113 4960777", "(0113) 496-0777", "4960777", "lopes", "P1234567"]
)
def test_patients_are_found_by(client, chief, patient, asked):
    Patient.objects.filter(pk=patient.pk).update(phone="+441134960777", record_number="P1234567")
    Patient.objects.create(full_name="Somebody Else", date_of_birth=dt.date(1990, 1, 1), phone="+441134960888")

    assert list(client.get("/admin/accounts/patient/", {"q": asked}).context["cl"].result_list) == [patient]


def test_somebody_may_act_until_a_day(client, chief, patient):
    carer = UserFactory()
    access = {"user": carer.pk, "patient": patient.pk, "relation": "carer", "scope": "book", "until": "2031-05-31"}
    answer = client.post("/admin/accounts/patientaccess/add/", access)
    given = PatientAccess.objects.get()
    page = client.get(f"/admin/accounts/patientaccess/{given.pk}/change/").content.decode()

    assert answer.status_code == 302
    assert given.until == dt.datetime(2031, 6, 1, tzinfo=dt.UTC)
    assert 'value="2031-05-31"' in page


@pytest.mark.parametrize(
    ("told", "words"), [({"until": "2020-01-01"}, "must be in the future"), ({"until": "x"}, "valid date")]
)
def test_access_that_is_over_is_not_given(client, chief, patient, told, words):
    access = {"user": UserFactory().pk, "patient": patient.pk, "relation": "carer", "scope": "book", **told}
    answer = client.post("/admin/accounts/patientaccess/add/", access)

    assert words in errors(answer)
    assert not PatientAccess.objects.exists()


def test_people_do_not_act_for_themselves(client, chief, patient):
    access = {"user": patient.user.pk, "patient": patient.pk, "relation": "carer", "scope": "book", "until": ""}

    assert "acts for themselves already" in errors(client.post("/admin/accounts/patientaccess/add/", access))


def test_the_patients_page_shows_who_acts_and_leads_to_where_access_is_given(client, chief, patient):
    carer = UserFactory(full_name="Carl Carer")
    given = PatientAccess.objects.create(
        user=carer, patient=patient, relation="carer", until=dt.datetime(2031, 6, 1, tzinfo=dt.UTC)
    )
    html = client.get(f"/admin/accounts/patient/{patient.pk}/change/").content.decode()
    address = f"/admin/accounts/patientaccess/add/?patient={patient.pk}"

    assert f'<a href="/admin/accounts/patientaccess/{given.pk}/change/">Carl Carer</a>' in html
    assert "Carer, books and changes appointments, until 31 May 2031" in html
    assert f'href="{address}"' in html
    assert f'<option value="{patient.pk}" selected>' in client.get(address).content.decode()


def test_access_that_is_ended_stays_and_says_when(client, chief, patient, now):
    carer, friend = UserFactory(), UserFactory()
    given = PatientAccess.objects.create(user=carer, patient=patient, relation="carer")
    over = PatientAccess.objects.create(user=friend, patient=patient, relation="other", until=now)
    with time_machine.travel(now + dt.timedelta(days=1), tick=False):
        client.force_login(chief)
        client.post("/admin/accounts/patientaccess/", {"action": "end_now", "_selected_action": [given.pk, over.pk]})
        deleted = client.post(f"/admin/accounts/patientaccess/{given.pk}/delete/", {"post": "yes"})
    given.refresh_from_db()
    over.refresh_from_db()

    assert (given.until, over.until) == (now + dt.timedelta(days=1), now)
    assert not Patient.objects.accessible_to(carer, now=now + dt.timedelta(days=1)).exists()
    assert deleted.status_code == 403


def test_who_acts_for_a_patient_is_not_the_front_desks_to_see(client, front_desk, patient):
    PatientAccess.objects.create(user=UserFactory(full_name="Carl Carer"), patient=patient, relation="carer")
    client.force_login(front_desk)
    html = client.get(f"/admin/accounts/patient/{patient.pk}/change/").content.decode()

    assert "Maria Lopes" in html
    assert "Carl Carer" not in html
    assert "Let somebody act" not in html


def test_a_group_is_only_looked_at(client, chief):
    row = group(StaffGroup.FRONT_DESK)
    answer = client.post(f"/admin/auth/group/{row.pk}/change/", {"name": "Kings"})

    assert answer.status_code == 403
    assert "Can book past notice" in client.get(f"/admin/auth/group/{row.pk}/change/").content.decode()


def test_the_autocomplete_asks_for_the_right_to_see(client, front_desk, patient):
    asked = {"app_label": "accounts", "model_name": "patientaccess", "field_name": "user", "term": "maria"}
    client.force_login(front_desk)
    of_users = client.get("/admin/autocomplete/", asked)
    client.force_login(staff_member(StaffGroup.AUDITOR))
    of_patients = client.get("/admin/autocomplete/", {**asked, "field_name": "patient"})

    assert (of_users.status_code, of_patients.status_code) == (403, 403)
    assert list(get_messages(of_users.wsgi_request)) == []
