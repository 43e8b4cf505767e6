"""What tests of appointments begin with."""

import datetime as dt

import pytest

from tests.appointments.flow import start
from tests.factories import DoctorFactory, OfferFactory, WorkingHoursFactory


@pytest.fixture
def booked(book_it):
    """Maria's follow-up on Wednesday, 9:00am to 9:20am."""
    return book_it(reason="A rash")


@pytest.fixture
def desk(client, front_desk):
    """The browser of the front desk."""
    client.force_login(front_desk)
    return client


@pytest.fixture
def begun(signed_in, offer, clinic, published):
    """A booking of the first free time, at its first question."""
    return start(signed_in, offer=offer, clinic=clinic, starts_at=published[0])


@pytest.fixture
def colleague(clinic, follow_up, published, now):
    """Somebody who gives follow-ups at the same clinic on the same morning."""
    from scheduling.services.publishing import publish

    doctor = DoctorFactory(full_name="Rosa Kim", slug="rosa-kim", user__full_name="Rosa Kim")
    OfferFactory(doctor=doctor, visit_type=follow_up)
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=2, starts=dt.time(9), ends=dt.time(11))
    publish(doctor=doctor, now=now)
    return doctor
