"""A message as a real appointment would give it with a text that is not saved yet; nothing is written."""

import datetime as dt
from dataclasses import dataclass, replace

from django.utils import translation

from appointments.lifecycle import Status, Verb
from appointments.models import AppointmentEvent, Message, Proposal, ProposalOption
from appointments.notifications.channels import registry
from appointments.notifications.facts import Facts
from appointments.notifications.kinds import Kind
from appointments.notifications.recipients import both_sides, staff_of
from appointments.notifications.texts.in_use import texts_in_use, words_of
from appointments.notifications.texts.situations import (
    ANOTHER_DOCTOR,
    ASKED_ANEW,
    DOCTOR_ASKED_ANEW,
    DOCTOR_CANCELLED_BY_CLINIC,
    DOCTOR_MOVED_BY_CLINIC,
    ON_TIME_AGAIN,
    WITH_WHAT_TO_BRING,
)

DAY = dt.timedelta(days=1)
LATE_MINUTES = 20
BY_THE_CLINIC = {Kind.MOVED_BY_CLINIC, Kind.CANCELLED_BY_CLINIC, Kind.REJECTED}
WITHOUT_AN_OLD_TIME = {Kind.DOCTOR_REQUESTED.value}


@dataclass(frozen=True)
class Preview:
    """``sms`` is empty where this message has none."""

    subject: str
    email_text: str
    email_html: str
    in_app: str
    sms: str


def preview(*, situation, appointment, language, texts, now):
    """
    Return the message about ``appointment`` as somebody gets it who reads ``language``, or ``None`` if nobody would.

    ``texts`` go before those in use. It goes through the very functions that write a
    message. What has not happened to this appointment is thought of as happening now.
    """
    recipient = _reader(situation, appointment, now=now)
    if recipient is None:
        return None
    recipient = replace(recipient, language=language)
    _think(situation, appointment)
    with translation.override(language):
        facts = Facts(
            kind=situation.kind,
            appointment=appointment,
            recipient=recipient,
            event=_event(situation, appointment, now=now),
            sent_at=_sent_at(situation, appointment, now=now),
            alternatives=_offered(appointment) if situation.kind == Kind.OFFERED else (),
        )
        words = words_of(situation.kind, facts, texts=texts_in_use() | texts)
        content = {code: channel.content(situation.kind, words, facts) for code, channel in registry.CHANNELS.items()}
    email = content[Message.Channel.EMAIL]
    return Preview(
        subject=" ".join(words.subject.split()),
        email_text=email["text"],
        email_html=email["html"],
        in_app=content[Message.Channel.IN_APP]["text"],
        sms=words.sms,
    )


def _reader(situation, appointment, *, now):
    patients, doctor = both_sides(appointment, now=now)
    if situation.is_for_patients:
        return next(iter(patients), None)
    return doctor if situation.is_for_doctors else next(iter(staff_of(appointment)), None)


def _think(situation, appointment):
    """Let the appointment, in memory only, be as it would be when such a message is written."""
    asked = situation.code in {ASKED_ANEW, Kind.REQUESTED, Kind.DOCTOR_REQUESTED, DOCTOR_ASKED_ANEW}
    appointment.status = Status.REQUESTED if asked else Status.CONFIRMED
    if situation.kind == Kind.RUNNING_LATE:
        appointment.late_minutes = None if situation.code == ON_TIME_AGAIN else LATE_MINUTES
    appointment.decide_by = appointment.decide_by or appointment.starts_at - DAY
    if situation.code == WITH_WHAT_TO_BRING and not appointment.visit_type.instructions:
        appointment.visit_type.instructions = "..."
    elif situation.code == Kind.REMINDER_DAY:
        appointment.visit_type.instructions = ""


def _event(situation, appointment, *, now):
    is_old = situation.code not in WITHOUT_AN_OLD_TIME
    by_staff = situation.kind in BY_THE_CLINIC or situation.code in {
        DOCTOR_MOVED_BY_CLINIC,
        DOCTOR_CANCELLED_BY_CLINIC,
    }
    away = AppointmentEvent.Reason.DOCTOR_AWAY if by_staff else ""
    return AppointmentEvent(
        appointment=appointment,
        kind=Verb.OFFER if situation.kind == Kind.OFFERED else Verb.RESCHEDULE,
        at=now,
        by_staff=by_staff,
        reason_code=away,
        old_starts_at=appointment.starts_at - DAY if is_old else None,
        old_doctor=appointment.doctor if situation.code == ANOTHER_DOCTOR else None,
    )


def _offered(appointment):
    """One other time, the day after; to be answered the day before."""
    offer = Proposal(appointment=appointment, answer_by=appointment.starts_at - DAY)
    return [ProposalOption(proposal=offer, clinic=appointment.clinic, starts_at=appointment.starts_at + DAY)]


def _sent_at(situation, appointment, *, now):
    """A reminder is read the day before."""
    return appointment.starts_at - DAY if situation.kind == Kind.REMINDER_DAY else now
