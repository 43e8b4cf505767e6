"""Read what the plans of doctors are made of and make them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

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
    return plans_for([doctor.pk], first=first, last=last, clinics={doctor.pk: clinics})[doctor.pk]


def plans_for(
    doctors: Collection[int], *, first: dt.date, last: dt.date, clinics: Mapping[int, Iterable[int]]
) -> dict[int, Plan]:
    """Return the plan of each of ``doctors`` (ids), as ``plan_for`` makes it of one. Two queries for all of them."""
    hours: dict[int, list[WorkingHours]] = defaultdict(list)
    in_force = WorkingHours.objects.filter(doctor__in=doctors).in_force(first=first - MARGIN, last=last + MARGIN)
    for row in in_force.select_related("clinic").order_by("pk"):
        hours[row.doctor_id].append(row)
    zones = {doctor_id: {row.clinic_id: row.clinic.time_zone for row in hours[doctor_id]} for doctor_id in doctors}
    places = {doctor_id: {*zones[doctor_id], *clinics.get(doctor_id, ())} for doctor_id in doctors}
    since = dt.datetime.combine(first - MARGIN, MIDNIGHT, dt.UTC)
    until = dt.datetime.combine(last + MARGIN, MIDNIGHT, dt.UTC)
    time_off = list(
        TimeOff.objects.filter(
            Q(doctor__in=doctors) | Q(clinic__in=set().union(*places.values())),
            Q(ends_at__gt=since) | Q(repeats_until__gte=first - MARGIN),
            starts_at__lt=until,
        ).order_by()
    )
    return {
        doctor_id: plan_slots(
            hours=hours[doctor_id],
            time_off=[row for row in time_off if row.doctor_id == doctor_id or row.clinic_id in places[doctor_id]],
            zones=zones[doctor_id],
            first=first,
            last=last,
        )
        for doctor_id in doctors
    }
