"""How long one appointment waited, by its events alone: what ``counting_waits`` says, found in another way."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from appointments.lifecycle import Status, Verb
from dashboards.analytics.steps import ANSWER_HOURS, LEAD_DAYS
from scheduling.clinic_time import local

ALWAYS_AN_ANSWER = {Verb.APPROVE, Verb.REJECT, Verb.OFFER}
ANSWER_OF_THE_CLINIC = {Verb.RESCHEDULE, Verb.CANCEL}
SECONDS_AN_HOUR = 3600
MOMENT = dt.timedelta.resolution

Key = tuple[dt.date, int, int, int, str]


def waits_told(life: Sequence[Any]) -> Iterator[Key]:
    """Yield where an appointment is counted by the events of its ``life``, in their order."""
    appointment, first, status = life[0].appointment, life[0], life[-1].to_status
    starts_at = next((event.new_starts_at for event in reversed(life) if event.new_starts_at), appointment.starts_at)
    there = local(starts_at, appointment.time_zone)
    whose = (there.date(), appointment.clinic_id, appointment.doctor_id, appointment.visit_type_id)
    if status in {Status.COMPLETED, Status.NO_SHOW}:
        days = there.date().toordinal() - local(first.at, appointment.time_zone).date().toordinal()
        yield *whose, f"lead {sum(days > end for end in LEAD_DAYS)}"
    if first.kind != Verb.REQUEST:
        return
    answer, has_expired = first_answer(life)
    if answer is not None:
        seconds = (answer - first.at).total_seconds()
        yield *whose, f"answer {sum(seconds > end * SECONDS_AN_HOUR for end in ANSWER_HOURS)}"
        yield *whose, f"in_time {int(is_within_a_working_day(first.at, answer, appointment.time_zone))}"
    elif has_expired:
        yield *whose, "in_time 0"


def first_answer(life: Sequence[Any]) -> tuple[dt.datetime | None, bool]:
    """Return when it was answered, and whether it ended unanswered once."""
    answer, has_expired = None, False
    for event in life:
        if event.kind == Verb.UNDO and event.to_status == Status.REQUESTED:
            answer = None
        elif event.kind in ALWAYS_AN_ANSWER or (event.kind in ANSWER_OF_THE_CLINIC and event.by_staff):
            answer = answer or event.at
        has_expired = has_expired or event.kind == Verb.EXPIRE
    return answer, has_expired


def is_within_a_working_day(asked_at: dt.datetime, answered_at: dt.datetime, zone_name: str) -> bool:
    """Say so by counting the days from Monday to Friday that began between the two, and the time of day."""
    asked = local(asked_at, zone_name)
    is_weekend = asked.isoweekday() > 5
    # Monday ends with the stroke of midnight, which Tuesday's clock shows.
    answered = local(answered_at - MOMENT if is_weekend else answered_at, zone_name)
    between = range(asked.toordinal() + 1, answered.toordinal() + 1)
    begun = sum(dt.date.fromordinal(day).isoweekday() <= 5 for day in between)
    if is_weekend:
        return begun <= 1
    is_working = answered.isoweekday() <= 5
    return begun < 1 or (begun == 1 and is_working and answered.time() <= asked.time())
