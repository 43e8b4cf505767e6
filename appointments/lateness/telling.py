"""Tell those who wait how late the doctor runs: each only what they do not know yet."""

import datetime as dt

from django.db.models import Max

from appointments.lateness.models import RunningLate
from appointments.lifecycle import Status
from appointments.models import AppointmentEvent, Message
from appointments.notifications import dedupe_keys
from appointments.notifications.announcing import IN_PORTAL, call_back_all
from appointments.notifications.channels import registry
from appointments.notifications.composing import compose
from appointments.notifications.kinds import Kind
from appointments.notifications.recipients import patient_side


def tell(*, said, appointments, send_after, now):
    """
    Write to the patients' sides of ``appointments`` how late the doctor runs, and return the appointments told.

    What was written before and has not reached anybody is called back; whoever heard these minutes already
    hears nothing. So a figure said twice is told once, a higher one once more, and *on time again* only to
    those who had been told otherwise. Who has arrived sits in the waiting room: it stands in their portal,
    and no telephone rings. Each appointment carries its ``late_minutes`` already. Six queries, however many.
    """
    call_back_late(appointments, now=now)
    heard = minutes_heard(appointments, now=now)
    untold = [row for row in appointments if is_news(row, said, heard=heard.get(row.pk, RunningLate.ON_TIME), now=now)]
    if not untold:
        return []
    sides = patient_side([row.patient for row in untold], now=now)
    events = dict(
        AppointmentEvent.objects.filter(appointment__in=untold)
        .values_list("appointment")
        .annotate(last=Max("pk"))
        .order_by()
    )
    messages = []
    for appointment in untold:
        channels = IN_PORTAL if appointment.status == Status.CHECKED_IN else registry.codes()
        for recipient in sides[appointment.patient_id]:
            messages += compose(
                kind=Kind.RUNNING_LATE,
                appointment=appointment,
                recipient=recipient,
                channels=channels,
                key_for=lambda to, channel, of=appointment: dedupe_keys.for_lateness(said, of, to, channel),
                send_after=send_after,
                not_after=latest(appointment, said, heard=heard.get(appointment.pk, RunningLate.ON_TIME)),
                now=now,
                event_id=events[appointment.pk],
            )
    Message.objects.bulk_create(messages)
    told = {message.event_id for message in messages}
    return [appointment for appointment in untold if events[appointment.pk] in told]


def is_news(appointment, said, *, heard, now):
    """Say whether the patient believes something else, and there is still time to hear it."""
    return heard != said.minutes and latest(appointment, said, heard=heard) > now


def latest(appointment, said, *, heard):
    """Return when the visit begins at the latest, after what is said now and what was heard before."""
    return appointment.starts_at + dt.timedelta(minutes=max(said.minutes, heard))


def call_back_late(appointments, *, now):
    """Cancel what has not reached anybody of how late the doctor runs."""
    return call_back_all(Message.objects.filter(event__appointment__in=appointments, kind=Kind.RUNNING_LATE), now=now)


def minutes_heard(appointments, *, now):
    """Return ``{appointment.pk: minutes}``: the last that reached somebody of each, for the time it has. One query."""
    sequences = {appointment.pk: appointment.sequence for appointment in appointments}
    keys = (
        Message.objects.filter(
            event__appointment__in=appointments,
            kind=Kind.RUNNING_LATE,
            status=Message.Status.SENT,
            send_after__lte=now,
        )
        .order_by("pk")
        .values_list("dedupe_key", flat=True)
    )
    told = [dedupe_keys.told_late(key) for key in keys]
    return {one.appointment_id: one.minutes for one in told if sequences[one.appointment_id] == one.sequence}
