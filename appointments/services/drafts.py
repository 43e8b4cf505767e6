"""The booking somebody is filling in: start it, hold its time, answer it, turn it into an appointment."""

import datetime as dt
import hashlib

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction, take_turns
from appointments.models import BookingDraft, BookingSettings
from appointments.policies import NotAllowed
from appointments.services.booking import account_first, book, lock_account
from appointments.services.recording import Stale
from scheduling.models import DoctorVisitType, SchedulingSettings, TimeSlot
from scheduling.services.claiming import SlotTaken
from scheduling.services.holding import hold, let_go
from scheduling.services.releasing import release

TIDY_BATCH = 500


def start_draft(
    *, offer, clinic, starts_at, user, session_drafts, address, now, asks_type=False, patient=None, reason=""
):
    """
    Begin a booking and return the draft; the caller holds its time with ``keep_time``.

    ``clinic`` and ``starts_at`` may be ``None``: the time is chosen later.
    ``asks_type`` leaves the kind of visit open. One live hold per session and
    user: an earlier draft's time is let go. ``patient`` and ``reason`` come from
    an appointment that is booked again.
    """
    let_go_of_others(user_id=user.pk, session_drafts=session_drafts, now=now)
    draft = BookingDraft.objects.create(
        user=user if user.is_authenticated else None,
        doctor=offer.doctor,
        clinic=clinic,
        visit_type=None if asks_type else offer.visit_type,
        starts_at=starts_at,
        patient=patient,
        reason=reason,
        address=None if user.is_authenticated else address or None,
        created_at=now,
        expires_at=now + dt.timedelta(hours=BookingSettings.load().draft_hours),
    )
    return draft


def let_go_of_others(*, user_id, session_drafts, now, but=None):
    """Free what the other drafts of this person hold; ``user_id`` is ``None`` for a stranger."""
    mine = Q(pk__in=session_drafts) | (Q(user=user_id) if user_id else Q(pk__in=[]))
    live = BookingDraft.objects.filter(mine, held_until__gt=now, appointment__isnull=True)
    if but is not None:
        live = live.exclude(pk=but.pk)
    for other in live:
        let_go(hold_key=other.hold_key, now=now)
        BookingDraft.objects.filter(pk=other.pk).update(held_until=None)


def offer_of(draft):
    """
    Return the doctor's offer the draft is about, with doctor and visit type, or ``None`` if it was withdrawn.

    While the kind of visit is open it is the one the doctor offers first.
    """
    offers = (
        DoctorVisitType.objects.active()
        .select_related("doctor__user__message_preference", "visit_type")
        .filter(doctor=draft.doctor_id)
    )
    if draft.visit_type_id is not None:
        offers = offers.filter(visit_type=draft.visit_type_id)
    return offers.order_by("-is_default", "mode", "minutes", "pk").first()


def wait_for_others_of_the_same(draft):
    """Count and hold one at a time: the holds of an account, and those of strangers at one network address."""
    if draft.user_id:
        lock_account(draft.user_id)
    else:
        take_turns(f"holds of strangers at {draft.address or 'an unknown address'}")


def too_many_holds(draft, *, now):
    """
    Say whether this network address holds as many times as a stranger may.

    All whose address the server does not know share one limit: a proxy that
    says nothing must not open the door to everybody.
    """
    if draft.user_id:
        return False
    live = BookingDraft.objects.filter(
        user__isnull=True, address=draft.address, held_until__gt=now, appointment__isnull=True
    )
    return live.exclude(pk=draft.pk).count() >= SchedulingSettings.load().anonymous_holds_per_address


@in_one_transaction(otherwise=SlotTaken)
def keep_time(*, draft, now, session_drafts=()):
    """
    Hold the draft's time, or hold it longer: ten minutes from each answer, thirty from the first.

    Past the thirty minutes, or past the strangers' share of one address, the
    draft goes on without a hold and the time is taken again at the check step.
    What the other drafts of this person hold is free again.

    Raises ``SlotTaken`` when somebody else has the time.
    """
    offer = offer_of(draft)
    if offer is None or draft.starts_at is None:
        raise SlotTaken
    rules = SchedulingSettings.load()
    first = draft.first_held_at or now
    until = min(
        now + dt.timedelta(minutes=rules.hold_minutes), first + dt.timedelta(minutes=rules.longest_hold_minutes)
    )
    if until <= now:
        return draft
    wait_for_others_of_the_same(draft)
    let_go_of_others(user_id=draft.user_id, session_drafts=session_drafts, now=now, but=draft)
    if too_many_holds(draft, now=now):
        return draft
    hold(offer=offer, clinic=draft.clinic, starts_at=draft.starts_at, hold_key=draft.hold_key, until=until, now=now)
    draft.first_held_at, draft.held_until = first, until
    draft.save(update_fields=["first_held_at", "held_until"])
    return draft


def holds_time(draft, *, now):
    """Say whether the draft's time is held for it at ``now``."""
    return draft.held_until is not None and draft.held_until > now


def choose_time(*, draft, clinic, starts_at, now):
    """Change the draft to another time and hold that one. Raises ``SlotTaken``, with the draft as it was."""
    before = draft.clinic, draft.starts_at, draft.held_until
    draft.clinic, draft.starts_at, draft.held_until = clinic, starts_at, None
    try:
        keep_time(draft=draft, now=now)
    except SlotTaken:
        draft.clinic, draft.starts_at, draft.held_until = before
        raise
    if draft.held_until is None:
        # It may not hold any more: then not the time before, either.
        let_go(hold_key=draft.hold_key, now=now)
    draft.save(update_fields=["clinic", "starts_at", "held_until"])
    return draft


def choose_type(*, draft, offer, now):
    """Change the kind of visit. A time that no longer fits it is given up; returns whether the time was kept."""
    draft.visit_type = offer.visit_type
    draft.save(update_fields=["visit_type"])
    if draft.starts_at is None:
        return False
    try:
        keep_time(draft=draft, now=now)
    except SlotTaken:
        let_go(hold_key=draft.hold_key, now=now)
        draft.clinic, draft.starts_at, draft.held_until = None, None, None
        draft.save(update_fields=["clinic", "starts_at", "held_until"])
        return False
    return True


def answer(*, draft, step, **answers):
    """
    Keep the answers of ``step``; the caller renews the hold with ``keep_time``.

    ``None`` for a page somebody went back to by a Change link: it is not counted again.
    """
    for name, value in answers.items():
        setattr(draft, name, value)
    if step is not None and step not in draft.answered:
        draft.answered = [*draft.answered, step]
    draft.save(update_fields=["answered", *answers])
    return draft


def adopt(*, user, session_drafts, now):
    """Give a stranger's drafts to the person they signed in as; the newest keeps the one hold they may have."""
    strangers = BookingDraft.objects.filter(pk__in=session_drafts, user__isnull=True, expires_at__gt=now)
    newest = strangers.order_by("-created_at").first()
    if newest is None:
        return
    strangers.update(user=user, address=None)
    let_go_of_others(user_id=user.pk, session_drafts=session_drafts, now=now, but=newest)


def version_shown(draft, *, patient):
    """Return what the check page carries, so that pressing its button books what it shows and nothing else."""
    start = draft.starts_at.isoformat() if draft.starts_at else ""
    facts = (draft.visit_type_id, draft.clinic_id, start, getattr(patient, "pk", None), draft.reason)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


@in_one_transaction(otherwise=SlotTaken)
def book_draft(*, draft, patient, actor, now, seen=None):
    """
    Book what the draft says for ``patient`` and return the appointment; a second press returns the same one.

    The account is locked first, then the draft, so that two presses wait for
    each other. ``seen`` is the ``version_shown`` of the page that was answered.
    Raises ``Stale`` and what ``book`` raises.
    """
    row = (
        BookingDraft.objects.select_for_update(no_key=True, of=("self",))
        .select_related("clinic")
        .filter(account_first(actor.pk))
        .get(pk=draft.pk)
    )
    # Asked for by its key and read after the lock: what is joined to a row is as old as the wait for it.
    if row.appointment_id is not None:
        return row.appointment
    if seen and seen != version_shown(row, patient=patient):
        raise Stale
    if row.visit_type_id is None:
        raise NotAllowed(_("Choose what kind of appointment it is."))
    offer = offer_of(row)
    if offer is None:
        raise NotAllowed(_("This kind of visit is not offered any more. Choose another one."))
    if row.starts_at is None or row.clinic is None:
        raise SlotTaken
    if patient is None:
        raise NotAllowed(_("Choose who the appointment is for."))
    row.patient = patient
    # Everything is one transaction here already: the booking itself needs no savepoint within it.
    row.appointment = book.__wrapped__(
        patient=patient,
        offer=offer,
        clinic=row.clinic,
        starts_at=row.starts_at,
        reason=row.reason,
        actor=actor,
        now=now,
        hold_key=row.hold_key,
        as_patient=True,
    )
    row.held_until = None
    row.save(update_fields=["appointment", "held_until", "patient"])
    return row.appointment


def tidy(*, now):
    """Delete drafts past their day and clear holds that have run out; return how many of each."""
    drafts, _by_model = BookingDraft.objects.filter(expires_at__lte=now).delete()
    # Asked for by its key, a hold is found in the index of holds; in any other way, among all slots.
    holds = TimeSlot.objects.filter(hold_key__isnull=False, held_until__lte=now).order_by()
    lapsed = list(holds.values_list("pk", flat=True)[:TIDY_BATCH])
    return drafts, clear_lapsed(slot_ids=lapsed, now=now) if lapsed else 0


@in_one_transaction()
def clear_lapsed(*, slot_ids, now):
    """Give back the time of holds that have run out, unless it was taken or held again meanwhile."""
    still = list(
        TimeSlot.objects.select_for_update(no_key=True)
        .filter(pk__in=slot_ids, held_until__lte=now)
        .exclude(status=TimeSlot.Status.BOOKED)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if still:
        release(slot_ids=still, now=now)
    return len(still)
