"""``/me/settings/messages/``: what I get, by which way and when."""

import datetime as dt

import pytest

from accounts.models import PatientAccess
from appointments.models import MessagePreference
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/me/settings/messages/"
MOBILE = "+447700900123"
ALL = {
    "visits_email": "on",
    "visits_in_app": "on",
    "reminders_email": "on",
    "reminders_in_app": "on",
    "is_quiet": "on",
    "quiet_from": "21:00",
    "quiet_until": "08:00",
}


@pytest.fixture
def texting(settings):
    settings.SMS_BACKEND = "appointments.notifications.sms.console.Console"


@pytest.fixture
def mobile(patient):
    patient.phone = MOBILE
    patient.save()


@pytest.fixture
def doctor_client(client, doctor):
    client.force_login(doctor.user)
    return client


def without(*names):
    return {name: value for name, value in ALL.items() if name not in names}


def body(response):
    return response.content.decode()


def box(page, name):
    """Return the input called ``name``, or ``None``."""
    return next((tag for tag in body(page).split("<input")[1:] if f'name="{name}"' in tag.split(">")[0]), None)


def is_ticked(page, name):
    return "checked" in box(page, name).split(">")[0]


# --- What is shown --------------------------------------------------------------------------------------


def test_shows_what_is_usual(signed_in):
    page = signed_in.get(PAGE)

    assert page.status_code == 200
    assert all(is_ticked(page, name) for name in ("visits_email", "visits_in_app", "reminders_email", "is_quiet"))
    assert 'value="21:00"' in box(page, "quiet_from")
    assert not is_ticked(page, "private")
    assert MessagePreference.objects.count() == 0


def test_says_where_it_goes_and_where_to_change_that(signed_in, texting, mobile):
    page = body(signed_in.get(PAGE))

    assert "maria@example.com" in page
    assert "/accounts/email/" in page
    assert "07700 900123" in page
    assert "/me/profile/?section=phone" in page


def test_text_messages_are_offered_where_there_are_some(signed_in, texting, mobile):
    page = signed_in.get(PAGE)

    assert not is_ticked(page, "visits_sms")
    assert is_ticked(page, "reminders_sms")


def test_without_a_backend_nothing_is_said_of_text_messages(signed_in, mobile):
    page = body(signed_in.get(PAGE))

    assert "_sms" not in page
    assert "Text message" not in page
    assert "Mobile number" not in page


def test_without_a_mobile_number_the_page_says_so(signed_in, texting):
    page = signed_in.get(PAGE)

    assert box(page, "visits_sms") is None
    assert "No mobile number" in body(page)


def test_security_is_always_on_and_waiting_lists_are_not_spoken_of(signed_in):
    page = body(signed_in.get(PAGE))

    assert "Always by email" in page
    assert "Waiting list" not in page


def test_the_settings_lead_there(signed_in):
    assert PAGE in body(signed_in.get("/me/settings/"))


# --- What is kept ---------------------------------------------------------------------------------------


def test_saves_what_was_chosen(signed_in, patient, texting, mobile):
    page = signed_in.post(PAGE, without("visits_email") | {"visits_sms": "on", "private": "on"}, follow=True)

    row = MessagePreference.objects.get(user=patient.user)
    assert (row.visits_email, row.visits_sms, row.visits_in_app) == (False, True, True)
    assert (row.reminders_email, row.reminders_sms, row.private) == (True, False, True)
    assert (row.quiet_from, row.quiet_until) == (dt.time(21), dt.time(8))
    assert "Saved." in body(page)
    assert (is_ticked(page, "visits_email"), is_ticked(page, "visits_sms")) == (False, True)


def test_quiet_hours_can_be_turned_off_and_on_again(signed_in, patient):
    signed_in.post(PAGE, without("is_quiet"))
    row = MessagePreference.objects.get(user=patient.user)
    assert (row.quiet_from, row.quiet_until) == (None, None)

    page = signed_in.get(PAGE)
    assert not is_ticked(page, "is_quiet")
    assert 'value="21:00"' in box(page, "quiet_from")
    signed_in.post(PAGE, ALL | {"quiet_from": "22:30", "quiet_until": "06:15"})
    row.refresh_from_db()
    assert (row.quiet_from, row.quiet_until) == (dt.time(22, 30), dt.time(6, 15))


def test_what_was_not_asked_stays_unsaid(signed_in, patient):
    """A number told later begins with what is usual."""
    signed_in.post(PAGE, ALL | {"visits_sms": "on", "reminders_sms": "on"})

    row = MessagePreference.objects.get(user=patient.user)
    assert (row.visits_sms, row.reminders_sms) == (None, None)


def test_saving_twice_is_one_row(signed_in):
    signed_in.post(PAGE, ALL)
    signed_in.post(PAGE, without("visits_email"))

    assert MessagePreference.objects.get().visits_email is False


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ({"quiet_from": ""}, "Enter a time, like 9:20"),
        ({"quiet_until": "at night"}, "Enter a time, like 9:20"),
        ({"quiet_from": "08:00"}, "Choose another time than the one they begin at"),
    ],
)
def test_hours_that_are_none_are_told(signed_in, hours, words):
    page = signed_in.post(PAGE, ALL | hours)

    assert page.status_code == 422
    assert words in body(page)
    assert "There is a problem" in body(page)
    assert not MessagePreference.objects.exists()


def test_everybody_chooses_for_themselves_alone(signed_in, patient, other_patient):
    signed_in.post(PAGE, without("visits_email") | {"user": other_patient.user.pk, "user_id": other_patient.user.pk})

    assert [row.user_id for row in MessagePreference.objects.all()] == [patient.user.pk]


# --- Doctors and the clinic ------------------------------------------------------------------------------


def test_a_doctor_is_asked_about_requests_alone(doctor_client, doctor):
    page = doctor_client.get(PAGE)

    assert "How you hear of new requests" in body(page)
    assert box(page, "visits_email") is None
    assert box(page, "private") is None

    doctor_client.post(PAGE, {"requests": "daily", "private": "on"})
    row = MessagePreference.objects.get(user=doctor.user)
    assert (row.requests, row.private, row.visits_email) == ("daily", False, None)


def test_a_doctor_who_is_a_patient_too_is_asked_both(doctor_client, doctor):
    PatientFactory(user=doctor.user)
    page = doctor_client.get(PAGE)

    assert "How you hear of new requests" in body(page)
    assert is_ticked(page, "visits_email")


def test_a_doctor_who_has_to_choose_is_told(doctor_client):
    page = doctor_client.post(PAGE, {"requests": "never"})

    assert page.status_code == 422
    assert not MessagePreference.objects.exists()


def test_a_patient_cannot_choose_what_is_a_doctors(signed_in):
    signed_in.post(PAGE, ALL | {"requests": "daily"})

    assert MessagePreference.objects.get().requests == "at_once"


def test_staff_have_nothing_to_choose(client, front_desk):
    client.force_login(front_desk)
    page = client.get(PAGE)

    assert page.status_code == 200
    assert '<button class="btn btn-primary" type="submit">' not in body(page)
    client.post(PAGE, ALL)
    assert not MessagePreference.objects.exclude(visits_email=None).exists()


def test_whoever_acts_for_somebody_is_asked_whatever_their_role(client, front_desk):
    PatientAccess.objects.create(user=front_desk, patient=PatientFactory(user=None), relation="carer")
    client.force_login(front_desk)

    assert box(client.get(PAGE), "visits_email")


def test_a_stranger_signs_in_first(client):
    assert client.get(PAGE).status_code == 302


def test_the_queries_are_counted(signed_in, django_assert_num_queries):
    with django_assert_num_queries(4):  # session, user, the user's own row with their choices, unread messages
        signed_in.get(PAGE)


def test_a_person_without_a_record_is_asked_too(client):
    client.force_login(UserFactory())

    assert box(client.get(PAGE), "visits_email")
