"""Change hours or time off: lock, change, publish, and tell whose booked time stands differently now."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Max

from accounts.models import Doctor
from scheduling.clinic_time import ONE_DAY, utc_minute
from scheduling.models import Clinic, TimeSlot
from scheduling.services.doctor_lock import lock_doctors
from scheduling.services.planning import plan_for
from scheduling.services.publishing import bring_in_line, clinics_with_slots, horizon, today
from scheduling.signals import time_withdrawn
from scheduling.slot_plan import Plan, Standing
from scheduling.stretches import Stretches

PUBLISHED = TimeSlot.Origin.PUBLISHED

Stretch = tuple[int, dt.datetime, dt.datetime]  # clinic, start, end


def lock_clinic(clinic: Clinic) -> None:
    """
    Lock the clinic's row until the transaction ends; taken before any doctor.

    Closing a clinic blocks the slots of the doctors it finds there. Who brings a
    doctor to the clinic takes this as well, so that nobody arrives unseen.
    """
    Clinic.objects.select_for_update(no_key=True).values_list("pk", flat=True).get(pk=clinic.pk)


@contextmanager
def changing_plan(
    *,
    doctors: Collection[int],
    actor: Any,
    now: dt.datetime,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> Iterator[None]:
    """
    Change what the plans of ``doctors`` (ids) are made of inside the ``with``, in the caller's transaction.

    Afterwards their slots are published for the local dates ``first`` to
    ``last``, without them for every day from today on, and ``time_withdrawn`` is
    sent. The receivers lock appointments, and so does who gives an appointment's
    time back before it comes to the slots: the news goes out before the slots
    are locked, and again for what was booked meanwhile.
    """
    ids = lock_doctors(doctors)
    before = {doctor_id: plan_of_change(doctor_id, first, last, now) for doctor_id in ids}
    yield
    for doctor_id in ids:
        plan = before[doctor_id]
        after = plan_between(doctor_id, plan.first, plan.last, now)
        told = tell(doctor_id, plan, after, actor=actor, now=now)
        bring_in_line(
            doctor_id=doctor_id,
            plan=after,
            now=now,
            until=min(after.last, horizon(now)),
            open_ended=last is None,
            before=plan,
        )
        tell(doctor_id, plan, after, actor=actor, now=now, told=told)


def plan_of_change(doctor_id: int, first: dt.date | None, last: dt.date | None, now: dt.datetime) -> Plan:
    """Return the plan before the change; without dates, as far as anything is published or booked."""
    if last is None:
        coming = TimeSlot.objects.filter(doctor=doctor_id, minute__gt=utc_minute(now))
        latest = coming.aggregate(latest=Max("local_date"))["latest"] or dt.date.min
        last = max(horizon(now), latest)
    first = max(first or today(now), today(now))
    return plan_between(doctor_id, first, max(first, last), now)


def plan_between(doctor_id: int, first: dt.date, last: dt.date, now: dt.datetime) -> Plan:
    """Return the plan between two local dates, with the closing days of every clinic the doctor has slots at."""
    return plan_for(Doctor(pk=doctor_id), first=first, last=last, clinics=clinics_with_slots(doctor_id, now))


def tell(
    doctor_id: int, before: Plan, after: Plan, *, actor: Any, now: dt.datetime, told: Collection[Stretch] = ()
) -> set[Stretch]:
    """
    Send ``time_withdrawn`` for booked slots that stand differently after the change; return all booked ones seen.

    With them go the published ones that still stand badly: a visit of two slots
    of which one is given back must not pass for a visit that is all right.
    """
    booked = dict(booked_slots(doctor_id, before, now=now))
    changed = [s for s in booked if s not in told and after.standing(*s) != before.standing(*s)]
    if changed:
        still = [s for s, origin in booked.items() if origin == PUBLISHED and after.standing(*s) != Standing.WORKING]
        doctor = Doctor.objects.get(pk=doctor_id)
        intervals = intervals_of({*changed, *still}, after)
        time_withdrawn.send(TimeSlot, doctor=doctor, intervals=intervals, now=now, actor=actor)
    return set(booked)


def booked_slots(doctor_id: int, plan: Plan, *, now: dt.datetime) -> list[tuple[Stretch, str]]:
    """Return the booked slots of the plan's dates that are not over, each with where it comes from."""
    rows = TimeSlot.objects.filter(
        doctor=doctor_id,
        status=TimeSlot.Status.BOOKED,
        minute__gt=utc_minute(now - ONE_DAY),
        ends_at__gt=now,
        local_date__range=(plan.first - ONE_DAY, plan.last + ONE_DAY),
    )
    columns = rows.values_list("clinic_id", "starts_at", "ends_at", "origin")
    return [((clinic_id, starts_at, ends_at), origin) for clinic_id, starts_at, ends_at, origin in columns]


def intervals_of(stretches: Collection[Stretch], plan: Plan) -> list[tuple[dt.datetime, dt.datetime, str]]:
    """Return how the stretches stand, those that meet as one, what is worse after what is better."""
    causes: dict[str, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    for stretch in stretches:
        causes[str(plan.standing(*stretch))].append(stretch[1:])
    return [(starts_at, ends_at, cause) for cause in sorted(causes) for starts_at, ends_at in Stretches(causes[cause])]
