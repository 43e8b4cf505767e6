"""From a kind, a recipient and an appointment to the rows of the outbox."""

from functools import cache

from django.utils import translation

from appointments.models import Message
from appointments.notifications.facts import Facts
from appointments.notifications.preferences import wanted
from appointments.notifications.quiet_hours import leaves_at
from appointments.notifications.texts.in_use import words_of


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
    also=(),
):
    """
    Return unsaved messages of ``kind`` to ``recipient``, one a channel, in the recipient's language.

    ``channels`` are codes; ``key_for(recipient, channel)`` gives the dedupe key. A
    channel that cannot write to the recipient, that they do not want for this kind
    or that has no words for it is left out. What can wait leaves after their quiet
    hours, worded for then. ``also`` are further appointments of the day that the
    message tells of, each with ``recipient`` as the one who reads about it.
    """
    with translation.override(recipient.language):
        about = {"appointment": appointment, "recipient": recipient, "event": event}
        said = cache(lambda at: _said(kind, sent_at=at, alternatives=alternatives, also=also, **about))
        messages = []
        for channel in wanted(kind, recipient, channels):
            at = leaves_at(send_after, channel=channel, kind=kind, not_after=not_after, **about)
            words, facts = said(at)
            content = channel.content(kind, words, facts)
            if content is None:
                continue
            said_by_it = {"subject": words.subject, "link": words.link} | content
            # A name with a line break must not make a header.
            said_by_it["subject"] = " ".join(said_by_it["subject"].split())
            messages.append(
                Message(
                    event_id=event.pk if event else event_id,
                    patient_id=recipient.patient_id,
                    user_id=recipient.user_id,
                    channel=channel.code,
                    kind=kind,
                    language=recipient.language,
                    dedupe_key=key_for(recipient, channel.code),
                    send_after=at,
                    not_after=not_after,
                    created_at=now,
                    **at_first(channel, at),
                    **said_by_it,
                )
            )
        return messages


def _said(kind, **about):
    facts = Facts(kind=kind, **about)
    return words_of(kind, facts), facts


def at_first(channel, send_after):
    """What nobody carries is there by itself from ``send_after`` on; the rest waits for the worker."""
    if channel.is_carried:
        return {"status": Message.Status.QUEUED}
    return {"status": Message.Status.SENT, "sent_at": send_after}
