"""Whose time was given back before it began: the appointments behind those figures of the analytics."""

import datetime as dt
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from appointments.lifecycle import MOVES, Status, Verb
from appointments.models import AppointmentEvent
from appointments.reading.desk_questions import starting_within
from scheduling.clinic_time import day_bounds
from scheduling.clocks_in_use import zones_of_clinics


class GivenBackWhy(models.TextChoices):
    """What of the time given back is asked for."""

    ALL = "all", _("Given back before it began")
    LATE = "late", _("Given back late by the patient")
    CLINIC = "clinic", _("Given back late by the clinic")


def that_gave_back(appointments, why, first: dt.date, last: dt.date):
    """Only those whose time from ``first`` to ``last``, by the clinic's clock, was called off or moved away from."""
    bounds = {name: (day_bounds(first, name)[0], day_bounds(last, name)[1]) for name in zones_of_clinics()}
    if not bounds:
        return appointments.none()
    called_off = AppointmentEvent.objects.filter(appointment=OuterRef("pk"), kind=Verb.CANCEL)
    called_off = of_kind(called_off, why, begins=OuterRef("starts_at"))
    ended = starting_within(appointments.filter(status=Status.CANCELLED), bounds).filter(Exists(called_off))
    moved = of_kind(moves_away(bounds), why, begins=F("old_starts_at"))
    return appointments.filter(
        Q(pk__in=ended.order_by().values("pk")) | Q(pk__in=moved.order_by().values("appointment"))
    )


def moves_away(bounds):
    """Return the moves, not undone, of times within ``bounds``: for each time zone the first instant, and the end."""
    undone = AppointmentEvent.objects.filter(
        appointment=OuterRef("appointment"), kind=Verb.UNDO, at__gte=OuterRef("at"),
        old_starts_at=OuterRef("new_starts_at"), new_starts_at=OuterRef("old_starts_at"),
    )  # fmt: skip
    there = (
        (Q(old_clinic__time_zone=zone) | Q(old_clinic=None, appointment__time_zone=zone))
        & Q(old_starts_at__gte=first, old_starts_at__lt=end)
        for zone, (first, end) in bounds.items()
    )
    return AppointmentEvent.objects.filter(~Exists(undone), reduce(or_, there), kind__in=MOVES)


def of_kind(events, why, *, begins):
    """Only the ``events`` before the time ``begins``; late where the cut-off, as far from the start, is past."""
    events = events.filter(at__lt=begins)
    if why == GivenBackWhy.ALL:
        return events
    notice = ExpressionWrapper(F("appointment__starts_at") - F("appointment__late_after"), models.DurationField())
    late = ExpressionWrapper(begins - notice, models.DateTimeField())
    by_clinic = Q(by_staff=True) & ~Q(reason_code__in=AppointmentEvent.PATIENTS_REASONS)
    return events.filter(by_clinic if why == GivenBackWhy.CLINIC else ~by_clinic).filter(at__gt=late)
