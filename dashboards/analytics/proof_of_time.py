"""Prove the time given back and booked again: all of it from the beginning, minute by minute and not in stretches."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from dashboards.analytics.given_back import (
    TIME_COLUMNS,
    Change,
    GivenBack,
    began,
    changes_of,
    events_of,
    in_order,
    lives,
)
from dashboards.models import DailyMetric

AT_A_TIME = 2000
Key = tuple[Any, ...]


def time_differences() -> Iterator[str]:
    """Yield a sentence for every number of minutes in which the metrics and the events do not agree."""
    told, counted = replayed(), as_counted()
    for key in sorted(told.keys() | counted.keys()):
        if told[key] != counted[key]:
            day, clinic, doctor, visit_type, column = key
            yield (
                f"{day}, clinic {clinic}, doctor {doctor}, visit type {visit_type}: "
                f"{counted[key]} {column} counted, {told[key]} by the events"
            )


def as_counted() -> Counter[Key]:
    counted: Counter[Key] = Counter()
    rows = DailyMetric.objects.order_by().values_list("day", "clinic_id", "doctor_id", "visit_type_id", *TIME_COLUMNS)
    for *key, given, refilled, late, to_clinic in rows.iterator(AT_A_TIME):
        for column, minutes in zip(TIME_COLUMNS, (given, refilled, late, to_clinic), strict=True):
            if minutes:
                counted[*key, column] = minutes
    return counted


def replayed() -> Counter[Key]:
    by_doctor: dict[int, list[Change]] = defaultdict(list)
    for life in lives(events_of(Q())):
        if life:
            by_doctor[life[0].appointment.doctor_id] += changes_of(life)
    told: Counter[Key] = Counter()
    for changes in by_doctor.values():
        for record in told_by_minute(in_order(changes)):
            for column, minutes in record.counts.items():
                if minutes:
                    told[record.day, *record.key, column] += minutes
    return told


def told_by_minute(changes: Iterable[Change]) -> Iterator[GivenBack]:
    """Yield every stretch given back by one doctor's patients or clinic, with the minutes of it booked again."""
    free: dict[int, list[GivenBack]] = defaultdict(list)
    booked: dict[int, dict[int, GivenBack]] = defaultdict(dict)
    records = []
    for change in changes:
        mine = booked[change.appointment]
        if change.is_declined:
            for minute, record in mine.items():
                record.refilled -= 1
                free[minute].append(record)
            mine.clear()
            continue
        if change.left or change.kept:
            kept = range(*change.kept) if change.kept else range(0)
            booked[change.appointment] = mine = {minute: one for minute, one in mine.items() if minute in kept}
        for minute in (minute for span in change.taken for minute in range(*span)):
            taken = next((record for record in free[minute] if change.at < began(record)), None)
            if taken is not None:
                taken.refilled += 1
                free[minute].remove(taken)
                mine[minute] = taken
        for record in change.left:
            records.append(record)
            for minute in range(*record.span):
                free[minute].append(record)
    yield from records
