"""Count how long people waited for the appointments of one day, and for an answer to what they asked for."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.db.models import Count
from django.db.models.functions import TruncDate

from appointments.models import Appointment
from appointments.reading.first_answers import one_working_day_after, with_first_answer
from appointments.reading.outcomes import DUE
from dashboards.analytics.steps import ANSWER_HOURS, LEAD_DAYS, step_of
from dashboards.models import WaitMetric
from scheduling.clinic_time import day_bounds, zone

AN_HOUR = dt.timedelta(hours=1)

Kind = WaitMetric.Kind
Key = tuple[str, int, int, int, int]
"""Kind, clinic, doctor, visit type, step."""


def waits_of(day: dt.date, zones: list[str]) -> Counter[Key]:
    """Return how many of the appointments of ``day``, on the clocks of ``zones``, waited about so long."""
    found: Counter[Key] = Counter()
    for zone_name in zones:
        first, end = day_bounds(day, zone_name)
        there = Appointment.objects.filter(time_zone=zone_name, starts_at__gte=first, starts_at__lt=end).order_by()
        found.update(leads(there, day, zone_name))
        for key in answers(there, zone_name):
            found[key] += 1
    return found


def leads(appointments, day: dt.date, zone_name: str) -> dict[Key, int]:
    """Count those that were due by the days since they were booked; what began before it was written down, none."""
    booked = (
        appointments.filter(status__in=DUE)
        .annotate(booked_on=TruncDate("created_at", tzinfo=zone(zone_name)))
        .values_list("clinic_id", "doctor_id", "visit_type_id", "booked_on")
        .annotate(number=Count("pk"))
    )
    found: Counter[Key] = Counter()
    for clinic, doctor, visit_type, booked_on, number in booked:
        step = step_of(max(0, (day - booked_on).days), LEAD_DAYS)
        found[Kind.LEAD.value, clinic, doctor, visit_type, step] += number
    return found


def answers(appointments, zone_name: str) -> Iterator[Key]:
    """Yield where each request is counted: by the hours to its answer, if one came, and by whether it came in time."""
    columns = ("clinic_id", "doctor_id", "visit_type_id", "asked_at", "answered_at")
    for *whose, asked_at, answered_at in with_first_answer(appointments).values_list(*columns):
        clinic, doctor, visit_type = whose
        if answered_at is not None:
            hours = step_of((answered_at - asked_at) / AN_HOUR, ANSWER_HOURS)
            yield Kind.ANSWER.value, clinic, doctor, visit_type, hours
        in_time = answered_at is not None and answered_at <= one_working_day_after(asked_at, zone_name)
        yield Kind.IN_TIME.value, clinic, doctor, visit_type, int(in_time)
