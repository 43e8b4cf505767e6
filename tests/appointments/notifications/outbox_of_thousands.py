"""An outbox of thousands, each message the news of an event of its own; run in a program on the workers' database."""

import datetime as dt
import time
import uuid

from django.db import transaction
from django.utils import timezone

from appointments.lifecycle import Status, Verb
from appointments.models import AppointmentEvent, Message
from appointments.notifications.announcing import call_back
from dashboards.duties import DUTIES
from dashboards.models import DutyRun
from tests.appointments.notifications.confirmed import confirmed

HOUR = dt.timedelta(hours=1)


def no_duty_for_an_hour():
    """Let workers deliver and do nothing else."""
    for duty in DUTIES:
        DutyRun.objects.update_or_create(duty=duty.name, defaults={"due_at": timezone.now() + HOUR})


def fill(count):
    """Write ``count`` messages that are due now, to ``p<event>@example.com``, and return the keys of their events."""
    no_duty_for_an_hour()
    now = timezone.now()
    appointment = confirmed(starts_at=now + 240 * HOUR)
    events = AppointmentEvent.objects.bulk_create(
        AppointmentEvent(appointment=appointment, kind=Verb.BOOK, at=now, to_status=Status.CONFIRMED)
        for _number in range(count)
    )
    Message.objects.bulk_create(message_of(event, now) for event in events)
    return [event.pk for event in events]


def message_of(event, now):
    return Message(
        event=event,
        address=f"p{event.pk}@example.com",
        channel=Message.Channel.EMAIL,
        kind="booked",
        language="en-gb",
        subject="Booked",
        text="Text",
        dedupe_key=f"event:{event.pk}:{uuid.uuid4()}:email",
        send_after=now,
        created_at=now,
    )


def call_back_each(events):
    """
    Call back the news of ``events``, each in a transaction of its own.

    Returns ``[event, whether it was called back before a worker had claimed it, when that was committed]`` of each.
    """
    told = []
    for pk in events:
        with transaction.atomic():
            message = Message.objects.select_for_update().get(event=pk)
            called_back = call_back(event=message.event, now=timezone.now())
        told.append([pk, bool(called_back) and message.lease_token is None, time.time()])
    return told
