"""Messages that belong to no event and are written by the clock: once for each key, however many workers write them."""

from django.utils import translation

from appointments.models import Message
from appointments.notifications.channels import registry
from appointments.notifications.composing import at_first


def write_once(waiting, *, kind, channel, words_of, now):
    """
    Write a message for each of ``waiting`` that has none yet, and return how many.

    ``waiting`` is ``{dedupe key: what the message is about}``; what it is about has a
    ``recipient``, in whose language ``words_of`` puts it into ``Words``. One query to
    see what is there, none where nobody waits.
    """
    written = set()
    if waiting:
        written = set(Message.objects.filter(dedupe_key__in=waiting).values_list("dedupe_key", flat=True))
    new = [
        _message(about, key=key, kind=kind, channel=registry.channel(channel), words_of=words_of, now=now)
        for key, about in waiting.items()
        if key not in written
    ]
    # Two workers may write the same one at once: the second's rows are the ones ignored.
    Message.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _message(about, *, key, kind, channel, words_of, now):
    recipient = about.recipient
    with translation.override(recipient.language):
        words = words_of(about)
        return Message(
            user_id=recipient.user_id,
            channel=channel.code,
            kind=kind,
            language=recipient.language,
            subject=words.subject,
            link=words.link,
            dedupe_key=key,
            send_after=now,
            created_at=now,
            **at_first(channel, now),
            **channel.content(kind, words, about),
        )
