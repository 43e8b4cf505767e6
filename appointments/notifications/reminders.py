"""
Reminders: written when they are due and not before.

A reminder written early would tell of a time that may since have moved. Written
when due it is right, and what is still on its way is looked at again before it
is sent (``freshness.py``). Which there are says ``reminder_plan.py``.
"""

import datetime as dt

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat

from accounts.models import PatientAccess
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentEvent, Message
from appointments.notifications import dedupe_keys
from appointments.notifications.freshness import why_reminder_is_stale
from appointments.notifications.kinds import REMINDERS
from appointments.notifications.recipients import patient_side
from appointments.notifications.reminder_bundles import bundled, day_of
from appointments.notifications.reminder_plan import (
    LEAST_AFTER_BOOKING,
    due_for,
    is_quiet,
    plans,
    reach,
    zone_of,
)
from scheduling.clinic_time import ONE_DAY

BATCH = 200
SETTLES_THE_TIME = (Verb.BOOK, Verb.REQUEST, Verb.APPROVE, Verb.RESCHEDULE, Verb.ACCEPT, Verb.UNDO)
FORGOTTEN_AFTER = dt.timedelta(days=2)


def plan_reminders(*, now):
    """
    Write the reminders that are due at ``now`` and return how many messages.

    Confirmed appointments only, once per time, recipient and channel however
    often and by however many workers this runs, one message for all of a day.
    None within two hours of booking, none from 9pm to 8am on the patient's clock.
    """
    set_free(now=now)
    return sum(_plan(rule, whose, now=now) for rule, whose in plans())


def _plan(rule, whose, *, now):
    written, after = 0, 0
    while True:
        near = _candidates(rule, whose, now=now).filter(starts_at__lte=now + reach(rule))
        batch = list(near.filter(pk__gt=after).order_by("pk")[:BATCH])
        if not batch:
            return written
        after = batch[-1].pk
        due = [appointment for appointment in batch if _is_due(rule, appointment, now=now)]
        if due:
            written += _write(rule, whose, due, now=now)


def _candidates(rule, whose, *, now):
    """Confirmed appointments whose reminder is not written yet and may still be; a plain read."""
    settling = AppointmentEvent.objects.filter(appointment=OuterRef("pk"), kind__in=SETTLES_THE_TIME).order_by(
        "-at", "-pk"
    )
    key = Concat(Value(f"{dedupe_keys.REMINDER}:"), Cast(OuterRef("pk"), CharField()), Value(":"))
    key = Concat(key, Cast(OuterRef("sequence"), CharField()), Value(f":{rule.offset}:"))
    written = Message.objects.filter(kind__in=REMINDERS, patient=OuterRef("patient"), dedupe_key__startswith=key)
    return (
        Appointment.objects.filter(whose, ~Exists(written), status=Status.CONFIRMED, starts_at__gt=now + rule.at_least)
        .annotate(settled_by=Subquery(settling.values("pk")[:1]), settled_at=Subquery(settling.values("at")[:1]))
        .select_related("patient__user", "doctor", "clinic", "visit_type")
    )


def _is_due(rule, appointment, *, now):
    zone = zone_of(appointment)
    due = due_for(rule, appointment, settled_at=_settled_at(appointment), zone=zone)
    return due is not None and due <= now and not is_quiet(now, zone=zone)


def _settled_at(appointment):
    return appointment.settled_at or appointment.created_at


def _write(rule, whose, due, *, now):
    sides = patient_side([appointment.patient for appointment in due], now=now)
    beside = _on_the_same_days(rule, whose, due, sides, now=now)
    if beside:
        sides |= patient_side([appointment.patient for appointment in beside], now=now)
    bundles = bundled(rule, _of_one_day(due, beside, sides), sides, now=now)
    wanted = [bundle for bundle in bundles if bundle.messages]
    return _insert(wanted) if wanted else 0


def _on_the_same_days(rule, whose, due, sides, *, now):
    """Return what else the people who are reminded now will have to be reminded of by the same rule. One query."""
    users = {recipient.user_id for side in sides.values() for recipient in side if recipient.user_id}
    access = PatientAccess.objects.current(now=now).filter(
        user__in=users, scope__in=PatientAccess.scopes_that_include(PatientAccess.Scope.MESSAGES)
    )
    theirs = Q(patient__in=list(sides)) | Q(patient__user__in=users) | Q(patient__in=access.values("patient"))
    starts = [appointment.starts_at for appointment in due]
    others = (
        _candidates(rule, whose, now=now)
        .filter(theirs, starts_at__gt=min(starts) - ONE_DAY, starts_at__lt=max(starts) + ONE_DAY)
        .exclude(pk__in=[appointment.pk for appointment in due])
    )
    return [appointment for appointment in others if _is_to_come(rule, appointment, now=now)]


def _is_to_come(rule, appointment, *, now):
    """Say whether the appointment will be reminded of by ``rule``, and may be now."""
    settled_at = _settled_at(appointment)
    due = due_for(rule, appointment, settled_at=settled_at, zone=zone_of(appointment))
    return due is not None and settled_at + LEAST_AFTER_BOOKING <= now


def _of_one_day(due, beside, sides):
    """Return ``due``, and those ``beside`` that share a day and a reader with one of them."""
    days = {day for appointment in due for day in _days(appointment, sides)}
    return [*due, *(appointment for appointment in beside if days & _days(appointment, sides))]


def _days(appointment, sides):
    return {day_of(recipient, appointment) for recipient in sides[appointment.patient_id]}


@transaction.atomic
def _insert(bundles):
    """
    Insert the bundles whose appointments are still as they were read, and return how many messages.

    Two workers may plan the same reminders at once: the locks let one go first,
    and the other finds the keys taken. A bundle that changed waits for the next round.
    """
    pks = {appointment.pk for bundle in bundles for appointment in bundle.appointments}
    rows = Appointment.objects.select_for_update(no_key=True).filter(pk__in=pks, status=Status.CONFIRMED)
    unchanged = set(rows.order_by("pk").values_list("pk", "sequence"))
    keys = [key for bundle in bundles for key in bundle.keys]
    taken = set(Message.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
    good = [bundle for bundle in bundles if bundle.times <= unchanged and not taken.intersection(bundle.keys)]
    written = Message.objects.bulk_create(message for bundle in good for message in bundle.messages)
    beside = [pair for bundle in good for pair in bundle.beside]
    for message, row in beside:
        row.told_in = message
    Message.objects.bulk_create(row for _message, row in beside)
    return len(written)


@transaction.atomic
def set_free(*, now):
    """
    Let what is left of a message about several appointments be told anew, where one of them moved or is off.

    The message was dropped for that one's sake; its rows give back their keys, and
    the lines in the portal that were written with it make room for new ones.
    """
    dropped = Message.objects.filter(
        status__in=[Message.Status.SUPPRESSED, Message.Status.CANCELLED],
        kind__in=REMINDERS,
        dedupe_key__startswith=f"{dedupe_keys.REMINDER}:",
        send_after__gt=now - FORGOTTEN_AFTER,
        tells_of__isnull=False,
    )
    for message in dropped.distinct().prefetch_related("tells_of"):
        if message.status == Message.Status.CANCELLED or why_reminder_is_stale(message):
            rows = [message, *message.tells_of.all()]
            keys = [dedupe_keys.by_channel(row.dedupe_key, Message.Channel.IN_APP) for row in rows]
            lines = list(Message.objects.filter(dedupe_key__in=keys))
            for line in lines:
                line.status = Message.Status.CANCELLED
            for row in (*rows, *lines):
                row.dedupe_key = dedupe_keys.given_back(row)
            Message.objects.bulk_update([*rows, *lines], ["status", "dedupe_key"])
