"""Give an appointment to another doctor, its time unchanged: theirs is claimed before the old is given up."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import Doctor
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentEvent, AppointmentSlot
from appointments.policies import NotAllowed, may_reschedule, only_the_clinic, require
from appointments.record_access import pass_leave_on
from appointments.services.recording import give_back_time, locked, own, record
from appointments.services.rescheduling import move_times
from scheduling.models import DoctorVisitType
from scheduling.offering import why_not_offered
from scheduling.services.claiming import SlotTaken, claim


@in_one_transaction(otherwise=SlotTaken)
def change_doctor(
    *, appointment: Appointment, doctor: Doctor, actor: Any, now: dt.datetime, note: str = "", seen: str | None = None
) -> Appointment:
    """
    Let ``doctor`` see the patient at the time there is, and return the appointment.

    For the clinic only. What the patient agreed to stays: reference, place, length
    and fee. Hours that name other visit types are left alone. It ends *confirmed*,
    as every move by the clinic, and leave to read the record goes with it.
    ``undoing.py`` takes it back.

    Raises ``SlotTaken``, ``NotAllowed`` or ``Stale``.
    """
    appointment = locked(appointment, seen=seen, with_doctor=True)
    require(may_reschedule(appointment, actor=actor, now=now))
    require(only_the_clinic(appointment, actor=actor, now=now))
    before, old_doctor, start = appointment.status, appointment.doctor, appointment.starts_at
    if doctor.pk == old_doctor.pk:
        raise NotAllowed(_("%(doctor)s has this appointment already.") % {"doctor": doctor.display_name})
    offer = offer_of(doctor, visit_type=appointment.visit_type_id)
    require(why_not_offered(offer=offer, clinic=appointment.clinic, starts_at=start, now=now, by_right=True))
    given_up = list(AppointmentSlot.objects.filter(appointment=appointment).values_list("slot_id", flat=True))
    claimed = claim(
        doctor=doctor.pk,
        clinic=appointment.clinic,
        starts_at=start,
        minutes=appointment.minutes,
        occupies=appointment.occupies,
        now=now,
        visit_type=appointment.visit_type_id,
    )
    away = appointment.attention == Appointment.Attention.DOCTOR_AWAY
    appointment.doctor = offer.doctor
    appointment.status = Status.CONFIRMED
    move_times(appointment, starts_at=start, clinic=appointment.clinic)
    event = record(
        appointment=appointment,
        verb=Verb.RESCHEDULE,
        from_status=before,
        actor=actor,
        now=now,
        old_doctor=old_doctor,
        old_starts_at=start,
        old_clinic=appointment.clinic,
        new_starts_at=start,
        reason_code=AppointmentEvent.Reason.DOCTOR_AWAY if away else "",
        note=note,
    )
    pass_leave_on(appointment, from_doctor=old_doctor, now=now)
    give_back_time(appointment=appointment, held_for=event, now=now, slot_ids=given_up)
    own(appointment=appointment, slot_ids=claimed.slot_ids)
    return appointment


def offer_of(doctor: Doctor, *, visit_type: int) -> DoctorVisitType:
    """Return the doctor's offer of the visit type, with sign-in and choices of the doctor, or raise ``NotAllowed``."""
    offers = DoctorVisitType.objects.select_related("doctor__user__message_preference", "visit_type")
    offer = offers.filter(doctor=doctor, visit_type=visit_type, is_active=True).first()
    if offer is None:
        raise NotAllowed(_("%(doctor)s does not offer this kind of visit.") % {"doctor": doctor.display_name})
    return offer
