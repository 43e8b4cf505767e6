"""Appointments with news to tell, and what was written about them."""

import datetime as dt
import uuid

import pytest

from accounts.models import PatientAccess
from appointments.models import Message
from tests.appointments.notifications.sms.fake_service import FakeService
from tests.factories import PatientFactory, UserFactory

MOBILE = "+447700900123"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def doctor_user(doctor):
    """The doctor's sign-in, with the doctor's name."""
    doctor.user.full_name = doctor.full_name
    doctor.user.save()
    return doctor.user


@pytest.fixture
def at_twenty_past(published):
    """Wednesday 25 November, 9:20am in Oakford."""
    return published[1]


@pytest.fixture
def booked(book_it, at_twenty_past):
    return book_it(starts_at=at_twenty_past, reason="The rash on my neck came back")


@pytest.fixture
def asked(book_it, by_doctor, at_twenty_past):
    """A request for a first visit, which the doctor must approve."""
    return book_it(offer=by_doctor, starts_at=at_twenty_past, reason="The rash on my neck came back")


@pytest.fixture
def parent(db):
    return UserFactory(full_name="Ana Silva", email="ana@example.com")


@pytest.fixture
def child(parent):
    """A child without contact of their own; one parent acts for them."""
    leo = PatientFactory(full_name="Leo Silva", user=None, email="")
    PatientAccess.objects.create(user=parent, patient=leo, relation="parent")
    return leo


@pytest.fixture
def news():
    """Return a function that finds the one message of a kind by a channel."""

    def find(kind, channel="email", **which):
        return Message.objects.get(kind=kind, channel=channel, **which)

    return find


@pytest.fixture
def service(settings):
    """A service that takes text messages, or misbehaves as told."""
    settings.SMS_BACKEND = "appointments.notifications.sms.twilio.Twilio"
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "AC123", "s3cret"
    settings.TWILIO_FROM = "+441134960000"
    with FakeService() as fake:
        settings.TWILIO_BASE_URL = fake.url
        yield fake
        fake.shutdown()


@pytest.fixture
def waiting(now):
    """Return a function that queues an email."""

    def queue(address="maria@example.com", **fields):
        return Message.objects.create(
            **{
                "address": address,
                "channel": "email",
                "kind": "booked",
                "language": "en-gb",
                "subject": "Booked",
                "text": "Dr Amara Osei",
                "dedupe_key": f"event:{uuid.uuid4()}:user-1:email",
                "send_after": now,
                "created_at": now,
                **fields,
            }
        )

    return queue
