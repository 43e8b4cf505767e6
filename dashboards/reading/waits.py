"""How long those who have arrived have been waiting for their doctor."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max

from appointments.lifecycle import Status, Verb
from appointments.models import AppointmentEvent

LONG = dt.timedelta(minutes=15)
AT_MOST = dt.timedelta(hours=12)
"""Whoever arrived longer ago has gone home, and only the step that says so is missing."""


@dataclass(frozen=True)
class Wait:
    """Somebody has been here since ``since``; ``minutes`` are whole."""

    since: dt.datetime
    minutes: int
    is_long: bool


def waits_of(appointments, *, now):
    """Return ``{appointment.pk: Wait}`` of those checked in and not yet called. One query, none where nobody waits."""
    here = [appointment.pk for appointment in appointments if appointment.status == Status.CHECKED_IN]
    if not here:
        return {}
    arrivals = AppointmentEvent.objects.filter(appointment__in=here, kind=Verb.CHECK_IN, at__gt=now - AT_MOST)
    arrived = arrivals.order_by().values("appointment").annotate(since=Max("at"))
    return {row["appointment"]: _wait(row["since"], now=now) for row in arrived}


def _wait(since, *, now):
    return Wait(since, max(0, int((now - since) / dt.timedelta(minutes=1))), now - since > LONG)
