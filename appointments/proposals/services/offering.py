"""Offer up to three other times, and hold them. ``ending.py`` takes an offer back, ``answering.py`` answers it."""

import datetime as dt
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from appointments.lifecycle import ACTIVE, Verb
from appointments.models import Appointment
from appointments.policies import NotAllowed, require
from appointments.proposals.deadlines import answer_by
from appointments.proposals.models import Proposal, ProposalOption
from appointments.proposals.nearest import nearest_apart
from appointments.proposals.policies import may_offer
from appointments.services.recording import REFUSALS, locked, record
from scheduling.offering import why_not_offered
from scheduling.services.claiming import SlotTaken
from scheduling.services.holding import hold


@in_one_transaction(otherwise=SlotTaken)
def offer_times(*, appointment, times, actor, now, message="", wished=None, seen=None):
    """
    Offer ``times``, pairs of a clinic and a start, instead of the one ``appointment`` has, and return the ``Proposal``.

    Nothing changes for the patient until they answer. The times are held until then; a request does not end
    unanswered meanwhile. ``wished`` is when the offer should end. The clinic offers by right, past notice and horizon.
    Raises ``NotAllowed``, ``SlotTaken`` or ``Stale``.
    """
    appointment = locked(appointment, seen=seen, with_doctor=True)
    require(may_offer(appointment, actor=actor, now=now))
    times = list(dict.fromkeys(times))
    require(why_not_these(appointment, times, now=now))
    ends = answer_by(starts=[appointment.starts_at, *(start for _clinic, start in times)], now=now, wished=wished)
    proposal = Proposal.objects.create(
        appointment=appointment, made_by=actor, message=message, made_at=now, answer_by=ends
    )
    options = [hold_one(proposal, clinic, starts_at, now=now) for clinic, starts_at in sorted(times, key=by_start)]
    appointment.offered_until = ends
    appointment.save(update_fields=["offered_until"])
    record(
        appointment=appointment,
        verb=Verb.OFFER,
        from_status=appointment.status,
        actor=actor,
        now=now,
        note=message,
        alternatives=options,
    )
    return proposal


def by_start(time):
    return time[1]


def why_not_these(appointment, times, *, now):
    """Refuse no time, too many, the one it has, and what the clinic could not give; a query a time."""
    if not times:
        return _("Choose at least one time.")
    if len(times) > Proposal.MOST_TIMES:
        return _("Choose three times at most.")
    offer = appointment.offer
    if offer is None:
        return _("This kind of visit is not offered any more, so no other time can be offered.")
    occupied = dt.timedelta(minutes=appointment.occupies)
    if any(later - sooner < occupied for sooner, later in pairwise(sorted(start for _clinic, start in times))):
        return _("Two of these times overlap. Choose times apart from each other.")
    for clinic, starts_at in times:
        if is_busy(appointment, starts_at):
            return _("The patient has another appointment at one of these times. Choose another one.")
        if starts_at == appointment.starts_at and clinic.pk == appointment.clinic_id:
            return _("This is the time it already has. Choose another one.")
        if refusal := why_not_offered(offer=offer, clinic=clinic, starts_at=starts_at, now=now, by_right=True):
            return refusal
    return None


def is_busy(appointment, starts_at):
    """Say whether the patient has another appointment then; one query."""
    others = Appointment.objects.filter(patient=appointment.patient_id, status__in=ACTIVE).exclude(pk=appointment.pk)
    ends_at = starts_at + dt.timedelta(minutes=appointment.minutes)
    return others.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists()


def hold_one(proposal, clinic, starts_at, *, now):
    """Hold one time with a key of its own: taking or losing one leaves the others."""
    option = ProposalOption(proposal=proposal, clinic=clinic, starts_at=starts_at)
    hold(
        offer=proposal.appointment,  # it says whose time, how long and what for, as it was booked
        clinic=clinic,
        starts_at=starts_at,
        hold_key=option.hold_key,
        until=proposal.answer_by,
        now=now,
        by_right=True,
    )
    option.save(force_insert=True)
    return option


@dataclass
class Offers:
    """Who was offered other times, and who could not be, with the sentence that says why."""

    done: list = field(default_factory=list)
    refused: list = field(default_factory=list)


def offer_nearest(*, appointments, actor, now, message="", seen=None):
    """
    Offer each of ``appointments`` the nearest free times of its doctor, in a transaction of its own.

    What one is offered is held, so the next is offered others. One refusal never stops the rest.
    """
    said = {"actor": actor, "now": now, "message": message}
    return one_by_one(offer_free, dict.fromkeys(appointments, said), seen)


def offer_many(*, meant, actor, now, message="", seen=None):
    """
    Offer each appointment what is ``meant`` for it (its ``times`` and ``wished``), in a transaction of its own.

    ``seen`` maps an appointment's key to the ``version_seen`` of the page that was answered.
    """
    said = {"actor": actor, "now": now, "message": message}
    return one_by_one(offer_times, {appointment: {**said, **its_own} for appointment, its_own in meant.items()}, seen)


def one_by_one(offer, said, seen):
    """Call ``offer`` for each appointment with what is ``said`` of it; one refusal never stops the rest."""
    offers = Offers()
    for appointment, words in said.items():
        try:
            offers.done.append(offer(appointment=appointment, seen=(seen or {}).get(appointment.pk), **words))
        except REFUSALS as refusal:
            offers.refused.append((appointment, str(refusal)))
    return offers


@in_one_transaction(otherwise=SlotTaken)
def offer_free(*, appointment, actor, now, message="", seen=None):
    """Offer up to three free times, as ``nearest_apart`` chooses them."""
    appointment = locked(appointment, seen=seen, with_doctor=True)
    times = [(slot.clinic, slot.starts_at) for slot in nearest_apart(appointment, now=now)]
    if not times:
        raise NotAllowed(_("There is no free time to offer. It stays booked: move it yourself, or cancel it."))
    return offer_times(appointment=appointment, times=times, actor=actor, now=now, message=message)
