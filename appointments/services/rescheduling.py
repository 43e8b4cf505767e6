"""Move an appointment to another time: claim the new before giving up the old, in one transaction."""

import datetime as dt

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from appointments.attention import mark_by_plan
from appointments.deadlines import decide_by
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentSlot
from appointments.policies import NotAllowed, acts_for_the_clinic, may_reschedule, require, why_closed
from appointments.services.booking import lock_patient, refuse_overlap_and_excess
from appointments.services.recording import give_back_time, locked, own, record
from scheduling.models import Approval
from scheduling.offering import why_not_offered
from scheduling.services.claiming import SlotTaken, claim


@in_one_transaction(otherwise=SlotTaken)
def reschedule(
    *,
    appointment,
    starts_at,
    actor,
    now,
    clinic=None,
    by_right=False,
    hold_key=None,
    note="",
    seen=None,
    as_patient=False,
    was_offered=False,
):
    """
    Move ``appointment`` to ``starts_at`` (at ``clinic``, when that changes too) and return it.

    Its own slots count as open, also those that lie under leave by now. A move by
    the clinic ends *confirmed*; a patient's move of a visit the doctor must
    approve ends *requested* with a new deadline, and the old time is given up.
    ``by_right`` is for the clinic: past notice and horizon. ``as_patient`` is
    the patient's page: whoever moves it there, the rules of patients hold.
    ``was_offered``: the clinic offers and holds this time, so its own rules hold
    whoever takes it, and it ends *confirmed*.

    Raises ``SlotTaken``, ``OwnTimeTaken``, ``NotAllowed`` or ``Stale``.
    """
    appointment = locked(appointment, seen=seen, with_doctor=True)
    asks = {"actor": None} if was_offered else {"actor": actor, "as_patient": as_patient}
    require(may_reschedule(appointment, now=now, **asks))
    clinic = clinic or appointment.clinic
    if starts_at == appointment.starts_at and clinic.pk == appointment.clinic_id:
        raise NotAllowed(_("This is the time it already has. Choose another one."))
    offer = appointment.offer
    if offer is None:
        raise NotAllowed(_("This kind of visit is not offered any more. Call us and we will move it."))
    by_staff = acts_for_the_clinic(appointment, actor=actor, now=now, as_patient=as_patient)
    if not (by_staff or was_offered):
        require(why_closed())
    by_right = (by_right and by_staff) or was_offered
    require(why_not_offered(offer=offer, clinic=clinic, starts_at=starts_at, now=now, by_right=by_right))
    patient = lock_patient(appointment.patient, actor=actor, now=now, staff=by_staff)
    must_ask = not by_staff and not was_offered and offer.approval == Approval.BY_DOCTOR
    length = dt.timedelta(minutes=appointment.minutes)
    refuse_overlap_and_excess(
        patient=patient,
        starts_at=starts_at,
        ends_at=starts_at + length,
        actor=actor,
        now=now,
        asking=must_ask and not appointment.is_request,
        capped=False,
        moving=appointment,
    )
    old = set(AppointmentSlot.objects.filter(appointment=appointment).values_list("slot_id", flat=True))
    claimed = claim(
        doctor=appointment.doctor_id,
        clinic=clinic,
        starts_at=starts_at,
        minutes=appointment.minutes,
        occupies=appointment.occupies,
        now=now,
        hold_key=hold_key,
        keeping=old,
        visit_type=None if by_right else appointment.visit_type_id,
    )
    new = set(claimed.slot_ids)
    before, old_starts_at, old_clinic = appointment.status, appointment.starts_at, appointment.clinic
    appointment.status = Status.REQUESTED if must_ask else Status.CONFIRMED
    if must_ask:
        appointment.decide_by = decide_by(clinic=clinic, starts_at=starts_at, now=now)
    move_times(appointment, starts_at=starts_at, clinic=clinic)
    event = record(
        appointment=appointment,
        verb=Verb.ACCEPT if was_offered else Verb.RESCHEDULE,
        from_status=before,
        actor=actor,
        now=now,
        as_patient=as_patient,
        old_starts_at=old_starts_at,
        old_clinic=old_clinic,
        new_starts_at=starts_at,
        note=note,
        undoable=not was_offered,
    )
    give_back_time(appointment=appointment, held_for=event, now=now, slot_ids=old - new)
    own(appointment=appointment, slot_ids=sorted(new - old))
    if claimed.was_blocked or old & new:
        mark_by_plan(appointment)
    return appointment


def move_times(appointment, *, starts_at, clinic):
    """Set and save every time of the row; cut-offs keep their distance to the start."""
    shift = starts_at - appointment.starts_at
    appointment.starts_at = starts_at
    appointment.ends_at += shift
    appointment.changeable_until += shift
    appointment.late_after += shift
    appointment.clinic = clinic
    appointment.time_zone = clinic.time_zone
    appointment.sequence += 1
    appointment.attention = Appointment.Attention.NONE
    appointment.save(
        update_fields=[
            "status",
            "doctor",
            "decide_by",
            "starts_at",
            "ends_at",
            "changeable_until",
            "late_after",
            "clinic",
            "time_zone",
            "sequence",
            "attention",
        ]
    )
