"""My details: what we know, one page for each part I may change, and a record for who has none."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.forms.details import SECTIONS
from accounts.models import Patient, PatientAccess
from tests.factories import DoctorFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
PROFILE = "/me/profile/"
NEW = "/me/profile/new/"


@pytest.fixture
def signed_in(client, maria):
    client.force_login(maria.user)
    return client


def save(client, section, **answers):
    return client.post(f"{PROFILE}?section={section}", answers, follow=True)


def test_shows_what_we_know(signed_in, maria):
    page = signed_in.get(PROFILE).content.decode()

    for words in ("Maria Lopes", "27 March 1964", "maria@example.com", "07700 900123", "English", maria.record_number):
        assert words in page, words
    assert "Is this wrong? Call 0113 496 0000." in page
    assert page.count("<h1") == 1


def test_offers_to_change_everything_but_the_date_of_birth(signed_in):
    page = signed_in.get(PROFILE).content.decode()

    for section in SECTIONS:
        assert f'href="/me/profile/?section={section}"' in page
    assert "date_of_birth" not in page


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_has_a_page_with_what_is_on_record(signed_in, maria, section):
    Patient.objects.filter(pk=maria.pk).update(
        address="12 Mill Road", emergency_contact_name="Leo Lopes", access_needs="A quiet room"
    )
    page = signed_in.get(f"{PROFILE}?section={section}").content.decode()
    expected = {
        "name": "Maria Lopes",
        "sex": "I would rather not say",
        "phone": "07700 900123",
        "language": "English",
        "address": "12 Mill Road",
        "emergency-contact": "Leo Lopes",
        "access-needs": "A quiet room",
    }

    assert expected[section] in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize(
    ("section", "answers", "field", "value"),
    [
        ("name", {"full_name": "Maria Lopes Silva"}, "full_name", "Maria Lopes Silva"),
        ("phone", {"phone": "07700 900777"}, "phone", "+447700900777"),
        ("language", {"language": "pt"}, "language", "pt"),
        ("address", {"address": "1 New Street"}, "address", "1 New Street"),
        (
            "emergency-contact",
            {"emergency_contact_name": "Leo", "emergency_contact_phone": "07700 900111"},
            "emergency_contact_phone",
            "+447700900111",
        ),
        ("access-needs", {"access_needs": "More time"}, "access_needs", "More time"),
    ],
)
def test_saves_a_section_and_says_so(signed_in, maria, section, answers, field, value):
    response = save(signed_in, section, **answers)

    maria.refresh_from_db()
    assert getattr(maria, field) == value
    assert response.redirect_chain == [(PROFILE, 302)]
    assert "Saved." in response.content.decode()


def test_name_and_phone_of_the_sign_in_follow(signed_in, maria):
    save(signed_in, "name", full_name="Maria Silva")
    save(signed_in, "phone", phone="07700 900777")

    maria.user.refresh_from_db()
    assert maria.user.full_name == "Maria Silva"
    assert maria.user.phone.as_e164 == "+447700900777"


def test_a_name_at_work_is_not_the_patients_to_change(client):
    doctor = DoctorFactory(full_name="Dr Amara Osei", user__full_name="Amara Osei")
    PatientFactory(user=doctor.user, full_name="Amara Mensah")
    client.force_login(doctor.user)
    save(client, "name", full_name="Amara Mensah-Osei")

    doctor.user.refresh_from_db()
    assert doctor.user.full_name == "Amara Osei"
    assert doctor.user.patient.full_name == "Amara Mensah-Osei"


@pytest.mark.parametrize(
    ("section", "answers", "words"),
    [
        ("name", {"full_name": ""}, "Enter your full name"),
        ("phone", {"phone": "12"}, "Enter a mobile number, like 07700 900123"),
        ("language", {"language": "tlh"}, "Choose from the list"),
        ("emergency-contact", {"emergency_contact_name": "Leo"}, "Enter their phone number, or leave both empty"),
        ("emergency-contact", {"emergency_contact_phone": "07700 900111"}, "Enter their name, or leave both empty"),
        ("address", {"address": "x" * 401}, "Use 400 characters or fewer"),
    ],
)
def test_says_what_is_wrong_and_saves_nothing(signed_in, maria, section, answers, words):
    response = save(signed_in, section, **answers)
    page = response.content.decode()

    assert words in page
    assert "There is a problem" in page
    before = Patient.objects.values().get(pk=maria.pk)
    assert before["full_name"] == "Maria Lopes"
    assert before["emergency_contact_name"] == ""


def test_a_section_changes_nothing_else(signed_in, maria):
    save(
        signed_in, "name", full_name="Maria Silva", date_of_birth="1999-01-01", record_number="P1", user="", address="x"
    )

    maria.refresh_from_db()
    assert maria.date_of_birth == dt.date(1964, 3, 27)
    assert maria.record_number != "P1"
    assert maria.address == ""
    assert maria.user is not None


def test_an_unknown_section_is_not_found(signed_in):
    assert signed_in.get(f"{PROFILE}?section=role").status_code == 404
    assert signed_in.post(f"{PROFILE}?section=../x").status_code == 404


def test_what_was_typed_stays_text(signed_in, maria):
    Patient.objects.filter(pk=maria.pk).update(address="<script>alert(1)</script>")
    page = signed_in.get(PROFILE).content.decode()

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_shows_mine_and_nobody_elses(signed_in, maria):
    """Acting for somebody does not make their record mine."""
    child = PatientFactory(user=None, full_name="Leo Lopes")
    PatientAccess.objects.create(user=maria.user, patient=child, relation="parent", scope="record")
    page = signed_in.get(PROFILE, {"patient": child.pk}).content.decode()
    save(signed_in, "name", full_name="Changed", patient=child.pk, id=child.pk)

    assert "Leo Lopes" not in page
    child.refresh_from_db()
    assert child.full_name == "Leo Lopes"


@pytest.mark.parametrize("address", [PROFILE, NEW, "/me/settings/"])
def test_a_stranger_is_sent_to_sign_in(client, address):
    assert client.get(address).url == f"/accounts/login/?next={address}"
    assert client.post(address).url.startswith("/accounts/login/")


def test_the_queries_are_counted(signed_in, django_assert_num_queries):
    with django_assert_num_queries(4):  # session, user, patient, unread messages
        signed_in.get(PROFILE)


# --- A record for who has none -----------------------------------------------------------------


@pytest.mark.parametrize("role", ["doctor", "administrator", "patient"])
def test_who_has_no_record_is_led_to_make_one(client, role):
    client.force_login(UserFactory(role=role))

    assert client.get(PROFILE).url == f"{NEW}?next=%2Fme%2Fprofile%2F"


def test_asks_only_what_is_missing(client):
    client.force_login(UserFactory(full_name="Amara Osei", phone="07700 900123"))
    page = client.get(NEW).content.decode()

    assert "Tell us your date of birth" in page
    assert 'name="date_of_birth_day"' in page
    assert 'name="full_name"' not in page
    assert 'name="phone"' not in page


def make_record(client, **told):
    born = {"date_of_birth_day": "1", "date_of_birth_month": "Feb", "date_of_birth_year": "1980"}
    return client.post(NEW, born | {"phone": "07700 900123"} | told)


def test_makes_a_record_and_goes_where_one_was_going(client):
    user = UserFactory(full_name="Amara Osei")
    client.force_login(user)
    response = make_record(client, next="/appointments/")

    assert response.url == "/appointments/"
    assert (user.patient.full_name, user.patient.date_of_birth) == ("Amara Osei", dt.date(1980, 2, 1))
    assert user.patient.email == user.email


def test_leads_nowhere_else(client):
    client.force_login(UserFactory())

    assert make_record(client, next="//evil.example").url == reverse("me:home")


def test_pressing_twice_makes_one_record(client):
    user = UserFactory()
    client.force_login(user)
    make_record(client)
    response = make_record(client, date_of_birth_year="1990")

    assert response.url == reverse("me:home")
    assert Patient.objects.get(user=user).date_of_birth.year == 1980


def test_never_becomes_a_patient_who_is_there_already(client):
    theirs = PatientFactory(user=None, full_name="Amara Osei", date_of_birth=dt.date(1980, 2, 1))
    user = UserFactory(full_name="Amara Osei")
    client.force_login(user)
    make_record(client)

    assert user.patient != theirs


def test_a_date_that_is_none_is_asked_again(client):
    client.force_login(UserFactory())
    page = make_record(client, date_of_birth_day="31")

    assert "Enter your date of birth, like 27 3 1958" in page.content.decode()
    assert not Patient.objects.exists()
