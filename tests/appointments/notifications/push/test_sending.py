"""Messages of the outbox on their way to people's devices."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import PatientAccess
from appointments.models import Appointment, Message, MessagePreference, PushSubscription
from appointments.notifications.delivering import deliver_due
from appointments.notifications.push import sending
from appointments.notifications.push import service as transport
from appointments.services.cancelling import cancel
from appointments.services.push_devices import take_off_lost, turn_off, turn_on
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
Status = Message.Status


@pytest.fixture
def maria(patient, on, clock):
    """Maria has turned notifications on; the browser she did it in."""
    browser, _device = on(patient.user)
    return browser


def by_push(**which):
    return Message.objects.get(channel="push", **which)


def test_news_arrives_on_the_device(maria, book_it, at_twenty_past, now, push_service):
    appointment = book_it(starts_at=at_twenty_past, reason="A rash")
    assert deliver_due(now=now) == 2

    (shown,) = maria.shown
    assert shown == {
        "title": "Booked: Wed 25 Nov, 9:20am",
        "body": "Change or cancel",
        "link": f"/appointments/{appointment.reference}/",
        "tag": appointment.reference,
        "lang": "en-gb",
    }
    assert by_push().status == Status.SENT
    assert PushSubscription.objects.get().last_used_at == now


def test_it_is_kept_until_the_appointment_and_no_longer(maria, book_it, at_twenty_past, now, push_service):
    book_it(starts_at=at_twenty_past)
    deliver_due(now=now)

    _line, headers, _body = push_service.requests[0]
    assert int(headers["ttl"]) == (at_twenty_past - now).total_seconds()
    assert headers["urgency"] == "normal"


def test_later_news_of_an_appointment_takes_the_place_of_earlier_news(
    maria, book_it, published, patient, now, push_service
):
    first, other = (book_it(starts_at=published[place]) for place in (1, 4))
    deliver_due(now=now)
    cancel(appointment=first, actor=patient.user, now=now + MINUTE, reason_code="", note="")
    deliver_due(now=now + MINUTE)

    topics = [headers["topic"] for _line, headers, _body in push_service.requests]
    tags = [shown["tag"] for shown in maria.shown]
    assert (topics[0] == topics[2], topics[0] == topics[1]) == (True, False)
    assert tags == [first.reference, other.reference, first.reference]
    assert first.reference.lower() not in topics[0]


def test_the_service_is_told_what_cannot_wait(maria, book_it, doctor, now, push_service, at_twenty_past):
    appointment = book_it(starts_at=at_twenty_past)
    cancel(appointment=appointment, actor=doctor.user, now=now, reason_code="doctor_away", note="")
    deliver_due(now=now + 2 * MINUTE)

    titles = [shown["title"] for shown in maria.shown]
    urgencies = [headers["urgency"] for _line, headers, _body in push_service.requests]
    assert (titles[-1], urgencies[-1]) == ("Your appointment on Wed 25 Nov is cancelled", "high")


def test_it_goes_to_every_device(maria, patient, on, book_it, now):
    phone, _device = on(patient.user, "phone")
    book_it()
    deliver_due(now=now)

    assert len(maria.shown) == len(phone.shown) == 1
    assert Message.objects.filter(channel="push").count() == 1


def test_nobody_elses_device_hears_of_it(maria, other_patient, on, book_it, now):
    nadia, _device = on(other_patient.user, "nadia")
    book_it()
    deliver_due(now=now)

    assert (len(maria.shown), nadia.shown) == (1, [])


def test_one_that_takes_it_is_enough(maria, patient, on, book_it, now, push_service):
    on(patient.user, "phone")
    push_service.of = {"/send/phone": 500}
    book_it()
    deliver_due(now=now)

    assert by_push().status == Status.SENT
    assert PushSubscription.objects.count() == 2


@pytest.mark.parametrize("status", [404, 410])
def test_one_that_is_gone_is_taken_off_the_list(maria, patient, on, book_it, now, push_service, status):
    on(patient.user, "phone")
    push_service.of = {"/send/phone": status}
    book_it()
    deliver_due(now=now)

    assert by_push().status == Status.SENT
    assert [device.endpoint for device in PushSubscription.objects.all()] == [maria.endpoint]
    assert MessagePreference.objects.get(user=patient.user).has_devices


def test_when_the_last_is_gone_the_message_is_given_up_at_once(maria, patient, book_it, now, push_service):
    push_service.behaviour = 410
    book_it()
    deliver_due(now=now)

    row = by_push()
    assert (row.status, row.error) == (Status.FAILED, "The browser no longer takes notifications.")
    assert not PushSubscription.objects.exists()
    assert not MessagePreference.objects.get(user=patient.user).has_devices
    assert Appointment.objects.get().attention == ""  # the email is on its way


def test_what_was_turned_off_meanwhile_is_given_up_too(maria, patient, book_it, now, push_service):
    book_it()
    turn_off(device=PushSubscription.objects.get(), now=now)
    deliver_due(now=now)

    assert by_push().status == Status.FAILED
    assert push_service.requests == []


def test_somebody_whose_sign_in_is_closed_hears_nothing(maria, patient, book_it, now, push_service):
    book_it()
    patient.user.is_active = False
    patient.user.save()
    deliver_due(now=now)

    assert push_service.requests == []


def test_a_device_past_its_end_is_not_written_to_and_taken_off_the_list(maria, patient, book_it, now, push_service):
    PushSubscription.objects.update(expires_at=now)
    book_it()
    deliver_due(now=now)

    assert push_service.requests == []
    assert not PushSubscription.objects.exists()
    assert not MessagePreference.objects.get(user=patient.user).has_devices


def test_one_turned_on_again_meanwhile_stays(maria, patient, on, browser, now):
    """The service said *gone* of the address as it was."""
    old = PushSubscription.objects.get()
    turn_on(user=patient.user, user_agent="", now=now + MINUTE, **maria.says)
    take_off_lost(user_id=patient.user_id, devices=[old], now=now)

    assert PushSubscription.objects.count() == 1


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (500, "The push service answered 500."),
        (403, "The push service refused our key (403)."),
        ("hangs up", "The push service hung up."),
        ("hangs", "The push service did not answer in time."),
    ],
)
def test_what_may_pass_is_tried_again(maria, book_it, now, push_service, monkeypatch, behaviour, words):
    monkeypatch.setattr(transport, "SECONDS_FOR_AN_ANSWER", 0.3)
    push_service.behaviour = behaviour
    book_it()
    deliver_due(now=now)
    waiting = by_push()
    push_service.behaviour = 201
    deliver_due(now=now + 2 * MINUTE)

    assert (waiting.status, waiting.error) == (Status.QUEUED, words)
    assert MINUTE <= waiting.send_after - now <= 2 * MINUTE
    assert by_push().status == Status.SENT


def test_it_is_left_alone_as_long_as_the_service_asks(maria, book_it, now, push_service):
    push_service.behaviour, push_service.retry_after = 429, "1800"
    book_it()
    deliver_due(now=now)

    assert dt.timedelta(minutes=30) <= by_push().send_after - now < dt.timedelta(minutes=31)


def test_slow_devices_do_not_hold_the_worker_beyond_its_lease(maria, patient, on, book_it, now, monkeypatch):
    on(patient.user, "phone")
    monkeypatch.setattr(sending, "SECONDS_FOR_ALL", -1)
    book_it()
    deliver_due(now=now)

    assert (by_push().status, by_push().error) == (Status.QUEUED, "The push service did not answer in time.")


def test_old_news_is_not_overtaken_by_somebody_elses(on, child, parent, book_it, published, now, clock, push_service):
    """Two who act for one child are told apart, though neither has an address there."""
    other = UserFactory()
    PatientAccess.objects.create(user=other, patient=child, relation="parent")
    on(parent, "ana")
    on(other, "other")
    push_service.of = {"/send/ana": 500}
    appointment = book_it(patient=child, actor=parent, starts_at=published[3])
    deliver_due(now=now)
    cancel(appointment=appointment, actor=parent, now=now, reason_code="", note="")
    deliver_due(now=now)
    by_push(kind="cancelled", user=parent).delete()
    push_service.of = {}
    deliver_due(now=now + 2 * MINUTE)

    assert by_push(kind="booked", user=parent).status == Status.SENT


@pytest.mark.parametrize("devices", [1, 8])
def test_handing_over_costs_the_same_for_one_device_and_for_eight(maria, patient, on, book_it, now, devices):
    for number in range(devices - 1):
        on(patient.user, str(number))
    book_it()
    Message.objects.exclude(channel="push").delete()
    with CaptureQueriesContext(connection) as queries:
        deliver_due(now=timezone.now())

    asked = [query["sql"] for query in queries if "pushsubscription" in query["sql"]]
    assert len(asked) == 2, asked  # which devices, and when they were used
