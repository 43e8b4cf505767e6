"""What people chose decides by which channels they hear; what they must be told reaches them all the same."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Doctor, Patient, PatientAccess
from appointments.booking_flow.offers_at import offers_at
from appointments.models import Appointment, BookingSettings, Message, MessagePreference
from appointments.notifications.recipients import both_sides
from appointments.notifications.reminders import plan_reminders
from appointments.services.booking import book
from appointments.services.cancelling import cancel
from scheduling.clinic_time import ONE_DAY
from scheduling.clocks_in_use import clinics_share_a_clock
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db

Requests = MessagePreference.Requests


@pytest.fixture
def chooses(patient):
    """Return a function that keeps what the patient chooses."""

    def choose(user=None, **choices):
        return MessagePreference.objects.update_or_create(user=user or patient.user, defaults=choices)[0]

    return choose


def told(kind, **which):
    return set(Message.objects.filter(kind=kind, **which).values_list("channel", flat=True))


# --- The patient's side --------------------------------------------------------------------------------


def test_without_a_choice_it_is_email_and_portal(book_it):
    book_it()

    assert told("booked") == {"email", "in_app"}


def test_a_row_that_says_nothing_of_a_channel_changes_nothing(chooses, book_it):
    chooses(private=True)
    book_it()

    assert told("booked") == {"email", "in_app"}


@pytest.mark.parametrize(
    ("choice", "channels"),
    [({"visits_email": False}, {"in_app"}), ({"visits_in_app": False}, {"email"}), ({"reminders_email": False}, None)],
)
def test_what_is_turned_off_stays_away(chooses, book_it, choice, channels):
    chooses(**choice)
    book_it()

    assert told("booked") == (channels or {"email", "in_app"})


def test_reminders_are_chosen_apart(chooses, book_it, published):
    chooses(reminders_email=False, visits_in_app=False)
    appointment = book_it(starts_at=published[1] + 14 * ONE_DAY)
    plan_reminders(now=appointment.starts_at - 7 * ONE_DAY)

    assert told("reminder_week") == {"in_app"}
    assert told("booked") == {"email"}


def test_what_the_clinic_calls_off_is_in_the_portal_whatever_they_chose(chooses, book_it, front_desk, now):
    chooses(visits_email=False, visits_in_app=False)
    appointment = book_it()
    cancel(appointment=appointment, actor=front_desk, now=now, reason_code="doctor_away")

    assert told("booked") == set()
    assert told("cancelled_by_clinic") == {"in_app"}
    assert Appointment.objects.get().attention == ""


def test_choices_end_with_the_sign_in_they_were_made_with(chooses, book_it, patient, front_desk, now):
    """Whoever cannot sign in any more, and left an address with the clinic, is told by it."""
    chooses(visits_email=False)
    appointment = book_it()
    patient.user.is_active = False
    patient.user.save()
    cancel(appointment=appointment, actor=front_desk, now=now, reason_code="doctor_away")

    assert "email" in told("cancelled_by_clinic")


def test_each_parent_chooses_for_themselves(chooses, book_it, child, parent):
    other = UserFactory(full_name="Rui Silva")
    PatientAccess.objects.create(user=other, patient=child, relation="parent")
    chooses(user=other, visits_email=False)
    book_it(patient=child, actor=parent)

    assert told("booked", user=parent) == {"email", "in_app"}
    assert told("booked", user=other) == {"in_app"}


def test_whoever_wants_it_private_is_written_to_so(chooses, book_it, patient, doctor, now):
    appointment = book_it()
    ((recipient,), _doctor) = both_sides(Appointment.objects.get(pk=appointment.pk), now=now)
    assert recipient.private is False

    chooses(private=True)
    ((recipient,), _doctor) = both_sides(Appointment.objects.get(pk=appointment.pk), now=now)
    assert recipient.private is True


# --- The doctor's side -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requests", "channels"),
    [
        (Requests.AT_ONCE, {"email", "in_app"}),
        (Requests.DAILY, {"in_app"}),
        (Requests.IN_PORTAL, {"in_app"}),
    ],
)
def test_a_doctor_chooses_how_requests_come(chooses, book_it, by_doctor, doctor_user, requests, channels):
    chooses(user=doctor_user, requests=requests, visits_email=False, visits_in_app=False)
    book_it(offer=by_doctor)

    assert told("doctor_requested") == channels
    assert told("requested") == {"email", "in_app"}  # the patient's choice is the patient's


def test_the_portal_of_a_doctor_cannot_be_turned_off(chooses, book_it, doctor_user):
    chooses(user=doctor_user, visits_in_app=False)
    book_it()

    assert told("doctor_booked") == {"in_app"}


# --- The row -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hours",
    [
        {"quiet_from": None},
        {"quiet_until": None},
        {"quiet_from": "22:00", "quiet_until": "22:00"},
    ],
)
def test_quiet_hours_with_one_end_are_refused_by_the_database(chooses, hours):
    with pytest.raises(IntegrityError), transaction.atomic():
        chooses(**hours)


def test_a_row_names_nobody(chooses):
    assert "Lopes" not in str(chooses())


# --- Statements --------------------------------------------------------------------------------------------


def as_loaded_by_the_flow(appointment):
    return Appointment.objects.select_related(
        "patient__user__message_preference", "doctor__user__message_preference", "clinic"
    ).get(pk=appointment.pk)


@pytest.mark.parametrize("has_chosen", [False, True])
def test_choices_come_along_without_a_statement_of_their_own(chooses, book_it, doctor_user, now, has_chosen):
    appointment = book_it()
    if has_chosen:
        chooses()
        chooses(user=doctor_user, requests=Requests.DAILY)
    appointment = as_loaded_by_the_flow(appointment)

    with CaptureQueriesContext(connection) as queries:
        both_sides(appointment, now=now)
    assert len(queries) == 0


def test_where_the_sign_in_did_not_come_along_one_statement_brings_both(chooses, book_it, now):
    chooses()
    appointment = book_it()
    appointment.patient = Patient.objects.get(pk=appointment.patient_id)
    appointment.doctor = Doctor.objects.get(pk=appointment.doctor_id)

    with CaptureQueriesContext(connection) as queries:
        both_sides(appointment, now=now)
    assert len(queries) == 2  # a sign-in each


def test_a_booking_in_the_flow_costs_the_same_with_choices_and_without(
    chooses, patient, doctor_user, by_doctor, clinic, published, now
):
    BookingSettings.load()  # read once a minute, not once a booking
    clinics_share_a_clock()  # likewise
    counted = []
    for person, starts_at in ((patient, published[0]), (PatientFactory(), published[3])):
        if counted:
            chooses(user=person.user, visits_email=False)
            chooses(user=doctor_user, requests=Requests.DAILY)
        offer = next(offer for offer in offers_at(doctor_id=by_doctor.doctor_id, now=now) if offer.pk == by_doctor.pk)
        with CaptureQueriesContext(connection) as queries:
            book(patient=person, offer=offer, clinic=clinic, starts_at=starts_at, actor=person.user, now=now)
        counted.append(sum("SAVEPOINT" not in query["sql"] for query in queries))

    assert counted[1] <= counted[0] <= 12
