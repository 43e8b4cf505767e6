"""Prove the daily metrics: replay every event there ever was, in no way as they are counted, and compare."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from appointments.lifecycle import Status, Verb
from appointments.models import AppointmentEvent
from dashboards.analytics.proof_of_messages import message_differences
from dashboards.analytics.proof_of_patients import patient_differences
from dashboards.analytics.proof_of_time import time_differences
from dashboards.analytics.proof_of_waits import waits_told
from dashboards.models import DailyMetric, HourlyMetric, WaitMetric
from scheduling.clinic_time import local

AT_A_TIME = 2000
Key = tuple[dt.date, int, int, int, str]


def differences() -> Iterator[str]:
    """Yield a sentence for every figure in which the metrics and the events do not agree."""
    told = replayed()
    counted = as_counted()
    for key in sorted(told.keys() | counted.keys()):
        if told[key] != counted[key]:
            day, clinic, doctor, visit_type, outcome = key
            yield (
                f"{day}, clinic {clinic}, doctor {doctor}, visit type {visit_type}: "
                f"{counted[key]} {outcome} counted, {told[key]} by the events"
            )
    yield from hours_that_do_not_add_up()
    yield from time_differences()
    yield from message_differences()
    yield from patient_differences()


def as_counted() -> Counter[Key]:
    """Return the daily metrics and those of waits, figure by figure."""
    counted: Counter[Key] = Counter()
    columns = ("attended", "missed", "cancelled_late", "cancelled_in_time")
    rows = DailyMetric.objects.order_by().values_list("day", "clinic_id", "doctor_id", "visit_type_id", *columns)
    for day, clinic, doctor, visit_type, *figures in rows.iterator(AT_A_TIME):
        for outcome, number in zip(columns, figures, strict=True):
            if number:
                counted[day, clinic, doctor, visit_type, outcome] = number
    waits = WaitMetric.objects.order_by().values_list(
        "day", "clinic_id", "doctor_id", "visit_type_id", "kind", "step", "number"
    )
    for *whose, kind, step, number in waits.iterator(AT_A_TIME):
        day, clinic, doctor, visit_type = whose
        counted[day, clinic, doctor, visit_type, f"{kind} {step}"] = number
    return counted


def replayed() -> Counter[Key]:
    """Return the same figures from the events alone; of the appointments only what no event changes is read."""
    told: Counter[Key] = Counter()
    events = (
        AppointmentEvent.objects.select_related("appointment")
        .only(
            "kind", "at", "to_status", "new_starts_at", "by_staff", "appointment__starts_at", "appointment__time_zone",
            "appointment__clinic_id", "appointment__doctor_id", "appointment__visit_type_id", "appointment__late_after",
        )
        .order_by("appointment_id", "at", "pk")
    )  # fmt: skip
    for _key, events_of_one in groupby(events.iterator(AT_A_TIME), key=attrgetter("appointment_id")):
        life = list(events_of_one)
        if (key := end_of(life)) is not None:
            told[key] += 1
        told.update(waits_told(life))
    return told


def end_of(life: Iterable[Any]) -> Key | None:
    """Return where an appointment is counted by the events of its ``life``, or ``None`` where it has not ended."""
    status, starts_at, was_late, last = "", None, False, None
    for event in life:
        last, status = event, event.to_status
        starts_at = event.new_starts_at or starts_at
        was_late = was_late or (event.kind == Verb.CANCEL and event.at > event.appointment.late_after)
    if last is None or status not in {Status.COMPLETED, Status.NO_SHOW, Status.CANCELLED}:
        return None
    appointment = last.appointment
    if status == Status.CANCELLED:
        outcome = "cancelled_late" if was_late else "cancelled_in_time"
    else:
        outcome = "attended" if status == Status.COMPLETED else "missed"
    day = local(starts_at or appointment.starts_at, appointment.time_zone).date()
    return day, appointment.clinic_id, appointment.doctor_id, appointment.visit_type_id, outcome


def hours_that_do_not_add_up() -> Iterator[str]:
    """Yield a sentence for each day on which the hours and the day count different numbers of people."""
    by_day: Counter[tuple[dt.date, str]] = Counter()
    by_hour: Counter[tuple[dt.date, str]] = Counter()
    for found, rows in (
        (by_day, DailyMetric.objects.all()),
        (by_hour, HourlyMetric.objects.filter(specialty=None)),
    ):
        for day, attended, missed in rows.order_by().values_list("day", "attended", "missed").iterator(AT_A_TIME):
            found[day, "attended"] += attended
            found[day, "missed"] += missed
    for day, outcome in sorted(by_day.keys() | by_hour.keys()):
        if by_day[day, outcome] != by_hour[day, outcome]:
            yield f"{day}: {by_hour[day, outcome]} {outcome} by the hour, {by_day[day, outcome]} by the day"
