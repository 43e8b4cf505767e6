"""How appointments ended, and on which days. The figures of the analytics and the lists behind them ask the same."""

import datetime as dt
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.utils.translation import gettext_lazy as _

from appointments.lifecycle import Status, Verb
from appointments.models import AppointmentEvent
from appointments.reading.desk_questions import starting_within
from scheduling.clinic_time import day_bounds, zone
from scheduling.clocks_in_use import zones_of_clinics

ENDED = (Status.COMPLETED, Status.NO_SHOW, Status.CANCELLED)
DUE = (Status.COMPLETED, Status.NO_SHOW)


class Outcome(models.TextChoices):
    """What became of an appointment that was agreed on. *Due* is what was not called off: attended and missed."""

    DUE = "due", _("Due: attended or missed")
    ATTENDED = "attended", _("Attended")
    MISSED = "missed", _("Missed")
    CANCELLED_LATE = "cancelled_late", _("Cancelled late")
    CANCELLED_IN_TIME = "cancelled_in_time", _("Cancelled in time")


def was_cancelled_late() -> Exists:
    """Return the condition that an appointment was cancelled when it was late for that, by whoever did it."""
    late = AppointmentEvent.objects.filter(appointment=OuterRef("pk"), kind=Verb.CANCEL, at__gt=OuterRef("late_after"))
    return Exists(late)


def that_ended(appointments, outcome):
    """Only the ``appointments`` with this outcome."""
    match outcome:
        case Outcome.DUE:
            return appointments.filter(status__in=DUE)
        case Outcome.ATTENDED:
            return appointments.filter(status=Status.COMPLETED)
        case Outcome.MISSED:
            return appointments.filter(status=Status.NO_SHOW)
        case Outcome.CANCELLED_LATE:
            return appointments.filter(was_cancelled_late(), status=Status.CANCELLED)
    return appointments.filter(~was_cancelled_late(), status=Status.CANCELLED)


def on_days(appointments, first: dt.date, last: dt.date):
    """Only the ``appointments`` that start from ``first`` to ``last``, both included, on the clock of their clinic."""
    bounds = {name: (day_bounds(first, name)[0], day_bounds(last, name)[1]) for name in zones_of_clinics()}
    return starting_within(appointments, bounds)


def starting(appointments, *, weekday: int, hour: int):
    """Only the ``appointments`` that start on ``weekday`` (1 is Monday) in ``hour``, on the clock of their clinic."""
    zones = zones_of_clinics()
    if not zones:
        return appointments.none()
    clocks = {}
    for number, name in enumerate(zones):
        clocks[f"weekday_{number}"] = ExtractIsoWeekDay("starts_at", tzinfo=zone(name))
        clocks[f"hour_{number}"] = ExtractHour("starts_at", tzinfo=zone(name))
    there = (
        Q(time_zone=name, **{f"weekday_{number}": weekday, f"hour_{number}": hour}) for number, name in enumerate(zones)
    )
    return appointments.alias(**clocks).filter(reduce(or_, there))
