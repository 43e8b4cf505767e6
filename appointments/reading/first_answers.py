"""When the clinic first answered what patients asked for: asked by the analytics and by the lists behind them."""

import datetime as dt

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from appointments.lifecycle import Status, Verb
from appointments.models import AppointmentEvent
from scheduling.clinic_time import ONE_DAY, day_bounds, first_instant, local

ANSWERS = (Verb.APPROVE, Verb.REJECT, Verb.OFFER)
"""Yes, no, another time."""

BY_THE_CLINIC = (Verb.RESCHEDULE, Verb.CANCEL)
"""An answer, too, where the clinic does it; what the patient does to a request is none."""

SATURDAY = 5


def with_first_answer(appointments):
    """
    Only the ``appointments`` that began as a request and were due an answer, with ``asked_at`` and ``answered_at``.

    Of what ended unanswered ``answered_at`` is ``None``. Whoever cancelled before there was an answer asked for
    none any more, and those that still wait may get one: neither is here. An answer that was taken back is none:
    the first after the last of these counts.
    """
    events = AppointmentEvent.objects.filter(appointment=OuterRef("pk")).order_by("pk")
    taken_back = AppointmentEvent.objects.filter(
        appointment=OuterRef("appointment"), kind=Verb.UNDO, to_status=Status.REQUESTED
    ).order_by("-pk")
    answers = events.filter(Q(kind__in=ANSWERS) | Q(kind__in=BY_THE_CLINIC, by_staff=True)).filter(
        pk__gt=Coalesce(Subquery(taken_back.values("pk")[:1]), 0)
    )
    return (
        appointments.filter(Exists(events.filter(kind=Verb.REQUEST)))
        .annotate(answered_at=Subquery(answers.values("at")[:1]))
        .filter(Q(answered_at__isnull=False) | Exists(events.filter(kind=Verb.EXPIRE)))
        .annotate(asked_at=F("created_at"))
    )


def one_working_day_after(asked_at: dt.datetime, zone_name: str) -> dt.datetime:
    """
    Return the same time of the next day from Monday to Friday, on the clock of the zone.

    What is asked at a weekend counts from Monday's midnight. Public holidays and closing
    days are working days here: else a figure would change with what is entered later.
    """
    there = local(asked_at, zone_name)
    day, time = there.date(), there.time()
    if day.weekday() >= SATURDAY:
        while day.weekday() >= SATURDAY:
            day += ONE_DAY
        return day_bounds(day, zone_name)[1]
    day += ONE_DAY
    while day.weekday() >= SATURDAY:
        day += ONE_DAY
    return first_instant(day, time, zone_name)
