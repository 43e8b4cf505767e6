"""What tests of appointments begin with."""

import pytest


@pytest.fixture
def booked(book_it):
    """Maria's follow-up on Wednesday, 9:00am to 9:20am."""
    return book_it(reason="A rash")


@pytest.fixture
def desk(client, front_desk):
    """The browser of the front desk."""
    client.force_login(front_desk)
    return client
