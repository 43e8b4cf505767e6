"""The channel of notifications: whom it reaches, and that what it says may stand on a locked screen."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import Doctor
from accounts.notices import tell
from appointments.models import (
    AppointmentEvent,
    BookingSettings,
    Message,
    MessagePreference,
    MessageText,
    Proposal,
    ProposalOption,
)
from appointments.notifications.channels import registry
from appointments.notifications.facts import Facts
from appointments.notifications.kinds import FOR_STAFF, Kind
from appointments.notifications.ledger import patients_ledger
from appointments.notifications.reading import told_at
from appointments.notifications.recipients import both_sides
from appointments.notifications.reminders import plan_reminders
from appointments.notifications.texts.in_use import forget_texts
from appointments.notifications.transport import OUTBOX
from appointments.notifications.wording import WORDS
from tests.appointments.notifications.push.conftest import key  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def with_a_device(user, **chosen):
    MessagePreference.objects.update_or_create(user=user, defaults={"has_devices": True, **chosen})


@pytest.fixture
def on(patient, key):  # noqa: F811
    with_a_device(patient.user)


def by_push(**which):
    return Message.objects.filter(channel="push", **which)


# --- Whom it reaches -----------------------------------------------------------------------------------


def test_whoever_has_a_device_is_written_to(on, booked):
    assert [message.kind for message in by_push()] == ["booked"]


def test_whoever_has_none_is_not(key, booked):  # noqa: F811
    assert not by_push().exists()


def test_without_a_key_nobody_is(on, settings, book_it):
    settings.VAPID_PRIVATE_KEY = ""
    book_it()

    assert not by_push().exists()


def test_whoever_wants_none_about_appointments_gets_none(on, patient, book_it):
    with_a_device(patient.user, visits_push=False)
    book_it()

    assert not by_push().exists()


def test_reminders_come_by_it(on, book_it, published):
    appointment = book_it(starts_at=published[1] + dt.timedelta(days=14))
    plan_reminders(now=appointment.starts_at - dt.timedelta(days=7))

    reminder = by_push(kind="reminder_week").get()
    assert reminder.text == "Can you come?"
    assert reminder.link.startswith("/answer/")


def test_in_quiet_hours_it_waits(on, patient, book_it, published, doctor, now):
    begins = dt.time(8)
    with_a_device(patient.user, quiet_from=begins, quiet_until=dt.time(20))
    book_it(starts_at=published[1] + dt.timedelta(days=14), actor=doctor.user)

    assert by_push().get().send_after == dt.datetime(2026, 11, 24, 20, tzinfo=dt.UTC)


def test_about_the_account_it_says_nothing(on, patient, settings):
    """Codes and warnings come by email alone: they are no business of a locked screen."""
    settings.EMAIL_BACKEND = OUTBOX
    tell(patient.user, "email_changed", to=[patient.user.email], from_email="a@b.example", to_email="c@d.example")

    assert Message.objects.filter(kind=Kind.ACCOUNT).exists()
    assert not by_push().exists()


@pytest.mark.parametrize(("chosen", "told"), [("at_once", 1), ("with_text", 1), ("daily", 0), ("in_portal", 0)])
def test_a_doctor_hears_of_requests_who_wants_them_at_once(key, doctor, book_it, by_doctor, chosen, told):  # noqa: F811
    with_a_device(doctor.user, requests=chosen)
    book_it(offer=by_doctor)

    assert by_push(user=doctor.user).count() == told


def test_booking_costs_no_query_more(on, patient, book_it, published):
    def queries_of(start):
        with CaptureQueriesContext(connection) as queries:
            book_it(starts_at=start)
        return len(queries)

    book_it(starts_at=published[0])
    with_device = queries_of(published[3])
    MessagePreference.objects.update(has_devices=False)

    assert queries_of(published[6]) == with_device


# --- What it says --------------------------------------------------------------------------------------


KINDS = [kind for kind in WORDS if kind not in FOR_STAFF]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("private", [True, False])
def test_a_locked_screen_tells_nobody_whom_and_why(kind, private, booked, now):
    """The words of every kind, with everything in them that could be said."""
    Doctor.objects.update(title="Dr")
    booked.visit_type_name, booked.visit_type.instructions = "Skin check", "Wash your hands."
    booked.decide_by = booked.starts_at
    patients, doctor = both_sides(booked, now=now)
    recipient = doctor if kind.value.startswith("doctor_") else patients[0]
    event = AppointmentEvent(
        kind="cancelled", by_staff=True, reason_code="doctor_away", note="A rash", old_starts_at=booked.starts_at
    )
    offer = Proposal(appointment=booked, answer_by=booked.starts_at)
    other = ProposalOption(proposal=offer, clinic=booked.clinic, starts_at=booked.starts_at + dt.timedelta(days=1))
    with translation.override("en-gb"):
        facts = Facts(
            appointment=booked,
            recipient=replace(recipient, private=private),
            sent_at=now,
            kind=kind,
            event=event,
            alternatives=[other],
        )
        content = registry.channel("push").content(kind, WORDS[kind](facts), facts)
    said = " ".join((content["subject"], content["text"], content["link"])).lower()

    assert [word for word in ("osei", "amara", "lopes", "maria", "skin", "rash", "hands", "away") if word in said] == []
    assert 0 < len(content["subject"]) <= 50
    assert 0 < len(content["text"]) <= 50
    assert len(content["link"]) <= Message._meta.get_field("link").max_length


def test_a_text_somebody_changed_leaves_the_doctor_out_too(on, book_it, chief):
    text = {"situation": "booked", "part": MessageText.Part.SUBJECT, "language": "en-gb"}
    MessageText.objects.create(**text, text="See you, says {doctor}", changed_by=chief, changed_at="2026-11-24T00:00Z")
    BookingSettings.objects.update_or_create(pk=1, defaults={"has_own_texts": True})
    forget_texts()
    book_it()

    assert by_push().get().subject == "See you, says your doctor"
    assert Message.objects.get(channel="email", kind="booked").subject == "See you, says Dr Osei"


# --- Where it went -------------------------------------------------------------------------------------


def test_the_pages_name_the_way_and_no_address(on, booked, patient, now):
    rows = patients_ledger(booked, reader=patient.user, moment=str, now=now)

    assert [(row.channel, row.address) for row in rows if row.channel == "Notification"] == [("Notification", "")]
    assert told_at(booked) == ["m•••@example.com"]
