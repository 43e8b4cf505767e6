"""Take back one's own decision within the minute, while it is the last thing that happened."""

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from appointments.attention import mark_by_plan
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentSlot
from appointments.notifications.announcing import call_back
from appointments.policies import may_undo, require
from appointments.record_access import pass_leave_on
from appointments.services.booking import OwnTimeTaken, lock_patient, refuse_overlap_and_excess
from appointments.services.deciding import Decisions
from appointments.services.recording import REFUSALS, give_back_time, locked, loses_its_time, own, record, save_status
from appointments.services.rescheduling import move_times
from scheduling.services.claiming import claim


@in_one_transaction()
def undo(*, appointment, actor, now, seen=None):
    """
    Put ``appointment`` back to the state before ``actor``'s last decision and return it.

    The time was held meanwhile and is claimed again; messages that still wait
    are called back. Raises ``NotAllowed`` or ``Stale``.
    """
    appointment = locked(appointment, seen=seen, with_doctor=True)
    require(may_undo(appointment, actor=actor, now=now))
    event = appointment.last_event
    before = appointment.status
    restored = Status(event.from_status)
    if event.kind == Verb.RESCHEDULE:
        take_back_the_move(appointment, event, restored=restored, actor=actor, now=now)
    else:
        if loses_its_time(from_status=restored, to_status=before):
            same = {"starts_at": appointment.starts_at, "clinic": appointment.clinic_id}
            claim_again(appointment, event, **same, actor=actor, now=now)
        save_status(appointment, restored)
    mark_by_plan(appointment)
    call_back(event=event, now=now)
    return record_undo(appointment, event, before=before, actor=actor, now=now)


def undo_many(*, appointments, actor, now, seen=None):
    """
    Take each decision back in a transaction of its own; one refusal never stops the rest.

    ``seen`` maps an appointment's key to the ``version_seen`` of the page that was answered.
    """
    decisions = Decisions()
    for appointment in appointments:
        said = {"actor": actor, "now": now, "seen": (seen or {}).get(appointment.pk)}
        try:
            decisions.done.append(undo(appointment=appointment, **said))
        except OwnTimeTaken:
            decisions.refused.append((appointment, _("The patient has another appointment at that time.")))
        except REFUSALS as refusal:
            decisions.refused.append((appointment, str(refusal)))
    return decisions


def claim_again(appointment, event, *, starts_at, clinic, actor, now, keeping=()):
    """Claim the time the decision gave back, with the key it is held by; nobody else could take it."""
    patient = lock_patient(appointment.patient, actor=actor, now=now, staff=True)
    refuse_overlap_and_excess(
        patient=patient,
        starts_at=starts_at,
        ends_at=starts_at + (appointment.ends_at - appointment.starts_at),
        actor=actor,
        now=now,
        asking=False,
        capped=False,
        moving=appointment,
    )
    claimed = claim(
        doctor=appointment.doctor_id,
        clinic=clinic,
        starts_at=starts_at,
        minutes=appointment.minutes,
        occupies=appointment.occupies,
        now=now,
        hold_key=event.hold_key,
        keeping=keeping,
    )
    own(appointment=appointment, slot_ids=sorted(set(claimed.slot_ids) - set(keeping)))
    return claimed.slot_ids


def take_back_the_move(appointment, event, *, restored, actor, now):
    """Move to the old time, and to the old doctor, and give the new time back."""
    new_doctor = appointment.doctor
    if event.changes_doctor:
        appointment.doctor = event.old_doctor
    mine = set(AppointmentSlot.objects.filter(appointment=appointment).values_list("slot_id", flat=True))
    again = claim_again(
        appointment, event, starts_at=event.old_starts_at, clinic=event.old_clinic, actor=actor, now=now, keeping=mine
    )
    appointment.status = restored
    move_times(appointment, starts_at=event.old_starts_at, clinic=event.old_clinic)
    surplus = mine - set(again)
    if surplus:
        give_back_time(appointment=appointment, now=now, slot_ids=surplus)
    if event.changes_doctor:
        pass_leave_on(appointment, from_doctor=new_doctor, now=now)


def record_undo(appointment: Appointment, event, *, before, actor, now):
    """Write that the decision was taken back; that itself cannot be undone."""
    record(
        appointment=appointment,
        verb=Verb.UNDO,
        from_status=before,
        actor=actor,
        now=now,
        old_starts_at=event.new_starts_at,
        new_starts_at=event.old_starts_at,
        undoable=False,
    )
    return appointment
