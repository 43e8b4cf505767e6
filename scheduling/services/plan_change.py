"""Change hours or time off: lock, change, publish, and tell whose booked time stands differently now."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db.models import Max

from accounts.models import Doctor
from scheduling.clinic_time import ONE_DAY, utc_minute
from scheduling.models import Clinic, TimeSlot
from scheduling.services.doctor_lock import lock_doctors
from scheduling.services.planning import plans_for
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

    Closing a clinic changes the plans of many: what can be read for all of them
    is read in one query.
    """
    ids = lock_doctors(doctors)
    dates = dates_of_change(ids, first, last, now)
    before = plans_between(ids, *dates, now)
    yield
    after = plans_between(ids, *dates, now)
    told = tell(before, after, actor=actor, now=now)
    for doctor_id in ids:
        bring_in_line(
            doctor_id=doctor_id,
            plan=after[doctor_id],
            now=now,
            until=min(after[doctor_id].last, horizon(now)),
            open_ended=last is None,
            before=before[doctor_id],
        )
    tell(before, after, actor=actor, now=now, told=told)


def dates_of_change(
    ids: Collection[int], first: dt.date | None, last: dt.date | None, now: dt.datetime
) -> tuple[dt.date, dt.date]:
    """Return the local dates the change is looked at on; without dates, as far as anything is published or booked."""
    if last is None:
        coming = TimeSlot.objects.filter(doctor__in=ids, minute__gt=utc_minute(now))
        latest = coming.aggregate(latest=Max("local_date"))["latest"] or dt.date.min
        last = max(horizon(now), latest)
    first = max(first or today(now), today(now))
    return first, max(first, last)


def plans_between(ids: Collection[int], first: dt.date, last: dt.date, now: dt.datetime) -> dict[int, Plan]:
    """Return the plans between two local dates, with the closing days of every clinic the doctors have slots at."""
    return plans_for(ids, first=first, last=last, clinics=clinics_with_slots(ids, now))


def tell(
    before: Mapping[int, Plan],
    after: Mapping[int, Plan],
    *,
    actor: Any,
    now: dt.datetime,
    told: Mapping[int, Collection[Stretch]] | None = None,
) -> Mapping[int, Collection[Stretch]]:
    """
    Send ``time_withdrawn`` for booked slots that stand differently after the change; return all booked ones seen.

    With them go the published ones that still stand badly: a visit of two slots
    of which one is given back must not pass for a visit that is all right.
    """
    booked, changed = booked_slots(before, now=now), {}
    for doctor_id, slots in booked.items():
        was, plan, known = before[doctor_id], after[doctor_id], (told or {}).get(doctor_id, ())
        new = [s for s in slots if s not in known and plan.standing(*s) != was.standing(*s)]
        if new:
            still = [s for s, origin in slots.items() if origin == PUBLISHED and plan.standing(*s) != Standing.WORKING]
            changed[doctor_id] = {*new, *still}
    doctors = Doctor.objects.in_bulk(changed)
    for doctor_id, stretches in changed.items():
        intervals = intervals_of(stretches, after[doctor_id])
        time_withdrawn.send(TimeSlot, doctor=doctors[doctor_id], intervals=intervals, now=now, actor=actor)
    return booked


def booked_slots(plans: Mapping[int, Plan], *, now: dt.datetime) -> dict[int, dict[Stretch, str]]:
    """Return the booked slots of each doctor on the plans' dates that are not over, and where each comes from."""
    found: dict[int, dict[Stretch, str]] = defaultdict(dict)
    if not plans:
        return found
    first, last = min(plan.first for plan in plans.values()), max(plan.last for plan in plans.values())
    rows = TimeSlot.objects.filter(
        doctor__in=plans,
        status=TimeSlot.Status.BOOKED,
        minute__gt=utc_minute(now - ONE_DAY),
        ends_at__gt=now,
        local_date__range=(first - ONE_DAY, last + ONE_DAY),
    )
    columns = rows.order_by("doctor_id").values_list("doctor_id", "clinic_id", "starts_at", "ends_at", "origin")
    for doctor_id, clinic_id, starts_at, ends_at, origin in columns:
        found[doctor_id][clinic_id, starts_at, ends_at] = origin
    return found


def intervals_of(stretches: Collection[Stretch], plan: Plan) -> list[tuple[dt.datetime, dt.datetime, str]]:
    """Return how the stretches stand, those that meet as one, what is worse after what is better."""
    causes: dict[str, list[tuple[dt.datetime, dt.datetime]]] = defaultdict(list)
    for stretch in stretches:
        causes[str(plan.standing(*stretch))].append(stretch[1:])
    return [(starts_at, ends_at, cause) for cause in sorted(causes) for starts_at, ends_at in Stretches(causes[cause])]
