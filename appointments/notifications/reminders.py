"""
Reminders: a week and a day before, written when they are due and not before.

A reminder written early would tell of a time that may since have moved. Written
when due it is right, and what is still on its way is looked at again before it
is sent (``freshness.py``).
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from accounts.time_zones import known_zone
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentEvent, Message
from appointments.notifications import dedupe_keys
from appointments.notifications.channels import registry
from appointments.notifications.composing import compose
from appointments.notifications.kinds import Kind
from appointments.notifications.recipients import patient_side
from scheduling.clinic_time import day_bounds, first_instant, local, local_date

QUIET_FROM, QUIET_UNTIL = dt.time(21), dt.time(8)
LAST_CALL = dt.time(20)
"""Where a reminder due in the quiet evening moves to: an hour before it, and still the day before."""

LEAST_AFTER_BOOKING = dt.timedelta(hours=2)
EARLIEST_SHIFT = dt.timedelta(hours=4)
BATCH = 200
SETTLES_THE_TIME = (Verb.BOOK, Verb.REQUEST, Verb.APPROVE, Verb.RESCHEDULE, Verb.UNDO)


@dataclass(frozen=True)
class Reminder:
    """``before`` the start it is due; it is not sent any more when less than ``at_least`` is left."""

    kind: Kind
    offset: str
    before: dt.timedelta
    at_least: dt.timedelta


REMINDERS = (
    Reminder(Kind.REMINDER_WEEK, "week", dt.timedelta(days=7), at_least=dt.timedelta(days=6)),
    Reminder(Kind.REMINDER_DAY, "day", dt.timedelta(days=1), at_least=dt.timedelta(hours=2)),
)


def plan_reminders(*, now):
    """
    Write the reminders that are due at ``now`` and return how many messages.

    Confirmed appointments only, once per time, recipient and channel however
    often and by however many workers this runs. None within two hours of
    booking, none from 9pm to 8am on the patient's clock.
    """
    return sum(_plan(reminder, now=now) for reminder in REMINDERS)


def due_at(reminder, appointment, *, zone):
    """Return the instant a reminder leaves: in the patient's ``zone``, out of the quiet hours."""
    exact = appointment.starts_at - reminder.before
    there = local(exact, zone)
    if there.time() >= QUIET_FROM:
        return first_instant(there.date(), LAST_CALL, zone)
    if there.time() < QUIET_UNTIL:
        return first_instant(there.date(), QUIET_UNTIL, zone)
    return exact


def is_quiet(now, *, zone):
    time = local(now, zone).time()
    return time >= QUIET_FROM or time < QUIET_UNTIL


def _plan(reminder, *, now):
    written, after = 0, 0
    while True:
        batch = list(_candidates(reminder, now=now).filter(pk__gt=after).order_by("pk")[:BATCH])
        if not batch:
            return written
        after = batch[-1].pk
        due = [appointment for appointment in batch if _is_due(reminder, appointment, now=now)]
        if due:
            written += _write(reminder, due, now=now)


def _candidates(reminder, *, now):
    """Confirmed appointments whose reminder may be due and is not written yet; a plain read."""
    settling = AppointmentEvent.objects.filter(appointment=OuterRef("pk"), kind__in=SETTLES_THE_TIME).order_by(
        "-at", "-pk"
    )
    key = Concat(Value(f"{dedupe_keys.REMINDER}:"), Cast(OuterRef("pk"), CharField()), Value(":"))
    key = Concat(key, Cast(OuterRef("sequence"), CharField()), Value(f":{reminder.offset}:"))
    written = Message.objects.filter(kind=reminder.kind, patient=OuterRef("patient"), dedupe_key__startswith=key)
    return (
        Appointment.objects.filter(
            status=Status.CONFIRMED,
            starts_at__gt=now + reminder.at_least,
            starts_at__lte=now + reminder.before + EARLIEST_SHIFT,
        )
        .filter(~Exists(written))
        .annotate(settled_by=Subquery(settling.values("pk")[:1]), settled_at=Subquery(settling.values("at")[:1]))
        .select_related("patient__user", "doctor", "clinic", "visit_type")
    )


def _is_due(reminder, appointment, *, now):
    zone = zone_of(appointment)
    due = due_at(reminder, appointment, zone=zone)
    settled = appointment.settled_at or appointment.created_at
    return settled + LEAST_AFTER_BOOKING <= due <= now and not is_quiet(now, zone=zone)


def zone_of(appointment):
    """The patient's zone where they said one, else the appointment's."""
    user = appointment.patient.user
    return known_zone(user.time_zone if user else "") or appointment.time_zone


def _write(reminder, appointments, *, now):
    sides = patient_side([appointment.patient for appointment in appointments], now=now)
    messages = {}
    for appointment in appointments:
        messages[appointment.pk, appointment.sequence] = messages_of(
            reminder, appointment, sides[appointment.patient_id], event_id=appointment.settled_by, now=now
        )
    return _insert(messages)


def messages_of(reminder, appointment, recipients, *, event_id, now):
    """Return one reminder, unsaved, for every recipient and channel. ``event_id`` settled the time it is about."""
    return [
        message
        for recipient in recipients
        for message in compose(
            kind=reminder.kind,
            appointment=appointment,
            recipient=recipient,
            channels=registry.codes(),
            key_for=lambda to, channel: dedupe_keys.for_reminder(appointment, reminder.offset, to, channel),
            send_after=now,
            not_after=_not_after(reminder, appointment, now=now),
            now=now,
            event_id=event_id,
        )
    ]


@transaction.atomic
def _insert(messages):
    """Insert the messages of appointments that are still as they were read, and return how many."""
    pks = [pk for pk, _sequence in messages]
    unchanged = (
        Appointment.objects.select_for_update(no_key=True).filter(pk__in=pks, status=Status.CONFIRMED).order_by("pk")
    )
    rows = [row for key in unchanged.values_list("pk", "sequence") for row in messages.get(key, ())]
    # Two workers may write the same reminder at once: the second's rows are the ones ignored.
    Message.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _not_after(reminder, appointment, *, now):
    """*Tomorrow* is a lie after midnight, on either calendar; the other is of use until its time is over."""
    latest = appointment.starts_at - reminder.at_least
    if reminder.kind != Kind.REMINDER_DAY:
        return latest
    zones = {appointment.time_zone, zone_of(appointment)}
    return min(latest, *(day_bounds(local_date(now, zone), zone)[1] for zone in zones))
