"""Lock an appointment, and write down what happened to it: its event, the news, the doctor's leave, the trail."""

import datetime as dt

from django.utils.translation import gettext as _

from accounts.chance import new_key
from accounts.services.auditing import BY_LINK, acts_for, audit
from appointments.lateness.following import follow_lateness
from appointments.lifecycle import OWNS_SLOTS, TransitionNotAllowed
from appointments.models import Appointment, AppointmentEvent, AppointmentSlot, BookingSettings
from appointments.notifications.announcing import announce
from appointments.policies import NotAllowed, acts_for_the_clinic
from appointments.proposals.closing import close_for
from appointments.record_access import follow_with_grant, reason_of
from scheduling.services.claiming import SlotTaken
from scheduling.services.doctor_lock import lock_doctors
from scheduling.services.releasing import release


class Stale(Exception):
    """The page somebody answered shows an appointment that has changed since. The message can be read aloud."""

    def __init__(self):
        super().__init__(_("This appointment has changed since you opened the page. Look at it again, then decide."))


REFUSALS = (NotAllowed, TransitionNotAllowed, Stale, SlotTaken)
"""What a service says when something cannot be done, or not any more; each can be read aloud."""

A_MOMENT = dt.timedelta(minutes=1)


def locked(appointment, *, seen=None, with_doctor=False):
    """
    Return the row of ``appointment``, locked, with everybody in it.

    ``seen`` is the ``version_seen`` of the page that was answered; raises
    ``Stale`` when the appointment has changed since.

    ``with_doctor`` is for whoever gives time back, where what is no longer planned
    is deleted, and for whoever holds other time beside it: who changes hours has
    the doctor first and slots and appointments after, and two orders would
    deadlock.
    """
    if with_doctor:
        lock_doctors([appointment.doctor_id])
    row = (
        Appointment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("patient__user__message_preference", "doctor__user__message_preference", "clinic", "visit_type")
        .get(pk=appointment.pk)
    )
    if with_doctor and row.doctor_id != appointment.doctor_id:
        raise Stale  # another doctor took it over meanwhile, who is not the one locked
    if seen and seen != version_seen(row):
        raise Stale
    return row


def version_seen(appointment):
    """Return what a form carries so that an answer to an old page is noticed."""
    return f"{appointment.status}.{appointment.sequence}"


def just_done(appointment, *, verb, actor, now):
    """Say whether the last thing that happened is this very step by ``actor``, a moment ago: a button pressed twice."""
    last = appointment.last_event
    return last is not None and last.kind == verb and last.actor_id == actor.pk and last.at > now - A_MOMENT


def record(
    *,
    appointment,
    verb,
    from_status,
    actor,
    now,
    reason_code="",
    note="",
    old_starts_at=None,
    old_clinic=None,
    old_doctor=None,
    new_starts_at=None,
    as_patient=False,
    by_link=False,
    undoable=True,
    alternatives=(),
):
    """
    Write the event and all that follows from it, in the caller's transaction.

    That is its messages, the end of the doctor's leave to read the record, an entry
    of the audit trail, the end of an offer of other times that waits for an answer, and whether the doctor
    runs late for it.
    What the clinic does can be undone for a while, so its messages leave after that;
    what a patient does is told at once. ``by_link`` says that ``actor`` was written to and not signed in.
    """
    close_for(appointment, verb=verb, now=now)
    follow_lateness(appointment, now=now)
    by_staff = acts_for_the_clinic(appointment, actor=actor, now=now, as_patient=as_patient)
    undo_until = None
    if by_staff and actor is not None and undoable:
        undo_until = now + dt.timedelta(seconds=BookingSettings.load().undo_seconds)
    event = AppointmentEvent.objects.create(
        appointment=appointment,
        kind=verb,
        at=now,
        from_status=from_status,
        to_status=appointment.status,
        old_starts_at=old_starts_at,
        old_clinic=old_clinic,
        old_doctor=old_doctor,
        new_starts_at=new_starts_at,
        actor=actor,
        by_staff=by_staff,
        on_behalf_of=None if by_staff else acts_for(appointment.patient, actor),
        by_link=by_link,
        reason_code=reason_code,
        note=note,
        undo_until=undo_until,
        hold_key=new_key(),
    )
    follow_with_grant(appointment, from_status=from_status, old_starts_at=old_starts_at, now=now)
    audit(
        actor=actor,
        action=verb,
        object_label=reason_of(appointment),
        patient=appointment.patient,
        on_patients_side=not by_staff,
        purpose=BY_LINK if by_link else "",
        now=now,
    )
    announce(event=event, appointment=appointment, now=now, send_after=undo_until, alternatives=alternatives)
    return event


def give_back_time(*, appointment, now, held_for=None, slot_ids=None):
    """
    Take the slots from ``appointment`` and give them back.

    ``held_for`` is the decision that gives them up: while it can be undone the
    time is held for that. ``slot_ids`` narrows to some of them, when a move
    keeps the rest.
    """
    links = AppointmentSlot.objects.filter(appointment=appointment)
    if slot_ids is not None:
        links = links.filter(slot__in=slot_ids)
    given = list(links.order_by("slot_id").values_list("slot_id", flat=True))
    links.delete()
    if given:
        can_be_undone = held_for is not None and held_for.undo_until is not None
        held = {"hold_key": held_for.hold_key, "held_until": held_for.undo_until} if can_be_undone else {}
        release(slot_ids=given, now=now, **held)


def own(*, appointment, slot_ids):
    """Write that ``appointment`` owns the slots; the database refuses a second owner."""
    AppointmentSlot.objects.bulk_create(AppointmentSlot(appointment=appointment, slot_id=pk) for pk in slot_ids)


def save_status(appointment, status, *fields):
    """Set the status and save it, with ``fields`` beside it."""
    appointment.status = status
    appointment.save(update_fields=["status", *fields])


def loses_its_time(*, from_status, to_status):
    """Say whether the step gives the slots back."""
    return from_status in OWNS_SLOTS and to_status not in OWNS_SLOTS
