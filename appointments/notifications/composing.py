"""From a kind, a recipient and an appointment to the rows of the outbox."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from appointments.models import Message
from appointments.notifications.facts import Facts, absolute
from appointments.notifications.kinds import FOR_DOCTORS
from appointments.notifications.wording import WORDS

Channel = Message.Channel


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

    ``key_for(recipient, channel)`` gives the dedupe key. A recipient without an
    address or without a sign-in is not written to by the channel that needs it;
    in-app messages to a patient without a sign-in are for those who act for them.
    ``also`` are further appointments of the day that the message tells of, each
    with ``recipient`` as the one who reads about it.
    """
    with translation.override(recipient.language):
        facts = Facts(
            appointment=appointment,
            recipient=recipient,
            sent_at=send_after,
            event=event,
            alternatives=alternatives,
            also=also,
        )
        words = WORDS[kind](facts)
        return [
            Message(
                event_id=event.pk if event else event_id,
                patient_id=recipient.patient_id,
                user_id=recipient.user_id,
                channel=channel,
                kind=kind,
                language=recipient.language,
                subject=" ".join(words.subject.split()),  # a name with a line break must not make a header
                link=words.link,
                dedupe_key=key_for(recipient, channel),
                send_after=send_after,
                not_after=not_after,
                created_at=now,
                **CONTENT[channel](kind, words, facts),
            )
            for channel in channels
            if channel != Channel.EMAIL or recipient.address
        ]


def _email(kind, words, facts):
    context = {
        "greeting": _("Hello %(name)s,") % {"name": facts.recipient.name},
        "words": words,
        "facts": facts,
        "is_doctor": kind in FOR_DOCTORS,
        "button_url": absolute(words.button_path),
        "other_times": facts.other_times,
        "words_url": absolute(facts.appointment_path) if facts.has_words_of_the_clinic else "",
        "instructions": facts.instructions if words.shows_instructions else "",
        "why": _why(kind, facts),
        "settings_url": absolute(reverse("me:settings")),
        "language": facts.recipient.language,
        "HELP_PHONE": settings.HELP_PHONE,
        "HELP_HOURS": settings.HELP_HOURS,
    }
    return {
        "address": facts.recipient.address,
        "text": render_to_string("appointments/messages/email.txt", context).strip() + "\n",
        "html": render_to_string("appointments/messages/email.html", context).strip() + "\n",
        "status": Message.Status.QUEUED,
    }


def _in_app(kind, words, facts):
    """The portal shows it by itself from ``send_after`` on: nothing has to carry it there."""
    return {"text": words.fact, "status": Message.Status.SENT, "sent_at": facts.now}


CONTENT = {Channel.EMAIL: _email, Channel.IN_APP: _in_app}


def _why(kind, facts):
    names = {"site": settings.SITE_NAME, "name": facts.about}
    if kind in FOR_DOCTORS:
        return _("You get this because patients book with you at %(site)s.") % names
    if facts.about:
        return _("You get this because you act for %(name)s at %(site)s.") % names
    return _("You get this because you have an appointment at %(site)s.") % names
