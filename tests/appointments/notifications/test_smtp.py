"""Delivery over real SMTP, to a server that takes mail, refuses, answers "later", hangs up, hangs, or is not there."""

import datetime as dt

import pytest

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


TROUBLES = ["4xx", "5xx", "drops", "takes and drops", "hangs", "turns away", "is not there"]


@pytest.fixture
def trouble(sink, settings, request):
    """A mail server in trouble; returns how to put it right."""
    if request.param == "is not there":
        settings.EMAIL_PORT = 1  # nobody listens there

        def put_right():
            settings.EMAIL_PORT = sink.port
    else:
        sink.behaviour = request.param

        def put_right():
            sink.behaviour = "takes"

    return put_right


@pytest.mark.parametrize("trouble", TROUBLES, indirect=True)
def test_booking_neither_waits_nor_fails_and_all_arrives_once_the_server_is_well(
    sink, trouble, book_it, published, now
):
    """Booked before, in the middle of it, and after; an hour of turns in between."""
    book_it(starts_at=published[0])
    assert deliver_due(now=now) == 0
    connections = sink.connections
    during = book_it(starts_at=published[1])
    assert sink.connections == connections, "the booking asked the mail server"
    for minutes in (5, 20, 50):
        assert deliver_due(now=now + minutes * MINUTE) == 0
    trouble()
    book_it(starts_at=published[2], now=now + 60 * MINUTE)
    later = now + 120 * MINUTE
    assert sum(deliver_due(now=later + turn * MINUTE) for turn in range(3)) == 3

    mails = Message.objects.filter(channel="email", kind="booked")
    assert set(mails.values_list("status", flat=True)) == {Status.SENT}
    assert len({mail["Message-ID"] for mail in sink.taken}) == 3
    during.refresh_from_db()
    assert during.status == "confirmed"


def test_mail_that_was_taken_without_a_word_comes_again_under_the_same_name(sink, booked, now):
    sink.behaviour = "takes and drops"
    deliver_due(now=now)
    sink.behaviour = "takes"
    deliver_due(now=now + 3 * MINUTE)

    assert len(sink.taken) == 2
    assert len({mail["Message-ID"] for mail in sink.taken}) == 1
