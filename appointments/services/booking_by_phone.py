"""Book for whoever is on the telephone: known or new, also at a start nobody had planned."""

import datetime as dt
from typing import Any

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry, Patient
from accounts.services.auditing import audit
from accounts.services.creating_patients import create_patient
from appointments.desk_policies import may_overbook
from appointments.models import Appointment
from appointments.policies import require, stands_for_the_clinic
from appointments.record_access import reason_of
from appointments.services.booking import KeyReused, book, booked_before, same_booking
from scheduling.models import Clinic, DoctorVisitType
from scheduling.services.claiming import SlotTaken
from scheduling.services.doctor_lock import lock_doctors
from scheduling.services.plan_change import lock_clinic
from scheduling.services.slots_by_hand import EveryLaneBusy, open_slot_by_hand


@in_one_transaction(otherwise=SlotTaken)
def book_by_phone(
    *,
    patient: Patient | None,
    newcomer: dict[str, Any] | None,
    offer: DoctorVisitType,
    clinic: Clinic,
    starts_at: dt.datetime,
    actor: Any,
    now: dt.datetime,
    reason: str = "",
    by_right: bool = False,
    idempotency_key: str | None = None,
    walk_in: bool = False,
    overbook_because: str = "",
) -> Appointment:
    """
    Book for whoever is on the telephone and return the appointment.

    ``patient`` is known, or ``newcomer`` holds what ``create_patient`` is told:
    patient and booking are made together or not at all. ``by_right`` also opens
    a start off the grid. The same ``idempotency_key`` returns the first booking;
    clinic and doctor are locked before it is looked up, so that pressing twice
    makes neither two bookings nor two patients. With every lane busy,
    ``overbook_because`` opens one more for who has the right to; it counts only
    then.

    Raises what ``book`` and ``open_slot_by_hand`` raise.
    """
    lock_clinic(clinic)
    lock_doctors([offer.doctor_id])
    if idempotency_key and (earlier := booked_before(actor, idempotency_key)):
        known = patient or same_newcomer(earlier.patient, newcomer)
        return same_booking(earlier, patient=known, offer=offer, clinic=clinic, starts_at=starts_at, reason=reason)
    patient = patient or create_patient(**(newcomer or {}), actor=actor, now=now)

    def attempt(overbooked_because: str = "") -> Appointment:
        return book(
            patient=patient,
            offer=offer,
            clinic=clinic,
            starts_at=starts_at,
            actor=actor,
            now=now,
            reason=reason,
            by_right=by_right,
            idempotency_key=idempotency_key,
            walk_in=walk_in,
            overbooked_because=overbooked_because,
        )

    try:
        return attempt()
    except SlotTaken:
        told = {"doctor": offer.doctor, "clinic": clinic, "patient": patient}
        if not (by_right and stands_for_the_clinic(**told, actor=actor, now=now)):
            raise
    opened: dict[str, Any] = {
        "doctor": offer.doctor,
        "clinic": clinic,
        "starts_at": starts_at,
        "minutes": offer.occupies,
        "actor": actor,
        "now": now,
        "for_visit": True,
    }
    try:
        open_slot_by_hand(**opened)
    except EveryLaneBusy:
        if not overbook_because:
            raise SlotTaken from None
        require(may_overbook(**told, actor=actor, now=now))
        open_slot_by_hand(**opened, extra_lane=True)
        appointment = attempt(overbooked_because=overbook_because)
        audit(
            actor=actor,
            action=AuditEntry.Action.OVERBOOK,
            object_label=reason_of(appointment),
            patient=appointment.patient,
            now=now,
        )
        return appointment
    return attempt()


def same_newcomer(patient: Patient, newcomer: dict[str, Any] | None) -> Patient:
    """Return ``patient`` if it is the newcomer typed before; raise ``KeyReused`` if not."""
    typed = newcomer or {}
    for name in ("full_name", "date_of_birth", "phone", "email"):
        said, kept = typed.get(name) or "", getattr(patient, name) or ""
        if str(said).casefold() != str(kept).casefold():
            raise KeyReused
    return patient
