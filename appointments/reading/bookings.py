"""How appointments were booked and by whom, and whether it was the patient's first. Figures and lists ask the same."""

import datetime as dt
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentEvent
from scheduling.clinic_time import ONE_DAY, day_bounds
from scheduling.clocks_in_use import zones_of_clinics

BEGINNINGS = (Verb.BOOK, Verb.REQUEST)


class Source(models.TextChoices):
    """Where a booking came from."""

    ONLINE = "online", _("Online, by the patient's side")
    DESK = "desk", _("By the clinic, on the phone or at the desk")
    DOCTOR = "doctor", _("By the doctor")
    WALK_IN = "walk_in", _("Walk-in")


class First(models.TextChoices):
    """Which appointments of a patient are asked for."""

    BOOKING = "booking", _("First booking of the patient")
    VISIT = "visit", _("First visit of the patient")
    RETURN = "return", _("Seen before")


def source():
    """Return the source as an expression, by the event an appointment began with."""
    by_clinic = AppointmentEvent.objects.filter(appointment=OuterRef("pk"), kind__in=BEGINNINGS, by_staff=True)
    return Case(
        When(is_walk_in=True, then=Value(Source.WALK_IN.value)),
        When(~Exists(by_clinic), then=Value(Source.ONLINE.value)),
        When(Exists(by_clinic.filter(actor__role=Role.DOCTOR)), then=Value(Source.DOCTOR.value)),
        default=Value(Source.DESK.value),
        output_field=models.CharField(),
    )


def is_first_booking():
    """Return the condition that the patient had booked nothing before."""
    earlier = Q(created_at__lt=OuterRef("created_at")) | Q(created_at=OuterRef("created_at"), pk__lt=OuterRef("pk"))
    return ~Exists(Appointment.objects.filter(earlier, patient=OuterRef("patient")))


def was_seen_before():
    """Return the condition that the patient had been seen before."""
    earlier = Q(starts_at__lt=OuterRef("starts_at")) | Q(starts_at=OuterRef("starts_at"), pk__lt=OuterRef("pk"))
    return Exists(Appointment.objects.filter(earlier, patient=OuterRef("patient"), status=Status.COMPLETED))


def first_of(appointments, which):
    """
    Only the ``appointments`` that are the first booking or visit of their patient, or a visit that was not.

    The same as the conditions above, for a whole list: the firsts are numbered once instead of looked for row by row.
    """
    if which == First.BOOKING:
        return appointments.filter(pk__in=first_of_each_patient(Appointment.objects.all(), by="created_at"))
    seen = Appointment.objects.filter(status=Status.COMPLETED)
    is_first = Q(pk__in=first_of_each_patient(seen, by="starts_at"))
    return appointments.filter(~is_first if which == First.RETURN else is_first, status=Status.COMPLETED)


def first_of_each_patient(appointments, *, by):
    """Return the keys of the first of ``appointments`` of every patient, in the order of ``by``."""
    nth = Window(RowNumber(), partition_by="patient", order_by=[by, "pk"])
    return appointments.order_by().annotate(nth=nth).filter(nth=1).values("pk")


def booked_on_days(appointments, first: dt.date, last: dt.date):
    """Only those booked from ``first`` to ``last``, by their clinic's clock. The outer bounds are for the index."""
    zones = zones_of_clinics()
    if not zones:
        return appointments.none()
    there = (
        Q(time_zone=name, created_at__gte=day_bounds(first, name)[0], created_at__lt=day_bounds(last, name)[1])
        for name in zones
    )
    outer = {
        "created_at__gte": day_bounds(first - ONE_DAY, "UTC")[0],
        "created_at__lt": day_bounds(last + ONE_DAY, "UTC")[1],
    }
    return appointments.filter(reduce(or_, there), **outer)
