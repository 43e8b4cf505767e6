"""The messages of the last weeks, composed by the code that composes real ones, and what became of each by now."""

import copy
import datetime as dt

from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, Message
from appointments.notifications import dedupe_keys
from appointments.notifications.announcing import MISSED_IS_TOLD_AFTER, kinds_of
from appointments.notifications.channels import registry
from appointments.notifications.composing import compose
from appointments.notifications.kinds import FOR_DOCTORS, FOR_STAFF, Kind
from appointments.notifications.reachability import MUST_BE_TOLD
from appointments.notifications.recipients import both_sides, staff_of
from appointments.notifications.reminder_bundles import messages_of
from appointments.notifications.reminder_plan import DEFAULT_PLAN, LEAST_AFTER_BOOKING, due_at, zone_of
from appointments.notifications.reminders import SETTLES_THE_TIME
from dashboards.demo import rates
from dashboards.demo.accounts import BATCH

Attention = Appointment.Attention
GIVEN_UP_AFTER = dt.timedelta(hours=24)
TRIES_IN_A_DAY = 12
REFUSED = "The mail server refused the address (550)."
LAST_DAYS = dt.timedelta(days=3)
WORKER_COMES_WITHIN = 280
"""Seconds: reminders are looked for every five minutes."""


class News:
    """Write the messages of lives as the outbox would hold them now."""

    def __init__(self, *, random, now):
        self.random, self.now = random, now
        self.since = now - rates.NEWS
        self.bounced: set[int] = set()
        self.sides = {}

    def both_sides(self, appointment):
        """Return ``both_sides`` of it; nobody gets or loses access in the demo, so each pair is asked about once."""
        key = appointment.patient_id, appointment.doctor_id, appointment.time_zone
        if key not in self.sides:
            self.sides[key] = both_sides(appointment, now=self.now)
        return self.sides[key]

    def spread(self, told):
        """Write the messages of ``told``: triples of appointment, life and its events."""
        messages, unreachable = [], []
        for appointment, life, events in told:
            if appointment.starts_at < self.since and events[-1].at < self.since:
                continue
            new = [*self.of_events(appointment, life, events), *self.reminders(appointment, life, events)]
            for message in new:
                self.age(message, appointment)
            messages += new
            if self.cannot_be_reached(appointment, life, events, new):
                appointment.attention = Attention.UNREACHABLE
                unreachable.append(appointment)
        Message.objects.bulk_create(messages, batch_size=BATCH)
        Appointment.objects.bulk_update(unreachable, ["attention"], batch_size=BATCH)

    # --- What is written -----------------------------------------------------------------------
    def of_events(self, appointment, life, events):
        """Return the news of each event to each side, as the appointment stood then."""
        messages = []
        for event, step in zip(events, life.steps, strict=True):
            if event.at < self.since:
                continue
            then = as_it_stood(appointment, step)
            leaves_at = event.undo_until or event.at
            if event.kind == Verb.NO_SHOW:
                leaves_at = max(leaves_at, event.at + MISSED_IS_TOLD_AFTER)
            patients, doctor = self.both_sides(then)
            for kind, channels in kinds_of(event, then):
                if kind in FOR_STAFF:
                    recipients = staff_of(then)
                elif kind in FOR_DOCTORS:
                    recipients = [] if doctor is None or doctor.user_id == event.actor_id else [doctor]
                else:
                    recipients = patients
                for recipient in recipients:
                    messages += compose(
                        kind=kind,
                        appointment=then,
                        recipient=recipient,
                        channels=channels,
                        key_for=lambda to, channel, of=event: dedupe_keys.for_event(of, to, channel),
                        send_after=leaves_at,
                        now=event.at,
                        event=event,
                    )
            if event.from_status == Status.NO_SHOW:
                call_back_missed(messages)
        return messages

    def reminders(self, appointment, life, events):
        """Return the reminders that came due while the appointment stood confirmed for the time they are about."""
        messages = []
        for number, (event, step) in enumerate(zip(events, life.steps, strict=True)):
            if step.after != Status.CONFIRMED or event.kind not in SETTLES_THE_TIME:
                continue
            ended_at = events[number + 1].at if number + 1 < len(events) else self.now
            then = as_it_stood(appointment, step)
            then.sequence = sum(other.verb == Verb.RESCHEDULE for other in life.steps[: number + 1])
            for reminder in DEFAULT_PLAN:
                due = due_at(reminder, then, zone=zone_of(then))
                written_at = due + dt.timedelta(seconds=self.random.randrange(WORKER_COMES_WITHIN))
                if event.at + LEAST_AFTER_BOOKING <= due and self.since < written_at <= min(ended_at, self.now):
                    patients, _doctor = self.both_sides(then)
                    messages += messages_of(reminder, then, patients, event_id=event.pk, now=written_at)
        return messages

    # --- What became of it ---------------------------------------------------------------------
    def age(self, message, appointment):
        """Let a message be sent, read or given up by now; what is due later waits."""
        if message.send_after > self.now or message.status == Message.Status.CANCELLED:
            return
        if not registry.channel(message.channel).is_carried:
            is_new = message.send_after > self.now - LAST_DAYS
            share = rates.READ_OF_THE_LAST_DAYS if is_new else rates.READ_IN_THE_PORTAL
            if self.random.random() < share:
                message.read_at = message.send_after + (self.now - message.send_after) * self.random.betavariate(1, 6)
        elif self.comes_back(message, appointment):
            self.bounced.add(appointment.doctor_id)
            self.bounce(message)
        else:
            message.status, message.attempts = Message.Status.SENT, 1
            message.sent_at = min(self.now, message.send_after + dt.timedelta(seconds=self.random.randrange(1, 40)))

    def comes_back(self, message, appointment):
        """Say whether this is one of the few mails a server refused: news to a patient of what is still to come."""
        earliest, latest = (self.now - ago for ago in rates.BOUNCED_BETWEEN)
        return (
            len(self.bounced) < rates.BOUNCED
            and appointment.doctor_id not in self.bounced
            and message.channel == Message.Channel.EMAIL
            and message.kind in (Kind.BOOKED, Kind.APPROVED)
            and earliest < message.send_after < latest
            and appointment.status == Status.CONFIRMED
        )

    def bounce(self, message):
        """Let a message have failed for a day and been given up."""
        message.status, message.error, message.attempts = Message.Status.FAILED, REFUSED, TRIES_IN_A_DAY
        message.send_after = message.not_after = message.send_after + GIVEN_UP_AFTER

    def cannot_be_reached(self, appointment, life, events, messages):
        """Say whether staff must call: the news failed and none arrived since, or nobody was there to tell."""
        if appointment.attention:
            return False
        failed = [message.send_after for message in messages if message.status == Message.Status.FAILED]
        if failed:
            return not any(message.sent_at and message.sent_at > failed[0] for message in messages if message.address)
        kinds = [kind for kind, _channels in kinds_of(events[-1], appointment)]
        patients, _doctor = self.both_sides(appointment)
        return bool(kinds) and kinds[0] in MUST_BE_TOLD and not patients


def as_it_stood(appointment, step):
    """Return a copy of ``appointment`` with the time, place and status it had after ``step``."""
    then = copy.copy(appointment)
    then.starts_at, then.ends_at = step.sitting.starts_at, step.sitting.ends_at
    then.clinic, then.time_zone = step.clinic, step.clinic.time_zone
    then.status, then.decide_by = step.after, step.decide_by
    return then


def call_back_missed(messages):
    """Call *missed* back, as ``announcing.py`` does when the patient came after all."""
    for message in messages:
        if message.kind == Kind.MISSED:
            message.status = Message.Status.CANCELLED
