"""Take in who comes without an appointment: placed now, and here already."""

import datetime as dt
from typing import Any

from accounts.contention import in_one_transaction
from accounts.models import Patient
from appointments.lifecycle import Verb
from appointments.models import Appointment
from appointments.services.attendance import record_attendance
from appointments.services.booking import booked_before
from appointments.services.booking_by_phone import book_by_phone
from scheduling.clinic_time import local_date
from scheduling.free_runs import starts_that_fit
from scheduling.models import Clinic, DoctorVisitType, TimeSlot, is_free
from scheduling.services.claiming import SlotTaken
from scheduling.services.doctor_lock import lock_doctors
from scheduling.services.plan_change import lock_clinic

GRID = dt.timedelta(minutes=5)


@in_one_transaction(otherwise=SlotTaken)
def walk_in(
    *,
    patient: Patient | None,
    newcomer: dict[str, Any] | None,
    offer: DoctorVisitType,
    clinic: Clinic,
    actor: Any,
    now: dt.datetime,
    reason: str = "",
    overbook_because: str = "",
    idempotency_key: str | None = None,
) -> Appointment:
    """
    Give who stands at the desk the running or next free time of today, check them in, and return the appointment.

    With no free time left today they are put beside the hours, now. So they are
    with ``overbook_because``, which is a wish not to wait: a lane is opened if
    none is free. Everything else is as in ``book_by_phone``; cancelling undoes it.

    Raises what ``book_by_phone`` and ``record_attendance`` raise.
    """
    lock_clinic(clinic)
    lock_doctors([offer.doctor_id])
    earlier = booked_before(actor, idempotency_key) if idempotency_key else None
    if earlier:
        starts_at = earlier.starts_at
    elif overbook_because:
        starts_at = on_the_grid(now)
    else:
        starts_at = place_for(offer, slots_of_today(offer.doctor_id, clinic, now=now), now=now) or on_the_grid(now)
    appointment = book_by_phone(
        patient=patient,
        newcomer=newcomer,
        offer=offer,
        clinic=clinic,
        starts_at=starts_at,
        actor=actor,
        now=now,
        reason=reason,
        by_right=True,
        idempotency_key=idempotency_key,
        walk_in=True,
        overbook_because=overbook_because,
    )
    if earlier:
        return appointment
    return record_attendance(appointment=appointment, verb=Verb.CHECK_IN, actor=actor, now=now)


def slots_of_today(doctor_id: int, clinic: Clinic, *, now: dt.datetime) -> list[TimeSlot]:
    """Return the doctor's slots of the clinic's day that are not over, with ``is_usable``. One query."""
    today = local_date(now, clinic.time_zone)
    slots = TimeSlot.objects.filter(doctor=doctor_id, clinic=clinic, local_date=today, ends_at__gt=now)
    return list(slots.annotate(is_usable=is_free(now=now)))


def place_for(offer: DoctorVisitType, slots: list[TimeSlot], *, now: dt.datetime) -> dt.datetime | None:
    """Return the first start among ``slots`` that has the visit, or the greater part of it, ahead; or ``None``."""
    part = dt.timedelta(minutes=offer.minutes) / 2
    starts = (slot.starts_at for slot in starts_that_fit(slots, minutes=offer.minutes, occupies=offer.occupies))
    return next((starts_at for starts_at in starts if starts_at + part > now), None)


def on_the_grid(now: dt.datetime) -> dt.datetime:
    """Return the last full five minutes."""
    return now - (now - dt.datetime.min.replace(tzinfo=dt.UTC)) % GRID
