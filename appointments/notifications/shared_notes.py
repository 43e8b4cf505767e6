"""Tell the patient that a note from their visit can be read, and call that back while it has not left."""

import datetime as dt

from appointments.models import AppointmentEvent, BookingSettings, Message
from appointments.notifications import dedupe_keys
from appointments.notifications.announcing import call_back_all
from appointments.notifications.channels import registry
from appointments.notifications.composing import compose
from appointments.notifications.kinds import Kind
from appointments.notifications.recipients import both_sides


def announce_note(*, summary, appointment, now):
    """
    Write to the patient's side that ``summary`` can be read; return the messages.

    In the transaction of the sharing. They leave when a decision can no longer be
    taken back. Not one word of the summary is in them.
    """
    last = AppointmentEvent.objects.filter(appointment=appointment).order_by("-pk").values_list("pk", flat=True)[0]
    patients, _doctor = both_sides(appointment, now=now)
    send_after = now + dt.timedelta(seconds=BookingSettings.load().undo_seconds)
    return Message.objects.bulk_create(
        message
        for recipient in patients
        for message in compose(
            kind=Kind.NOTE_SHARED,
            appointment=appointment,
            recipient=recipient,
            channels=registry.codes(),
            key_for=lambda to, channel: dedupe_keys.for_note(summary, to, channel),
            send_after=send_after,
            now=now,
            event_id=last,
        )
    )


def call_back_note(*, summary, now):
    """Cancel what has not reached anybody of a ``summary`` that is not shown any more; return how many messages."""
    return call_back_all(Message.objects.filter(dedupe_key__startswith=dedupe_keys.of_note(summary)), now=now)
