"""By which channels somebody wants to hear of a kind of news; whatever they chose, what must be told reaches them."""

from appointments.models.preference import Group, MessagePreference
from appointments.notifications.channels import registry
from appointments.notifications.kinds import FOR_DOCTORS, FOR_STAFF, REMINDERS, Kind
from appointments.notifications.reachability import MUST_BE_TOLD

Requests = MessagePreference.Requests


def group_of(kind):
    """Return the ``Group`` of a kind told to the patient's side."""
    return Group.REMINDERS if kind in REMINDERS else Group.VISITS


def wanted(kind, recipient, codes):
    """
    Return the channels, out of ``codes``, by which ``recipient`` is to be written to about ``kind``.

    Whoever can choose has a sign-in, so what the patient must be told is in their
    portal at least; whoever has none gets what is usual.
    """
    return [
        channel
        for channel in map(registry.channel, codes)
        if channel.is_written_to(recipient) and _wants(kind, recipient, channel)
    ]


def _wants(kind, recipient, channel):
    if channel.is_record and (kind in MUST_BE_TOLD or kind in FOR_DOCTORS or kind in FOR_STAFF):
        return True
    if kind == Kind.DOCTOR_REQUESTED:
        return recipient.preference is None or recipient.preference.requests == Requests.AT_ONCE
    if kind in FOR_DOCTORS or kind in FOR_STAFF:
        return True
    return wants(recipient, group_of(kind), channel)


def wants(recipient, group, channel):
    """Return what ``recipient`` chose for a group and a channel, or what is usual."""
    choice = recipient.preference.choice(group, channel.code) if recipient.preference else None
    return channel.by_default(group, recipient) if choice is None else choice
