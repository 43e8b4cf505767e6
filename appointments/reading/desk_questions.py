"""What a front desk asks about appointments first. The figures of a page and the filters behind them ask the same."""

import datetime as dt
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from appointments.lifecycle import ACTIVE, OWNS_SLOTS, Status
from appointments.models import Appointment, Message, PatientCall
from appointments.notifications.channels import registry
from appointments.notifications.kinds import FOR_DOCTORS, FOR_STAFF
from scheduling.clinic_time import day_bounds, local_date
from scheduling.clocks_in_use import zones_of_clinics

LATELY = dt.timedelta(days=7)
"""For how long a message that was not delivered is news."""

HALF_A_YEAR = dt.timedelta(days=183)


def today(appointments, *, now):
    """Only the ``appointments`` that start on today's date on the clock of their clinic, and were not called off."""
    days = {zone: day_bounds(local_date(now, zone), zone) for zone in zones_of_clinics()}
    return starting_within(appointments, days).filter(status__in=OWNS_SLOTS)


def starting_within(appointments, bounds):
    """
    Only the ``appointments`` that start within ``bounds``: for each time zone the first instant, and the end.

    The outer bounds are there for the index on starts.
    """
    if not bounds:
        return appointments.none()
    there = (Q(time_zone=zone, starts_at__gte=first, starts_at__lt=end) for zone, (first, end) in bounds.items())
    first, end = min(first for first, _end in bounds.values()), max(end for _first, end in bounds.values())
    return appointments.filter(reduce(or_, there), starts_at__gte=first, starts_at__lt=end)


def standing(appointments, *, now):
    """Only what is booked or asked for, and not over."""
    return appointments.filter(status__in=ACTIVE, ends_at__gt=now)


def waiting(appointments):
    """Only requests nobody has answered."""
    return appointments.filter(status=Status.REQUESTED)


def late(appointments, *, now):
    """Only requests nobody answered in time."""
    return waiting(appointments).filter(decide_by__lte=now)


def marked(appointments):
    """Only what somebody must look at; the mark of an appointment that was called off asks for nothing."""
    return appointments.filter(~Q(attention=""), status__in=ACTIVE)


def not_delivered(messages, *, now):
    """Only the ``messages`` of the last week that did not arrive; each can be sent again."""
    return messages.filter(status=Message.Status.FAILED, send_after__gt=now - LATELY)


def to_call(appointments, *, now):
    """
    Only the ``appointments``, the next first, whose patient has to be called; also those that were called off.

    That is whoever is marked *cannot be reached*, and whoever missed news that did
    not get through another way and that nobody has told them by telephone since. What
    was over a week ago is left alone.
    """
    # A union, not an OR: each half has its index, and both are short.
    unheard = undelivered(now=now).order_by().values_list("event__appointment")
    unreachable = Appointment.objects.filter(~Q(attention=""), attention=Appointment.Attention.UNREACHABLE)
    either = unheard.union(unreachable.order_by().values_list("pk"))
    return appointments.filter(pk__in=either, ends_at__gt=now - LATELY).order_by("starts_at", "pk")


def undelivered(*, now):
    """Return the messages to the patient's side that were given up, within half a year, and are still not told."""
    carried = Message.objects.filter(
        event__appointment=OuterRef("event__appointment"), patient=OuterRef("patient"), channel__in=registry.carried()
    )
    another_way = Q(event=OuterRef("event"), kind=OuterRef("kind"), status__in=["queued", "sent"])
    later = Q(status=Message.Status.SENT, sent_at__gt=OuterRef("send_after"))
    called = PatientCall.objects.filter(appointment=OuterRef("event__appointment"), at__gte=OuterRef("send_after"))
    return (
        Message.objects.filter(
            status=Message.Status.FAILED, send_after__gt=now - HALF_A_YEAR, event__isnull=False, patient__isnull=False
        )
        .exclude(kind__in=[*FOR_DOCTORS, *FOR_STAFF])
        .filter(~Exists(carried.filter(another_way | later)), ~Exists(called))
    )
