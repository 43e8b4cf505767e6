"""What tests of appointments begin with."""

import pytest

from tests.appointments.flow import start


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
