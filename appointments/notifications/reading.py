"""Reading messages: how many are unread in the portal, marking them read, and where the mail about one thing went."""

from appointments.models import Message
from appointments.notifications.channels import registry


def unread(user, *, now):
    return Message.objects.in_portal_of(user, now=now).filter(read_at__isnull=True)


def unread_count(user, *, now):
    """Return how many in-app messages ``user`` has not read; one query, none for a stranger."""
    return unread(user, now=now).count() if user.is_authenticated else 0


def mark_read(*, message, now):
    """Mark one message read; the first reading is the one that counts."""
    if message.read_at is None:
        Message.objects.filter(pk=message.pk, read_at__isnull=True).update(read_at=now)
        message.read_at = now
    return message


def mark_all_read(*, user, now):
    """Mark everything read that ``user`` can see at ``now``, and return how many messages that was."""
    return unread(user, now=now).update(read_at=now)


def told_at(appointment):
    """Return where the news of it was carried, masked: whoever looks over a shoulder learns little. One query."""
    news = Message.objects.filter(
        event__appointment=appointment, patient=appointment.patient_id, channel__in=registry.carried()
    ).exclude(status__in=[Message.Status.CANCELLED, Message.Status.SUPPRESSED])
    places = {registry.channel(code).masked(address) for code, address in news.values_list("channel", "address")}
    return sorted(filter(None, places))
