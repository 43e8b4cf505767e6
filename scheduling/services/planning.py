"""Read what one doctor's plan is made of and make it."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q

from accounts.models import Doctor
from scheduling.clinic_time import MIDNIGHT
from scheduling.models import TimeOff, WorkingHours
from scheduling.slot_plan import MARGIN, Plan, plan_slots


def plan_for(doctor: Doctor, *, first: dt.date, last: dt.date, clinics: Iterable[int] = ()) -> Plan:
    """
    Return the plan of ``doctor`` for the local dates ``first`` to ``last``, both included. Two queries.

    Time off of the clinics the doctor has hours at is in it; ``clinics`` are ids
    of further ones, where the doctor has a slot beside the hours.
    """
    hours = list(
        WorkingHours.objects.filter(doctor=doctor)
        .in_force(first=first - MARGIN, last=last + MARGIN)
        .select_related("clinic")
        .order_by("pk")
    )
    zones = {row.clinic_id: row.clinic.time_zone for row in hours}
    since = dt.datetime.combine(first - MARGIN, MIDNIGHT, dt.UTC)
    until = dt.datetime.combine(last + MARGIN, MIDNIGHT, dt.UTC)
    time_off = TimeOff.objects.filter(
        Q(doctor=doctor) | Q(clinic__in={*zones, *clinics}),
        Q(ends_at__gt=since) | Q(repeats_until__gte=first - MARGIN),
        starts_at__lt=until,
    ).order_by()
    return plan_slots(hours=hours, time_off=time_off, zones=zones, first=first, last=last)
