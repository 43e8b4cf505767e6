"""Count what was booked on a day, by whom, and who was seen for the first time. Any day, at any time, again."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import BooleanField, Count, ExpressionWrapper, Max, Min, Q

from accounts.contention import in_one_transaction
from appointments.lifecycle import Status
from appointments.models import Appointment, AppointmentEvent
from appointments.reading.bookings import is_first_booking, source, was_seen_before
from dashboards.models import PatientMetric
from scheduling.clinic_time import ONE_DAY, around, day_bounds, local_date

LOOK_BACK = 1000
FIGURES = ("online", "desk", "doctor", "walk_in", "new_patients", "first_visits", "returning_visits")


def roll_up_changed_patients() -> Iterator[dt.date]:
    """Count every day again on which something changed since the last time, and yield each."""
    counted_to = PatientMetric.objects.aggregate(newest=Max("counted_to"))["newest"]
    days = all_patient_days() if counted_to is None else changed_patient_days(after=counted_to - LOOK_BACK)
    return roll_up_patients(days)


def roll_up_patients(days: Iterable[dt.date]) -> Iterator[dt.date]:
    for day in days:
        count_patients(day=day)
        yield day


def all_patient_days() -> list[dt.date]:
    """Return every date on which something was booked, or somebody was seen, or that is counted."""
    ends = {"first": Min("created_at"), "last": Max("created_at"), "seen_first": Min("starts_at")}
    found = [when.astimezone(dt.UTC).date() for when in Appointment.objects.aggregate(**ends).values() if when]
    seen = Appointment.objects.filter(status=Status.COMPLETED).aggregate(last=Max("starts_at"))["last"]
    found += [seen.astimezone(dt.UTC).date()] if seen else []
    counted = PatientMetric.objects.aggregate(first=Min("day"), last=Max("day"))
    found += [day for day in counted.values() if day]
    if not found:
        return []
    first, last = min(found) - ONE_DAY, max(found) + ONE_DAY
    return [first + ONE_DAY * number for number in range((last - first).days + 1)]


def changed_patient_days(*, after: int) -> list[dt.date]:
    """Return the dates on which what happened after the event ``after`` was booked, began or would have begun."""
    times = ("appointment__created_at", "appointment__starts_at", "old_starts_at", "new_starts_at")
    events = AppointmentEvent.objects.filter(pk__gt=after).order_by()
    earliest: dict[int, dt.datetime] = {}
    days = set()
    for patient, zone_name, *moments in events.values_list(
        "appointment__patient", "appointment__time_zone", *times
    ).distinct():
        known = [moment for moment in moments if moment is not None]
        days |= {local_date(moment, zone_name) for moment in known}
        begins = min(known[1:])
        earliest[patient] = min(earliest.get(patient, begins), begins)
    return sorted(days | first_visits_behind(earliest))


def first_visits_behind(earliest: dict[int, dt.datetime]) -> set[dt.date]:
    """Return the days of the first two visits of each patient, where something before the second changed."""
    seen = defaultdict(list)
    rows = Appointment.objects.filter(patient__in=earliest, status=Status.COMPLETED).order_by("starts_at", "pk")
    for patient, starts_at, zone_name in rows.values_list("patient", "starts_at", "time_zone"):
        if len(seen[patient]) < 2:
            seen[patient].append((starts_at, zone_name))
    return {
        local_date(*visit) for patient, visits in seen.items() if earliest[patient] <= visits[-1][0] for visit in visits
    }


@in_one_transaction()
def count_patients(*, day: dt.date) -> None:
    """Write the metrics of ``day`` anew; the newest event is asked for first, as in ``rolling_up``."""
    counted_to = AppointmentEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0
    told: dict[int, Counter[str]] = defaultdict(Counter)
    for clinic, how, number, new in booked_on(day):
        told[clinic].update({how: number, "new_patients": new})
    for clinic, is_return, number in seen_on(day):
        told[clinic]["returning_visits" if is_return else "first_visits"] += number
    PatientMetric.objects.filter(day=day).delete()
    PatientMetric.objects.bulk_create(
        PatientMetric(day=day, clinic_id=clinic, counted_to=counted_to, **counts) for clinic, counts in told.items()
    )


def booked_on(day: dt.date) -> Iterator[tuple]:
    """Yield what was booked on ``day``: clinic, source, how many, how many of these first bookings."""
    for there in by_zone("created_at", day):
        is_first = ExpressionWrapper(is_first_booking(), output_field=BooleanField())
        rows = there.annotate(how=source(), is_first=is_first).values_list("clinic_id", "how")
        yield from rows.annotate(number=Count("pk"), new=Count("pk", filter=Q(is_first=True)))


def seen_on(day: dt.date) -> Iterator[tuple]:
    """Yield who was seen on ``day``: clinic, whether seen before, how many."""
    for there in by_zone("starts_at", day):
        seen = there.filter(status=Status.COMPLETED).annotate(is_return=was_seen_before())
        yield from seen.values_list("clinic_id", "is_return").annotate(number=Count("pk"))


def by_zone(column: str, day: dt.date) -> Iterator:
    """Yield, zone by zone, the appointments whose ``column`` lies on ``day`` there."""
    first, end = around(day)
    near = {f"{column}__gte": first, f"{column}__lt": end}
    rows = Appointment.objects.filter(**near).order_by()
    for zone_name in set(rows.values_list("time_zone", flat=True).distinct()):
        begins, ends = day_bounds(day, zone_name)
        yield rows.filter(time_zone=zone_name, **{f"{column}__gte": begins, f"{column}__lt": ends})
