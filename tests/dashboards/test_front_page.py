"""The front page of somebody who is signed in: what comes next, below the search."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import PatientAccess
from appointments.services.cancelling import cancel
from tests.appointments.flow import text_of
from tests.factories import PatientFactory


@pytest.fixture(autouse=True)
def the_clock(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def signed_in(client, patient):
    client.force_login(patient.user)
    return client


def test_shows_what_comes_next(signed_in, book_it, published):
    later, first = book_it(starts_at=published[5]), book_it()

    words = text_of(signed_in.get("/"))

    assert "Your next appointment" in words
    assert "Tomorrow, Wed 25 Nov, 9:00am" in words
    assert f"/appointments/{first.reference}/cancel/" in words
    assert later.reference not in words


def test_names_the_child_it_is_for(signed_in, patient, book_it, now):
    leo = PatientFactory(user=None, full_name="Leo Lopes")
    PatientAccess.objects.create(user=patient.user, patient=leo, relation="parent", scope="book", created_at=now)
    book_it(patient=leo)

    assert "Leo Lopes" in text_of(signed_in.get("/"))


def test_says_nothing_where_nothing_comes(client, signed_in, book_it, patient, other_patient, now):
    cancel(appointment=book_it(), actor=patient.user, now=now)
    assert "Your next appointment" not in text_of(signed_in.get("/"))

    client.force_login(other_patient.user)
    assert "Your next appointment" not in text_of(client.get("/"))


def test_strangers_see_the_search_alone(client, book_it):
    book_it()

    assert "Your next appointment" not in text_of(client.get("/"))


def test_costs_the_same_for_one_and_for_eight(signed_in, book_it, published):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            signed_in.get("/")
        return len(queries)

    book_it()
    one = cost()
    for start in published[1:6]:
        book_it(starts_at=start)

    assert cost() == one
