"""Count how the appointments of a day ended and how long they waited, into metrics. Any day, at any time, again."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Count, Max, Min, Sum
from django.db.models.functions import ExtractHour

from accounts.contention import in_one_transaction
from accounts.models import Doctor
from appointments.lifecycle import MOVES, Status
from appointments.models import Appointment, AppointmentEvent
from appointments.reading.outcomes import ENDED, was_cancelled_late
from dashboards.analytics.counting_waits import waits_of
from dashboards.analytics.given_back import given_back_on
from dashboards.analytics.rolling_up_messages import count_reminders, reminded_on
from dashboards.models import DailyMetric, HourlyMetric, WaitMetric
from scheduling.clinic_time import ONE_DAY, around, day_bounds, local_date, zone

LOOK_BACK = 1000
"""Events counted again each time: one with a lower key may have been committed after a later one."""

BATCH = 1000

Specialties = dict[int, list[int]]


def roll_up_changed() -> Iterator[dt.date]:
    """Count every day again on which something changed since the last time, and yield each; the first time, all."""
    counted_to = DailyMetric.objects.aggregate(newest=Max("counted_to"))["newest"]
    is_first = counted_to is None or not WaitMetric.objects.exists()
    return roll_up(all_days() if is_first else changed_days(after=counted_to - LOOK_BACK))


def roll_up(days: Iterable[dt.date]) -> Iterator[dt.date]:
    """Count the ``days``, each in a transaction of its own, and yield each when it is done."""
    specialties = specialties_by_doctor()
    for day in days:
        count_day(day=day, specialties=specialties)
        yield day


def all_days() -> list[dt.date]:
    """Return every date that has, or may have had, an appointment, those to come among them; newest last."""
    made = Appointment.objects.aggregate(first=Min("starts_at"), last=Max("starts_at"))
    left = AppointmentEvent.objects.filter(kind__in=MOVES, old_starts_at__isnull=False)
    left = left.aggregate(first=Min("old_starts_at"), last=Max("old_starts_at"))
    found = [when.astimezone(dt.UTC).date() for when in (*made.values(), *left.values()) if when]
    for metrics in (DailyMetric, WaitMetric):
        counted = metrics.objects.aggregate(first=Min("day"), last=Max("day"))
        found += [day for day in counted.values() if day]
    if not found:
        return []
    first, last = min(found) - ONE_DAY, max(found) + ONE_DAY
    return [first + ONE_DAY * number for number in range((last - first).days + 1)]


def changed_days(*, after: int) -> list[dt.date]:
    """Return the dates of the appointments that something happened to after the event ``after``."""
    columns = ("appointment__time_zone", "appointment__starts_at", "old_starts_at", "new_starts_at")
    events = AppointmentEvent.objects.filter(pk__gt=after).order_by().values_list(*columns).distinct()
    days = {
        local_date(when, zone_name) for zone_name, *times in events.iterator() for when in times if when is not None
    }
    return sorted(days)


def specialties_by_doctor() -> Specialties:
    """Return the keys of the specialties each doctor practises today."""
    found: Specialties = defaultdict(list)
    for doctor, specialty in Doctor.specialties.through.objects.values_list("doctor_id", "specialty_id"):
        found[doctor].append(specialty)
    return found


@in_one_transaction()
def count_day(*, day: dt.date, specialties: Specialties) -> None:
    """
    Write the metrics of ``day`` anew.

    The newest event is asked for first: what happens while this counts lies after
    it, and is counted the next time.
    """
    counted_to = AppointmentEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0
    daily: dict[tuple[int, int, int], Counter[str]] = defaultdict(Counter)
    hourly: dict[tuple[int, int | None, int, int], Counter[str]] = defaultdict(Counter)
    zones = zones_near(day)
    for row in ended_on(day, zones):
        clinic, doctor, visit_type, hour, status, is_late, number, minutes = row
        outcome = outcome_of(status, is_late=is_late)
        daily[clinic, doctor, visit_type][outcome] += number
        if status == Status.CANCELLED:
            continue
        daily[clinic, doctor, visit_type][f"{outcome}_minutes"] += minutes
        for specialty in (None, *specialties.get(doctor, ())):
            hourly[clinic, specialty, visit_type, hour][outcome] += number
    waits = waits_of(day, zones)
    for key, minutes in given_back_on(day).items():
        daily[key].update(minutes)
    count_reminders(day=day, visits=reminded_on(day))
    for metrics in (DailyMetric, HourlyMetric, WaitMetric):
        metrics.objects.filter(day=day).delete()
    DailyMetric.objects.bulk_create(
        [
            DailyMetric(
                day=day, clinic_id=clinic, doctor_id=doctor, visit_type_id=visit_type, counted_to=counted_to, **counts
            )
            for (clinic, doctor, visit_type), counts in daily.items()
        ],
        batch_size=BATCH,
    )
    HourlyMetric.objects.bulk_create(
        [
            HourlyMetric(
                day=day, hour=hour, clinic_id=clinic, specialty_id=specialty, visit_type_id=visit_type, **counts
            )
            for (clinic, specialty, visit_type, hour), counts in hourly.items()
        ],
        batch_size=BATCH,
    )
    WaitMetric.objects.bulk_create(
        [
            WaitMetric(
                day=day,
                kind=kind,
                clinic_id=clinic,
                doctor_id=doctor,
                visit_type_id=visit_type,
                step=step,
                number=number,
            )
            for (kind, clinic, doctor, visit_type, step), number in waits.items()
        ],
        batch_size=BATCH,
    )


def zones_near(day: dt.date) -> list[str]:
    """Return the zones of the appointments about ``day``: a clinic may have moved its clock since."""
    first, end = around(day)
    near = Appointment.objects.filter(starts_at__gte=first, starts_at__lt=end).order_by()
    return list(near.values_list("time_zone", flat=True).distinct())


def ended_on(day: dt.date, zones: Iterable[str]) -> Iterator[tuple]:
    """Yield what ended on ``day``: clinic, doctor, visit type, hour, status, whether late, how many, minutes."""
    for zone_name in zones:
        first, end = day_bounds(day, zone_name)
        there = Appointment.objects.filter(
            status__in=ENDED, time_zone=zone_name, starts_at__gte=first, starts_at__lt=end
        ).order_by()
        yield from (
            there.annotate(hour=ExtractHour("starts_at", tzinfo=zone(zone_name)), is_late=was_cancelled_late())
            .values_list("clinic_id", "doctor_id", "visit_type_id", "hour", "status", "is_late")
            .annotate(number=Count("pk"), length=Sum("minutes"))
        )


def outcome_of(status: str, *, is_late: bool) -> str:
    """Return the column of ``DailyMetric`` an appointment with this ``status`` is counted in."""
    if status == Status.CANCELLED:
        return "cancelled_late" if is_late else "cancelled_in_time"
    return "attended" if status == Status.COMPLETED else "missed"
