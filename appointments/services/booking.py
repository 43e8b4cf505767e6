"""Book: give a time to a patient. ``cancelling.py`` undoes what this does."""

import datetime as dt

from django.db.models import Exists
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import Patient, User
from appointments.attention import mark_by_plan
from appointments.deadlines import cut_offs, decide_by
from appointments.lifecycle import ACTIVE, Status, Verb
from appointments.models import Appointment, AppointmentEvent
from appointments.policies import (
    NotAllowed,
    may_ask,
    may_be_seen,
    may_have_more,
    require,
    stands_for_the_clinic,
    why_closed,
)
from appointments.services.recording import own, record
from scheduling.offering import why_not_offered
from scheduling.services.claiming import SlotTaken, claim


class OwnTimeTaken(NotAllowed):
    """The patient has another appointment at that time; ``appointment`` is the one."""

    def __init__(self, appointment):
        self.appointment = appointment
        super().__init__(_("You have another appointment at that time."))


class KeyReused(Exception):
    """The idempotency key was used for a different booking."""

    def __init__(self):
        super().__init__(_("This form was already used for another booking. Open it again to book one more."))


@in_one_transaction(otherwise=SlotTaken)
def book(
    *,
    patient,
    offer,
    clinic,
    starts_at,
    actor,
    now,
    reason="",
    by_right=False,
    hold_key=None,
    idempotency_key=None,
    as_patient=False,
    walk_in=False,
    overbooked_because="",
):
    """
    Give ``patient`` the time at ``starts_at`` and return the new appointment, requested or confirmed.

    ``offer`` comes with its doctor and visit type. Two people may press the
    button at once: the conditional UPDATE in ``claim`` decides between them, this
    function puts its verdict into words. ``by_right`` is for staff: past notice,
    horizon, listing and caps, and confirmed at once. The same ``idempotency_key``
    of the same ``actor`` returns the first booking. ``hold_key`` is a promise: time
    held before the doctor went away is booked all the same, and marked.
    ``as_patient`` is the patient's page: there nobody is staff. ``walk_in`` is for who stands at the
    desk: the time may have begun. ``overbooked_because`` is kept with the event, where the lane was opened for it.

    Raises ``SlotTaken``, ``OwnTimeTaken``, ``NotAllowed`` or ``KeyReused``.
    """
    staff = not as_patient and stands_for_the_clinic(
        actor=actor, doctor=offer.doctor, clinic=clinic, patient=patient, now=now
    )
    by_right = by_right and staff
    patient = lock_patient(patient, actor=actor, now=now, staff=staff, and_account=not staff)
    if idempotency_key and (earlier := booked_before(actor, idempotency_key)):
        return same_booking(earlier, patient=patient, offer=offer, clinic=clinic, starts_at=starts_at, reason=reason)
    require(
        why_not_offered(
            offer=offer, clinic=clinic, starts_at=starts_at, now=now, by_right=by_right, under_way=walk_in and by_right
        )
    )
    refuse_person(
        patient=patient, offer=offer, starts_at=starts_at, actor=actor, now=now, staff=staff, by_right=by_right
    )
    ends_at = starts_at + dt.timedelta(minutes=offer.minutes)
    automatic = offer.is_automatic or by_right
    claimed = claim(
        doctor=offer.doctor_id,
        clinic=clinic,
        starts_at=starts_at,
        minutes=offer.minutes,
        occupies=offer.occupies,
        now=now,
        hold_key=hold_key,
        visit_type=None if by_right else offer.visit_type_id,
    )
    visit_type = offer.visit_type
    appointment = Appointment.objects.create(
        patient=patient,
        booked_by=actor,
        doctor=offer.doctor,
        clinic=clinic,
        visit_type=visit_type,
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=clinic.time_zone,
        mode=offer.mode,
        minutes=offer.minutes,
        buffer_minutes=offer.occupies - offer.minutes,
        fee_minor=offer.fee_minor,
        currency=visit_type.currency,
        visit_type_name=visit_type.name,
        **cut_offs(visit_type=visit_type, starts_at=starts_at),
        status=Status.CONFIRMED if automatic else Status.REQUESTED,
        reason=reason,
        decide_by=None if automatic else decide_by(clinic=clinic, starts_at=starts_at, now=now),
        idempotency_key=idempotency_key,
        is_walk_in=walk_in,
        created_at=now,
    )
    own(appointment=appointment, slot_ids=claimed.slot_ids)
    if claimed.was_blocked:
        mark_by_plan(appointment)
    record(
        appointment=appointment,
        verb=Verb.BOOK if automatic else Verb.REQUEST,
        from_status="",
        actor=actor,
        now=now,
        as_patient=as_patient,
        new_starts_at=starts_at,
        undoable=False,
        reason_code=AppointmentEvent.Reason.OVERBOOKED if overbooked_because else "",
        note=overbooked_because,
    )
    return appointment


def refuse_person(*, patient, offer, starts_at, actor, now, staff=False, by_right=False):
    """
    Raise what stands between this patient and this time, whoever else may want it; at most two queries.

    ``book`` asks under the patient's lock; a page asks as soon as it knows who the
    booking is for. Raises ``OwnTimeTaken`` or ``NotAllowed``.
    """
    if not staff:
        require(why_closed())
    refuse_overlap_and_excess(
        patient=patient,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=offer.minutes),
        # Whoever books for a living is not capped by what their own account has booked; the patient is.
        actor=None if staff else actor,
        now=now,
        asking=not (offer.is_automatic or by_right),
        capped=not by_right,
    )
    if not by_right:
        require(may_be_seen(patient=patient, offer=offer, actor=actor))


def lock_account(pk):
    """
    Lock the row of whoever books, so that what their account has is counted one booking at a time.

    Before drafts and patients: an account stands above what it books.
    """
    _account(pk).values_list("pk", flat=True).first()


def account_first(pk):
    """
    Return a condition that locks the account's row before the row it is asked of, in the same statement.

    It does not depend on that row, so PostgreSQL evaluates it once, before it reads any.
    """
    return Exists(_account(pk))


def _account(pk):
    return User.objects.select_for_update(no_key=True).filter(pk=pk)


def lock_patient(patient, *, actor, now, staff=False, and_account=False):
    """
    Lock the patient's row, so that their overlaps and caps are checked one booking at a time.

    ``and_account`` locks the actor's row before it, in the same statement.
    """
    people = Patient.objects.standing() if staff else Patient.objects.accessible_to(actor, now=now, scope="book")
    if and_account:
        people = people.filter(account_first(actor.pk))
    # Their sign-in comes along, and what they chose: the news of the booking is written to it.
    rows = people.select_related("user__message_preference").select_for_update(no_key=True, of=("self",))
    row = rows.filter(pk=patient.pk).first()
    if row is None:
        raise NotAllowed(_("You cannot book for this person."))
    return row


def refuse_overlap_and_excess(*, patient, starts_at, ends_at, actor, now, asking, capped, moving=None):
    """
    Raise ``OwnTimeTaken`` or ``NotAllowed`` for an overlap or a cap. One query.

    ``asking`` says that it adds an unanswered request, ``capped`` that it adds a
    coming appointment; each has its cap. ``moving`` is the appointment that
    gives up its old time for this one.
    """
    mine = Appointment.objects.filter(patient=patient)
    if capped and actor is not None:
        mine = mine | Appointment.objects.filter(booked_by=actor)
    coming = mine.filter(status__in=ACTIVE, ends_at__gt=now).select_related("doctor", "clinic").distinct()
    if moving is not None:
        coming = coming.exclude(pk=moving.pk)
    of_patient = [appointment for appointment in coming if appointment.patient_id == patient.pk]
    for other in of_patient:
        if other.starts_at < ends_at and starts_at < other.ends_at:
            raise OwnTimeTaken(other)
    if asking:
        require(may_ask(coming, patient=patient, actor=actor))
    if capped:
        require(may_have_more(coming, patient=patient, actor=actor))


def booked_before(actor, key):
    """Return what ``actor`` booked with ``key``, if anything."""
    return Appointment.objects.filter(booked_by=actor, idempotency_key=key).first()


def same_booking(earlier, *, patient, offer, clinic, starts_at, reason):
    """Return ``earlier`` if it is the booking asked for again, word for word; raise ``KeyReused`` if not."""
    asked = (patient.pk, offer.doctor_id, offer.visit_type_id, clinic.pk, starts_at, reason)
    booked = (earlier.patient_id, earlier.doctor_id, earlier.visit_type_id, earlier.clinic_id, earlier.starts_at)
    if asked != (*booked, earlier.reason):
        raise KeyReused
    return earlier
