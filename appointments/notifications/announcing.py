"""Write the news of an event to the outbox, in the transaction of the change; and call it back."""

import datetime as dt

from django.db.models import Q

from appointments.lifecycle import Status, Verb
from appointments.models import Message
from appointments.notifications import dedupe_keys, reachability
from appointments.notifications.channels import registry
from appointments.notifications.composing import compose
from appointments.notifications.kinds import FOR_DOCTORS, FOR_STAFF, Kind
from appointments.notifications.recipients import both_sides, staff_of, who_had_it

MISSED_IS_TOLD_AFTER = dt.timedelta(hours=2)
IN_PORTAL = (Message.Channel.IN_APP,)


def announce(*, event, appointment, now, send_after=None, alternatives=()):
    """
    Write what ``event`` means to everybody it concerns and return the messages: one insert, one query for the people.

    ``appointment`` comes with patient, doctor, clinic and visit type.
    ``send_after`` is the end of the undo; without it the event's own, else now.
    ``alternatives`` are free slots, with their clinic, that may stand in for the
    time that was lost, or the times of an offer. Nothing is rendered twice and nothing is sent: delivery
    happens after the commit.
    """
    if event.from_status == Status.NO_SHOW:
        call_back_missed(appointment=appointment, now=now)
    if event.kind == Verb.UNDO:
        reachability.forget(appointment=appointment)
    kinds = kinds_of(event, appointment)
    if event.kind == Verb.WITHDRAW and not has_heard(appointment=appointment, kind=Kind.OFFERED):
        reachability.forget(appointment=appointment)  # nobody has to be called about what nobody heard of
        kinds = []
    if not kinds:
        return []
    leaves_at = send_after or event.undo_until or now
    if event.kind == Verb.NO_SHOW:
        leaves_at = max(leaves_at, now + MISSED_IS_TOLD_AFTER)
    patients, doctor = both_sides(appointment, now=now)
    doctors = {Kind.DOCTOR_MOVED: who_had_it(event, appointment)} if event.changes_doctor else {}
    messages = []
    for kind, channels in kinds:
        if kind in FOR_STAFF:
            recipients = staff_of(appointment)
        else:
            told = doctors.get(kind, doctor)
            recipients = _doctor_unless_actor(told, event) if kind in FOR_DOCTORS else patients
        for recipient in recipients:
            messages += compose(
                kind=kind,
                appointment=appointment,
                recipient=recipient,
                channels=channels,
                key_for=lambda recipient, channel: dedupe_keys.for_event(event, recipient, channel),
                send_after=leaves_at,
                now=now,
                event=event,
                alternatives=alternatives,
            )
    if kinds[0][0] in reachability.MUST_BE_TOLD and not reachability.is_on_its_way(kinds[0][0], messages):
        reachability.call_the_patient(appointment=appointment)
    return Message.objects.bulk_create(messages)


def kinds_of(event, appointment):
    """
    Return ``[(kind, channels), …]``: what an event is called to the patient's side, to the doctor and to the clinic.

    Doctors hear what colleagues decided for them; of what they decided themselves, only the patient does.
    """
    everywhere = registry.codes()
    match event.kind:
        case Verb.BOOK if appointment.is_walk_in:
            # Whoever stands at the desk knows. Their list and their calendar have it; no telephone rings about it.
            return [(Kind.BOOKED, IN_PORTAL), (Kind.DOCTOR_BOOKED, IN_PORTAL)]
        case Verb.BOOK:
            return [(Kind.BOOKED, everywhere), (Kind.DOCTOR_BOOKED, IN_PORTAL)]
        case Verb.REQUEST:
            return [(Kind.REQUESTED, everywhere), (Kind.DOCTOR_REQUESTED, everywhere)]
        case Verb.APPROVE:
            return [(Kind.APPROVED, everywhere), (Kind.DOCTOR_BOOKED, IN_PORTAL)]
        case Verb.REJECT:
            return [(Kind.REJECTED, everywhere), (Kind.DOCTOR_DECLINED, IN_PORTAL)]
        case Verb.EXPIRE:
            return [
                (Kind.EXPIRED, everywhere),
                (Kind.DOCTOR_EXPIRED, IN_PORTAL),
                (Kind.STAFF_EXPIRED, IN_PORTAL),
            ]
        case Verb.RESCHEDULE if event.changes_doctor:
            return [(Kind.MOVED_BY_CLINIC, everywhere), (Kind.DOCTOR_BOOKED, IN_PORTAL), (Kind.DOCTOR_MOVED, IN_PORTAL)]
        case Verb.RESCHEDULE if event.by_staff:
            return [(Kind.MOVED_BY_CLINIC, everywhere), (Kind.DOCTOR_MOVED, IN_PORTAL)]
        case Verb.RESCHEDULE if appointment.status == Status.REQUESTED:
            return [(Kind.MOVED, everywhere), (Kind.DOCTOR_REQUESTED, everywhere)]
        case Verb.RESCHEDULE:
            return [(Kind.MOVED, everywhere), (Kind.DOCTOR_MOVED, IN_PORTAL)]
        case Verb.CANCEL if event.is_the_clinics_wish:
            return [(Kind.CANCELLED_BY_CLINIC, everywhere), (Kind.DOCTOR_CANCELLED, IN_PORTAL)]
        case Verb.CANCEL:
            return [(Kind.CANCELLED, everywhere), (Kind.DOCTOR_CANCELLED, IN_PORTAL)]
        case Verb.NO_SHOW:
            return [(Kind.MISSED, everywhere)]
        case Verb.OFFER:
            return [(Kind.OFFERED, everywhere)]
        case Verb.WITHDRAW:
            return [(Kind.OFFER_WITHDRAWN, everywhere)]
        case Verb.ACCEPT:
            return [(Kind.MOVED, everywhere), (Kind.DOCTOR_OFFER_ACCEPTED, IN_PORTAL)]
        case Verb.REFUSE:
            return [(Kind.DOCTOR_OFFER_REFUSED, IN_PORTAL)]
        case Verb.LAPSE:
            return [(Kind.DOCTOR_OFFER_LAPSED, IN_PORTAL)]
    return []


def _doctor_unless_actor(doctor, event):
    return [] if doctor is None or doctor.user_id == event.actor_id else [doctor]


def call_back(*, event, now):
    """
    Cancel what has not reached anybody of the news of ``event``; return how many messages.

    One the worker holds at this moment may still leave: it then counts as sent.
    """
    return call_back_all(Message.objects.filter(event=event), now=now)


def call_back_missed(*, appointment, now):
    """Cancel a *missed* message that has not left: the patient came after all."""
    return call_back_kind(appointment=appointment, kind=Kind.MISSED, now=now)


def call_back_kind(*, appointment, kind, now):
    """Cancel messages of ``kind`` that have not left: what they say is not so any more."""
    return call_back_all(Message.objects.filter(event__appointment=appointment, kind=kind), now=now)


def has_heard(*, appointment, kind):
    """Say whether the last news of ``kind`` has reached, or may have reached, anybody. Two queries."""
    news = Message.objects.filter(event__appointment=appointment, kind=kind)
    last = news.order_by("-event").values_list("event", flat=True).first()
    return last is not None and news.filter(event=last, status=Message.Status.SENT).exists()


def call_back_all(messages, *, now):
    """Cancel those of ``messages`` that have not reached anybody; return how many."""
    waiting = Q(status=Message.Status.QUEUED)
    not_yet_shown = Q(status=Message.Status.SENT, channel=Message.Channel.IN_APP, send_after__gt=now)
    return messages.filter(waiting | not_yet_shown).update(status=Message.Status.CANCELLED)
