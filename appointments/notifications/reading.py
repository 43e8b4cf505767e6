"""Reading messages in the portal: how many are unread, and marking them read."""

from appointments.models import Message


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
