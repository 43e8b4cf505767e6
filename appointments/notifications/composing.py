"""From a kind, a recipient and an appointment to the rows of the outbox."""

from django.utils import translation

from appointments.models import Message
from appointments.notifications.channels import registry
from appointments.notifications.facts import Facts
from appointments.notifications.wording import WORDS


def compose(
    *,
    kind,
    appointment,
    recipient,
    channels,
    key_for,
    send_after,
    now,
    event=None,
    event_id=None,
    alternatives=(),
    not_after=None,
):
    """
    Return unsaved messages of ``kind`` to ``recipient``, one a channel, in the recipient's language.

    ``channels`` are codes; ``key_for(recipient, channel)`` gives the dedupe key. A
    channel that cannot write to the recipient, or has no words for this kind, is
    left out.
    """
    with translation.override(recipient.language):
        facts = Facts(
            appointment=appointment, recipient=recipient, sent_at=send_after, event=event, alternatives=alternatives
        )
        words = WORDS[kind](facts)
        return [
            Message(
                event_id=event.pk if event else event_id,
                patient_id=recipient.patient_id,
                user_id=recipient.user_id,
                channel=channel.code,
                kind=kind,
                language=recipient.language,
                subject=" ".join(words.subject.split()),  # a name with a line break must not make a header
                link=words.link,
                dedupe_key=key_for(recipient, channel.code),
                send_after=send_after,
                not_after=not_after,
                created_at=now,
                **_at_first(channel, send_after),
                **content,
            )
            for channel in map(registry.channel, channels)
            if channel.is_written_to(recipient) and (content := channel.content(kind, words, facts))
        ]


def _at_first(channel, send_after):
    """What nobody carries is there by itself from ``send_after`` on; the rest waits for the worker."""
    if channel.is_carried:
        return {"status": Message.Status.QUEUED}
    return {"status": Message.Status.SENT, "sent_at": send_after}
