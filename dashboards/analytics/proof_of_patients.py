"""Prove the figures of patients: the appointments of one patient after the other, in their order."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from accounts.roles import Role
from appointments.lifecycle import Status
from appointments.models import Appointment, AppointmentEvent
from appointments.reading.bookings import BEGINNINGS, Source
from dashboards.analytics.rolling_up_patients import FIGURES
from dashboards.models import PatientMetric
from scheduling.clinic_time import local_date

AT_A_TIME = 2000
Key = tuple[Any, ...]


def patient_differences() -> Iterator[str]:
    """Yield a sentence for every figure in which the metrics and the appointments do not agree."""
    told, counted = replayed(), as_counted()
    for key in sorted(told.keys() | counted.keys()):
        if told[key] != counted[key]:
            day, clinic, figure = key
            yield f"{day}, clinic {clinic}: {counted[key]} {figure} counted, {told[key]} by the appointments"


def as_counted() -> Counter[Key]:
    counted: Counter[Key] = Counter()
    for day, clinic, *numbers in PatientMetric.objects.values_list("day", "clinic", *FIGURES):
        counted.update({(day, clinic, name): number for name, number in zip(FIGURES, numbers, strict=True) if number})
    return counted


def replayed() -> Counter[Key]:
    told: Counter[Key] = Counter()
    by_clinic = booked_by_the_clinic()
    columns = ("patient_id", "pk", "created_at", "starts_at", "time_zone", "clinic_id", "status", "is_walk_in")
    rows = Appointment.objects.order_by("patient_id", "created_at", "pk").values_list(*columns)
    for _patient, theirs in groupby(rows.iterator(AT_A_TIME), key=itemgetter(0)):
        visits = []
        for number, (_key, pk, created_at, starts_at, zone_name, clinic, status, is_walk_in) in enumerate(theirs):
            how = Source.WALK_IN if is_walk_in else by_clinic.get(pk, Source.ONLINE)
            told[local_date(created_at, zone_name), clinic, how.value] += 1
            if not number:
                told[local_date(created_at, zone_name), clinic, "new_patients"] += 1
            if status == Status.COMPLETED:
                visits.append((starts_at, pk, zone_name, clinic))
        for number, (starts_at, _pk, zone_name, clinic) in enumerate(sorted(visits)):
            name = "returning_visits" if number else "first_visits"
            told[local_date(starts_at, zone_name), clinic, name] += 1
    return told


def booked_by_the_clinic() -> dict[int, Source]:
    rows = AppointmentEvent.objects.filter(kind__in=BEGINNINGS, by_staff=True).order_by()
    return {
        pk: Source.DOCTOR if role == Role.DOCTOR else Source.DESK
        for pk, role in rows.values_list("appointment", "actor__role").iterator(AT_A_TIME)
    }
