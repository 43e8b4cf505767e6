"""Delivery over real SMTP, to a server that takes mail, refuses, answers "later", hangs up, hangs, or is not there."""

import datetime as dt

import pytest
from django.db import connection

from appointments.models import Message
from appointments.notifications.delivering import deliver_due
from tests.appointments.notifications.smtp_sink import Sink

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
Status = Message.Status


@pytest.fixture
def sink(settings):
    server = Sink()
    settings.OUTBOX_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 1
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def three(book_it, published, now):
    """Three emails that wait: to Maria, who booked three times."""
    for start in published[:3]:
        book_it(starts_at=start)
    return Message.objects.filter(channel="email").order_by("pk")


def test_what_arrives_is_text_html_and_a_calendar_with_our_headers(sink, booked, now):
    assert deliver_due(now=now) == 1

    (arrived,) = sink.taken
    assert arrived["Subject"] == "Booked: Wed 25 Nov, 9:20am"
    assert arrived["To"] == "maria@example.com"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["Message-ID"].endswith("@fernhill.example>")
    leaves = [part.get_content_type() for part in arrived.walk() if not part.is_multipart()]
    assert leaves == ["text/plain", "text/html", "text/calendar"]
    assert "Dr Amara Osei, Fernhill Clinic, 12 Mill Road." in arrived.get_body(("plain",)).get_content()


def test_one_connection_carries_a_whole_turn(sink, three, now):
    assert deliver_due(now=now) == 3
    assert (sink.connections, len(sink.taken)) == (1, 3)


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        ("4xx", "The mail server refused the address (451)."),
        ("5xx", "The mail server refused the address (550)."),
        ("drops", "The mail server hung up."),
    ],
)
def test_whatever_goes_wrong_all_arrives_later_and_once(sink, three, now, behaviour, words):
    sink.behaviour = behaviour

    assert deliver_due(now=now) == 0
    assert set(three.values_list("status", "attempts", "error")) == {(Status.QUEUED, 1, words)}
    sink.behaviour = "takes"
    assert deliver_due(now=now + 3 * MINUTE) == 3
    assert len(sink.taken) == 3
    assert set(three.values_list("status", "error")) == {(Status.SENT, "")}


def test_one_refused_recipient_among_others(sink, book_it, published, other_patient, patient, now):
    book_it(starts_at=published[0], patient=other_patient, actor=other_patient.user)
    book_it(starts_at=published[1])
    sink.refused = {other_patient.user.email}

    assert deliver_due(now=now) == 1
    assert [arrived["To"] for arrived in sink.taken] == ["maria@example.com"]


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("hangs", "The mail server did not answer in time."),
        ("is not there", "The mail server could not be reached."),
    ],
)
def test_a_server_nobody_reaches_costs_one_try_a_turn(sink, three, now, trouble, words):
    if trouble == "hangs":
        sink.behaviour = "hangs"
    else:
        sink.shutdown()
        sink.server_close()

    assert deliver_due(now=now) == 0
    assert sorted(three.values_list("attempts", "error")) == [(0, ""), (0, ""), (1, words)]


def test_booking_does_not_wait_for_mail(sink, book_it):
    """The server hangs; the booking neither knows nor cares."""
    sink.behaviour = "hangs"
    book_it()

    assert sink.connections == 0
    assert connection.is_usable()
