"""Take working time away only when it is clear what happens to the patients who booked it."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.contention import in_one_transaction
from accounts.models import Doctor
from appointments.lifecycle import ACTIVE, TransitionNotAllowed
from appointments.models import Appointment, AppointmentEvent
from appointments.policies import NotAllowed
from appointments.services.cancelling import cancel
from appointments.services.recording import Stale
from scheduling.clinic_time import local_date
from scheduling.services.planning import plan_for
from scheduling.slot_plan import Standing


class PatientsBooked(Exception):
    """Somebody has booked the time; ``appointments`` are theirs. Nothing was changed yet."""

    def __init__(self, appointments: Sequence[Appointment]) -> None:
        self.appointments = appointments
        super().__init__(f"{len(appointments)} appointments")


@dataclass
class Apologies:
    """Whose appointment was cancelled, and whose could not be, with the sentence that says why."""

    done: list[Appointment] = field(default_factory=list)
    refused: list[tuple[Appointment, str]] = field(default_factory=list)


@in_one_transaction()
def withdraw(
    *, doctor: Doctor, change: Callable[[], Any], agreed: Collection[str], now: dt.datetime
) -> list[Appointment]:
    """
    Carry out ``change``, a call that takes time of ``doctor`` away, and return the appointments it hits.

    ``agreed`` are the references of the appointments the doctor was shown. If
    the change would hit others (one was booked meanwhile), nothing is changed
    and ``PatientsBooked`` says which. What is hit stays booked and is marked.
    """
    _done, hit = carried_out(doctor, change, now=now)
    if {appointment.reference for appointment in hit} - set(agreed):
        raise PatientsBooked(hit)
    return hit


@in_one_transaction()
def rehearse(*, doctor: Doctor, change: Callable[[], Any], now: dt.datetime) -> tuple[Any, list[Appointment]]:
    """Return what ``change`` would return and the appointments it would hit; all of it is taken back."""
    done, hit = carried_out(doctor, change, now=now)
    transaction.set_rollback(True)
    return done, hit


def carried_out(doctor: Doctor, change: Callable[[], Any], *, now: dt.datetime) -> tuple[Any, list[Appointment]]:
    """Call ``change`` and return its answer with the appointments that stand worse after it."""
    before = standings(doctor, now=now)
    done = change()
    after = standings(doctor, now=now)
    return done, [
        appointment
        for pk, (appointment, standing) in after.items()
        if standing != Standing.WORKING and (pk not in before or before[pk][1] != standing)
    ]


def standings(doctor: Doctor, *, now: dt.datetime) -> dict[int, tuple[Appointment, Standing]]:
    """Return what hours and time off say of each coming appointment, by key, soonest first. Three queries."""
    coming = list(
        Appointment.objects.filter(doctor=doctor, status__in=ACTIVE, ends_at__gt=now)
        .for_listing()
        .order_by("starts_at", "pk")
    )
    if not coming:
        return {}
    dates = [local_date(appointment.starts_at, appointment.time_zone) for appointment in coming]
    plan = plan_for(doctor, first=min(dates), last=max(dates), clinics={row.clinic_id for row in coming})
    return {row.pk: (row, plan.standing(row.clinic_id, row.starts_at, row.ends_at)) for row in coming}


def cancel_with_apology(
    *,
    appointments: Sequence[Appointment],
    seen: Mapping[int, str],
    actor: Any,
    now: dt.datetime,
    note: str = "",
    reason: str = AppointmentEvent.Reason.DOCTOR_AWAY,
) -> Apologies:
    """
    Cancel each in a transaction of its own, saying for what ``reason``; one refusal never stops the rest.

    ``seen`` maps an appointment's key to the ``version_seen`` of the page that listed it.
    """
    apologies = Apologies()
    for appointment in appointments:
        try:
            done = cancel(
                appointment=appointment,
                actor=actor,
                now=now,
                reason_code=reason,
                note=note,
                seen=seen[appointment.pk],
            )
        except (NotAllowed, TransitionNotAllowed, Stale) as refusal:
            apologies.refused.append((appointment, str(refusal)))
        else:
            apologies.done.append(done)
    return apologies
