"""A channel is its file and its line in the registry: a toy one goes the whole way."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.models import Appointment, Message
from appointments.notifications.channels import registry
from appointments.notifications.delivering import GIVE_UP_AFTER, deliver_due
from appointments.notifications.reading import told_at
from appointments.notifications.reminders import plan_reminders
from appointments.notifications.sending_again import send_again
from tests.appointments.notifications.channels.conftest import Lost

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
Status = Message.Status


def by_pigeon(**which):
    return Message.objects.get(channel="pigeon", **which)


def test_news_goes_by_it_too(pigeon, booked, now):
    assert deliver_due(now=now) == 2
    assert pigeon.loft.taken == [("loft of Maria", "Dr Amara Osei, Fernhill Clinic, 12 Mill Road.")]
    assert len(mail.outbox) == 1
    assert by_pigeon().status == Status.SENT


def test_reminders_go_by_it_too(pigeon, book_it, published):
    appointment = book_it(starts_at=published[1] + dt.timedelta(days=14))
    Message.objects.all().delete()
    plan_reminders(now=appointment.starts_at - dt.timedelta(days=7))

    assert by_pigeon(kind="reminder_week").address == "loft of Maria"


def test_it_is_among_the_choices_of_the_admin(pigeon):
    assert ("pigeon", "By pigeon") in Message._meta.get_field("channel").flatchoices


def test_whoever_it_does_not_reach_is_not_written_to(pigeon, book_it, child, parent):
    pigeon.reaches = lambda recipient: False
    book_it(patient=child, actor=parent)

    assert not Message.objects.filter(channel="pigeon").exists()


def test_one_that_is_not_offered_writes_nothing(pigeon, book_it):
    type(pigeon).is_offered = property(lambda self: False)
    try:
        book_it()
    finally:
        del type(pigeon).is_offered

    assert not Message.objects.filter(channel="pigeon").exists()


def test_the_page_says_where_it_went(pigeon, booked):
    assert told_at(booked) == ["loft of Maria", "m•••@example.com"]


# --- One down, the others on -------------------------------------------------------------------------


def test_one_channel_down_does_not_stop_the_others_in_the_same_turn(pigeon, booked, now):
    pigeon.loft.unreachable = ConnectionRefusedError()
    Message.objects.filter(channel="pigeon").update(send_after=now - MINUTE)

    assert deliver_due(now=now) == 1
    assert len(mail.outbox) == 1
    assert (by_pigeon().status, by_pigeon().error) == (Status.QUEUED, "The pigeon did not come back.")


def test_many_messages_of_a_channel_that_is_down_do_not_stand_before_the_others(pigeon, booked, now):
    waiting = by_pigeon()
    pigeon.loft.unreachable = ConnectionRefusedError()
    for number in range(5):
        waiting.pk, waiting.dedupe_key, waiting.send_after = None, f"pigeon-{number}", now - MINUTE
        waiting.save(force_insert=True)

    assert deliver_due(now=now, limit=3) == 1
    assert pigeon.loft.opened == 1
    assert Message.objects.filter(channel="pigeon", attempts=0).count() == 5


def test_one_that_is_set_up_wrongly_waits_and_stops_nothing(pigeon, booked, now, caplog):
    def refuse():
        raise ImproperlyConfigured("There is no loft.")

    pigeon.connect = refuse

    assert deliver_due(now=now) == 1
    assert "There is no loft." in caplog.text
    assert (by_pigeon().status, by_pigeon().attempts) == (Status.QUEUED, 0)


def test_an_idle_call_is_still_one_read(pigeon, now):
    with CaptureQueriesContext(connection) as queries:
        deliver_due(now=now)

    assert len(queries) == 1


# --- Failing and again -------------------------------------------------------------------------------


def test_what_is_final_is_not_tried_again(pigeon, booked, now):
    pigeon.loft.raising = Lost()
    deliver_due(now=now)

    assert (by_pigeon().status, by_pigeon().error) == (Status.FAILED, "The pigeon did not come back.")
    assert Appointment.objects.get().attention == ""


def test_who_can_be_reached_neither_way_is_called(pigeon, booked, now):
    Message.objects.filter(channel="email").update(status=Status.FAILED)
    pigeon.loft.raising = Lost()
    deliver_due(now=now)

    assert Appointment.objects.get().attention == Appointment.Attention.UNREACHABLE


def test_while_another_way_is_still_tried_nobody_is_called(pigeon, booked, now):
    Message.objects.filter(channel="email").update(send_after=now + GIVE_UP_AFTER)
    pigeon.loft.raising = Lost()
    deliver_due(now=now)

    assert Appointment.objects.get().attention == ""


def test_again_it_goes_to_the_address_of_today(pigeon, booked, patient, now):
    Message.objects.filter(channel="pigeon").update(status=Status.FAILED)
    send_again(message=by_pigeon(), now=now + MINUTE)
    deliver_due(now=now + MINUTE)

    assert pigeon.loft.taken[0][0] == "new loft of Maria Lopes"


def test_codes_fit_their_column():
    assert all(len(code) <= Message._meta.get_field("channel").max_length for code in registry.codes())
