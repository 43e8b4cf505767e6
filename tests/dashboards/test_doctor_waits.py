"""How long those who have arrived have been waiting."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.lifecycle import Verb
from appointments.services.attendance import record_attendance
from appointments.services.undoing import undo
from dashboards.reading.waits import waits_of
from tests.factories import PatientFactory

TODAY = "/doctor/"
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def arrive(doctor):
    """Return a function that checks somebody in."""

    def run(appointment, at, *, verb=Verb.CHECK_IN):
        record_attendance(verb=verb, appointment=appointment, actor=doctor.user, now=at)
        appointment.refresh_from_db()
        return appointment

    return run


def text(response):
    return " ".join(response.content.decode().split())


def test_says_since_when_and_how_long(doctor_client, appoint, arrive, at, now, clock):
    arrive(appoint(at(24, 10)), now)
    clock.move_to(now + 10 * MINUTE)

    page = text(doctor_client.get(TODAY))

    assert page.count("Here since 9:00am, 10 minutes") == 2  # in its row, and in the card of who comes next
    assert 'class="tag tag-wait"' not in page


def test_a_long_wait_stands_out(doctor_client, appoint, arrive, at, now, clock):
    arrive(appoint(at(24, 10)), now)
    clock.move_to(now + 16 * MINUTE)

    page = text(doctor_client.get(TODAY))

    assert "Here since 9:00am, 16 minutes" in page
    assert 'class="tag tag-wait"' in page


def test_the_week_says_it_of_who_comes_next(doctor_client, appoint, arrive, at, now, clock):
    arrive(appoint(at(24, 10)), now)
    clock.move_to(now + MINUTE)

    assert "Here since 9:00am, 1 minute<" in text(doctor_client.get("/doctor/calendar/"))


def test_whoever_is_with_the_doctor_waits_no_more(doctor_client, appoint, arrive, at, now, clock):
    appointment = arrive(appoint(at(24, 10)), now)
    arrive(appointment, now + 5 * MINUTE, verb=Verb.START)
    clock.move_to(now + 10 * MINUTE)

    assert "Here since" not in text(doctor_client.get(TODAY))


def test_counts_from_the_last_arrival(appoint, arrive, at, now, doctor):
    appointment = arrive(appoint(at(24, 10)), now)
    undo(appointment=appointment, actor=doctor.user, now=now + MINUTE / 2)
    appointment.refresh_from_db()
    arrive(appointment, now + 5 * MINUTE)

    wait = waits_of([appointment], now=now + 8 * MINUTE)[appointment.pk]
    assert (wait.since, wait.minutes, wait.is_long) == (now + 5 * MINUTE, 3, False)


def test_a_start_that_was_taken_back_does_not_begin_the_wait_anew(appoint, arrive, at, now, doctor):
    appointment = arrive(appoint(at(24, 10)), now)
    arrive(appointment, now + 5 * MINUTE, verb=Verb.START)
    undo(appointment=appointment, actor=doctor.user, now=now + 5.5 * MINUTE)
    appointment.refresh_from_db()

    assert waits_of([appointment], now=now + 8 * MINUTE)[appointment.pk].since == now


def test_an_arrival_of_yesterday_is_no_wait(appoint, arrive, at, now):
    appointment = arrive(appoint(at(24, 10)), now)

    assert waits_of([appointment], now=now + dt.timedelta(hours=13)) == {}


def test_one_query_for_all_and_none_where_nobody_waits(appoint, arrive, at, now):
    waiting = [arrive(appoint(at(24, hour), patient=PatientFactory()), now) for hour in (10, 11)]
    coming = [appoint(at(25, hour), patient=PatientFactory()) for hour in (10, 11)]

    with CaptureQueriesContext(connection) as asked:
        assert len(waits_of(waiting + coming, now=now + MINUTE)) == 2
    assert len(asked) == 1
    with CaptureQueriesContext(connection) as asked:
        assert waits_of(coming, now=now) == {}
    assert len(asked) == 0
