"""Sign-ups nobody confirmed go after a week; everybody about whom anything is known stays."""

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Patient, PatientAccess, User
from accounts.roles import Role
from accounts.services import clearing_sign_ups
from accounts.services.clearing_sign_ups import KEPT_FOR, clear, clear_sign_ups
from accounts.services.sign_ins import create_sign_in
from appointments.models import Appointment, AppointmentEvent, BookingDraft, Message
from tests.accounts.builders import answers, code_mailed
from tests.factories import DoctorFactory, PatientFactory

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def sign_up(now):
    """Return a function that signs somebody up at ``now``, in a browser of their own, and types the code if told to."""

    def run(email="hanna@example.com", *, confirm=False):
        browser = Client()
        with time_machine.travel(now, tick=False):
            browser.post("/accounts/signup/", answers(email=email))
            if confirm:
                browser.post("/accounts/confirm-email/", {"code": code_mailed()})
        return User.objects.get(email=email)

    return run


@pytest.fixture
def a_week_later(now):
    return now + KEPT_FOR


def test_a_sign_up_nobody_confirmed_is_gone_after_a_week(sign_up, a_week_later):
    sign_up()

    assert clear_sign_ups(now=a_week_later - SECOND) == 0
    assert clear_sign_ups(now=a_week_later) == 1
    assert not User.objects.exists()
    assert not Patient.objects.exists()
    assert not EmailAddress.objects.exists()


def test_its_address_is_free_again(sign_up, a_week_later):
    sign_up()
    clear_sign_ups(now=a_week_later)

    assert sign_up(confirm=True).last_login is not None


def test_who_typed_the_code_stays(sign_up, a_week_later):
    sign_up(confirm=True)
    User.objects.update(last_login=None)

    assert clear_sign_ups(now=a_week_later) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"last_login": dt.datetime(2026, 11, 24, tzinfo=dt.UTC)},
        {"role": Role.ADMINISTRATOR, "is_staff": True},
        {"role": Role.DOCTOR},
        {"is_active": False},
    ],
)
def test_who_came_in_once_works_here_or_was_closed_stays(sign_up, a_week_later, change):
    sign_up()
    User.objects.update(**change)

    assert clear_sign_ups(now=a_week_later) == 0


def test_a_doctor_stays_whatever_their_role(sign_up, a_week_later):
    DoctorFactory(user=sign_up())

    assert clear_sign_ups(now=a_week_later) == 0


def test_a_sign_in_an_administrator_made_waits_for_its_person(now, a_week_later):
    create_sign_in(email="nora@example.com", full_name="Nora New", role=Role.PATIENT, now=now)

    assert clear_sign_ups(now=a_week_later) == 0


@pytest.fixture
def knows(book_it, now):
    """Return, by name, functions that let another table say something about a person."""
    doctor = DoctorFactory()
    message = {
        "channel": "in_app", "kind": "booked", "language": "en-gb", "subject": "Booked", "text": "Booked.",
        "dedupe_key": "test", "send_after": now, "created_at": now,
    }  # fmt: skip
    cancelled = {"kind": "cancelled", "at": now, "to_status": "cancelled"}
    return {
        "an appointment": lambda user: book_it(patient=user.patient, actor=user),
        "what they booked": lambda user: Appointment.objects.filter(pk=book_it().pk).update(booked_by=user),
        "what they did": lambda user: AppointmentEvent.objects.create(appointment=book_it(), actor=user, **cancelled),
        "a draft": lambda user: BookingDraft.objects.create(doctor=doctor, user=user, created_at=now, expires_at=now),
        "a draft for them": lambda user: BookingDraft.objects.create(
            doctor=doctor, patient=user.patient, created_at=now, expires_at=now
        ),
        "whom they act for": lambda user: PatientAccess.objects.create(
            user=user, patient=PatientFactory(user=None), relation="parent"
        ),
        "who acts for them": lambda user: PatientAccess.objects.create(
            user=doctor.user, patient=user.patient, relation="parent"
        ),
        "a message": lambda user: Message.objects.create(user=user, **message),
        "a message about them": lambda user: Message.objects.create(patient=user.patient, **message),
    }


@pytest.mark.parametrize(
    "something",
    [
        "an appointment", "what they booked", "what they did", "a draft", "a draft for them", "whom they act for",
        "who acts for them", "a message", "a message about them",
    ],
)  # fmt: skip
def test_everybody_of_whom_another_table_knows_stays(sign_up, knows, now, a_week_later, something):
    user = sign_up()
    knows[something](user)
    User.objects.exclude(pk=user.pk).update(last_login=now)

    assert clear_sign_ups(now=a_week_later) == 0
    assert Patient.objects.filter(user=user).exists()


def test_what_was_added_since_it_was_found_keeps_it(sign_up, a_week_later):
    user = sign_up()
    EmailAddress.objects.update(verified=True)

    assert clear(pk=user.pk, until=a_week_later) is False
    assert User.objects.exists()


def test_many_go_in_pieces(sign_up, a_week_later, monkeypatch):
    monkeypatch.setattr(clearing_sign_ups, "BATCH", 2)
    for number in range(3):
        sign_up(f"person{number}@example.com")

    assert [clear_sign_ups(now=a_week_later) for _turn in range(3)] == [2, 1, 0]


def test_a_night_without_any_is_one_plain_read(sign_up, a_week_later):
    sign_up(confirm=True)

    with CaptureQueriesContext(connection) as queries:
        clear_sign_ups(now=a_week_later)
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]
