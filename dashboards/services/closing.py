"""Close a clinic, a stretch of days at a time, only when it is clear what happens to the patients who are booked."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.contention import in_one_transaction
from appointments.lifecycle import ACTIVE
from appointments.models import Appointment
from dashboards.services.withdrawing import PatientsBooked
from scheduling.clinic_time import MIDNIGHT, ONE_DAY, first_instant
from scheduling.models import Clinic, TimeOff
from scheduling.services.plan_change import lock_clinic
from scheduling.services.time_off import add_time_off


@dataclass(frozen=True)
class Closing:
    """Days on which a clinic is closed, both included, and what for."""

    first: dt.date
    last: dt.date
    label: str = ""

    def bounds(self, clinic: Clinic) -> tuple[dt.datetime, dt.datetime]:
        """Return the instants between which the clinic is closed."""
        return (
            first_instant(self.first, MIDNIGHT, clinic.time_zone),
            first_instant(self.last + ONE_DAY, MIDNIGHT, clinic.time_zone),
        )


@in_one_transaction()
def close(
    *, clinic: Clinic, closing: Closing, agreed: Collection[str], actor: Any, now: dt.datetime
) -> list[Appointment]:
    """
    Close the clinic, and return the appointments that stay booked although nobody will be there.

    ``agreed`` are the references of those that were shown. If there are others
    (one was booked meanwhile), nothing is changed and ``PatientsBooked`` says
    which. Days that are closed already are left as they are.

    The inverse is ``end_time_off``.
    """
    lock_clinic(clinic)
    if is_closed(clinic, closing):
        return []
    starts_at, ends_at = closing.bounds(clinic)
    add_time_off(
        clinic=clinic,
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=clinic.time_zone,
        label=closing.label,
        actor=actor,
        now=now,
    )
    hit = booked_in(clinic, [closing], now=now)
    if {appointment.reference for appointment in hit} - set(agreed):
        raise PatientsBooked(hit)
    return hit


def is_closed(clinic: Clinic, closing: Closing) -> bool:
    """Say whether one closing covers all of these days already."""
    starts_at, ends_at = closing.bounds(clinic)
    standing = TimeOff.objects.filter(clinic=clinic, ended_at=None, repeats_until=None)
    return standing.filter(starts_at__lte=starts_at, ends_at__gte=ends_at).exists()


def booked_in(clinic: Clinic, closings: Sequence[Closing], *, now: dt.datetime) -> list[Appointment]:
    """Return who has an appointment at the clinic on one of the days, soonest first. One query."""
    if not closings:
        return []
    on_one = Q(pk__in=[])
    for closing in closings:
        starts_at, ends_at = closing.bounds(clinic)
        on_one |= Q(starts_at__lt=ends_at, ends_at__gt=starts_at)
    coming = Appointment.objects.filter(on_one, clinic=clinic, status__in=ACTIVE, ends_at__gt=now)
    return list(coming.for_listing().order_by("starts_at", "pk"))
