"""By notification on the devices a person turned them on for: a title and a line, fit for a locked screen."""

import http.client

from django.utils.translation import gettext_lazy as _

from appointments.notifications.channels.channel import Channel
from appointments.notifications.push import service
from appointments.notifications.push.keys import own_key
from appointments.notifications.push.sending import NoDevice, send_to_devices
from appointments.notifications.push.service import NotTakenByService
from appointments.notifications.texts.in_use import words_of

KEY_REFUSED = {http.client.UNAUTHORIZED, http.client.FORBIDDEN}


class Push(Channel):
    code = "push"
    label = _("Notification")
    missing = _("On no device yet")

    @property
    def is_offered(self):
        return own_key() is not None

    def reaches(self, recipient):
        """Turning it on for a device is asking for it: there is nothing else to have."""
        return recipient.preference is not None and recipient.preference.has_devices

    def content(self, kind, words, facts):
        """Neither doctor nor kind of visit, reason or name stands on it, whatever the reader chose for their mail."""
        if not facts.private:
            words = words_of(kind, facts.for_a_locked_screen())
        return {
            "address": f"user-{facts.recipient.user_id}",  # tells people apart; where their devices are is asked later
            "subject": words.subject,
            "text": words.button,
            "link": words.button_path,
        }

    def masked(self, address):
        return ""

    def connect(self):
        return service.connect()

    def hand_over(self, message, backend):
        send_to_devices(message, backend)

    def in_words(self, error):
        if isinstance(error, NoDevice):
            return "The browser no longer takes notifications."
        if isinstance(error, NotTakenByService):
            if error.status in KEY_REFUSED:
                return f"The push service refused our key ({error.status})."
            return f"The push service answered {error.status}."
        if isinstance(error, TimeoutError):
            return "The push service did not answer in time."
        if isinstance(error, (http.client.HTTPException, ConnectionResetError, BrokenPipeError)):
            return "The push service hung up."
        if isinstance(error, OSError):
            return "The push service could not be reached."
        return super().in_words(error)

    def is_final(self, error):
        return isinstance(error, NoDevice)

    def wait(self, error):
        return error.wait if isinstance(error, NotTakenByService) else None
