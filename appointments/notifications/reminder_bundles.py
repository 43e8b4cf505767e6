"""One message for all that somebody is reminded of on one day: theirs, and that of those they act for."""

from collections import defaultdict
from dataclasses import dataclass

from appointments.models import Message
from appointments.notifications import dedupe_keys
from appointments.notifications.composing import compose
from appointments.notifications.reminder_plan import kind_of, known_channels
from appointments.reading.in_words import AppointmentInWords
from scheduling.clinic_time import day_bounds, local_date

TOLD_IN_ANOTHER = "Told in one message with another appointment of that day."


@dataclass
class Bundle:
    """
    What one recipient is told of one day. ``messages`` are for sending.

    ``beside`` are pairs of a message and a row that stands for a further
    appointment in it: the row keeps the key, so that nobody tells of it again.
    """

    appointments: list
    messages: list
    beside: list

    @property
    def times(self):
        return {(appointment.pk, appointment.sequence) for appointment in self.appointments}

    @property
    def keys(self):
        return [row.dedupe_key for row in (*self.messages, *(row for _message, row in self.beside))]


def bundled(rule, appointments, sides, *, now):
    """Return the bundles of ``appointments``; ``sides`` gives the recipients of each patient."""
    days = defaultdict(list)
    for appointment in sorted(appointments, key=lambda one: (one.starts_at, one.pk)):
        for recipient in sides[appointment.patient_id]:
            days[day_of(recipient, appointment)].append((appointment, recipient))
    return [bundle_of(rule, told, now=now) for told in days.values()]


def day_of(recipient, appointment):
    """Return what makes a bundle: whose, and the day of the start on their clock, else on the clinic's."""
    return recipient.key, local_date(appointment.starts_at, recipient.time_zone or appointment.time_zone)


def bundle_of(rule, told, *, now):
    """
    Return one message a channel about ``told``, pairs of appointment and recipient in the order of their times.

    Only an email has room for a list. In the portal each appointment has a line of
    its own, which leads to it and is read only as long as the reader may read of
    that patient; so it has by every other channel.
    """
    (first, recipient), *others = told
    channels = known_channels(rule)
    lists = [channel for channel in channels if channel == Message.Channel.EMAIL]
    messages = reminder(rule, first, recipient, also=others, channels=lists, now=now)
    beside = [(message, stand_in(rule, message, *other)) for message in messages for other in others]
    alone = [channel for channel in channels if channel not in lists]
    for appointment, who in told:
        messages += reminder(rule, appointment, who, channels=alone, now=now)
    return Bundle(appointments=[appointment for appointment, _who in told], messages=messages, beside=beside)


def messages_of(rule, appointment, recipients, *, event_id, now):
    """Return one reminder of one appointment, unsaved, for every recipient and channel."""
    appointment.settled_by = event_id
    channels = known_channels(rule)
    return [
        message
        for recipient in recipients
        for message in reminder(rule, appointment, recipient, channels=channels, now=now)
    ]


def reminder(rule, appointment, recipient, *, channels, now, also=()):
    told = [(appointment, recipient), *also]
    return compose(
        kind=kind_of(rule),
        appointment=appointment,
        recipient=recipient,
        channels=channels,
        key_for=lambda to, channel: dedupe_keys.for_reminder(appointment, rule.offset, to, channel),
        send_after=now,
        not_after=min(not_after(rule, *one, now=now) for one in told),
        now=now,
        event_id=appointment.settled_by,
        also=also,
    )


def stand_in(rule, message, appointment, recipient):
    """Return the row of a further appointment of ``message``: never sent, never read."""
    return Message(
        event_id=appointment.settled_by,
        patient_id=recipient.patient_id,
        user_id=recipient.user_id,
        address=message.address,
        channel=message.channel,
        kind=message.kind,
        language=message.language,
        subject=message.subject,
        link=message.link,
        dedupe_key=dedupe_keys.for_reminder(appointment, rule.offset, recipient, message.channel),
        send_after=message.send_after,
        status=Message.Status.SUPPRESSED,
        error=TOLD_IN_ANOTHER,
        created_at=message.created_at,
    )


def not_after(rule, appointment, recipient, *, now):
    """*Tomorrow* is a lie after midnight, on either calendar; other words are of use until it is too near."""
    latest = appointment.starts_at - rule.at_least
    words = AppointmentInWords(appointment, reader_zone=recipient.time_zone, now=now)
    if not words.is_tomorrow:
        return latest
    zones = {appointment.time_zone, words.reader_zone}
    return min(latest, *(day_bounds(local_date(now, zone), zone)[1] for zone in zones))
