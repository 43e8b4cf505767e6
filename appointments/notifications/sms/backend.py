"""What every way of sending text messages has in common, and the one the settings name."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


class NotSent(Exception):
    """
    The service answered, and the answer is not *taken*.

    ``status`` is its HTTP status; ``code`` its own number for what is wrong, if it
    gave one. Neither holds a number somebody has, nor a word of the message.
    """

    def __init__(self, *, status, code=None, is_final=False):
        self.status, self.code, self.is_final = status, code, is_final
        super().__init__(f"status {status}, code {code}")


class SmsBackend:
    """Sends text messages one by one. ``open()`` on an open one does nothing."""

    @classmethod
    def problems(cls):
        """Return a sentence for each setting that cannot work."""
        return []

    def open(self):
        """Make sure somebody is there; raises ``OSError`` where nobody answers."""

    def send(self, *, to, text):
        """Send ``text`` to the number ``to`` (E.164). Returns once it is taken; raises otherwise."""
        raise NotImplementedError

    def close(self):
        """Let the connection go."""


def problems():
    """Return what keeps text messages from being sent, a sentence each; nothing where they are not offered."""
    if not settings.SMS_BACKEND:
        return []
    try:
        backend = import_string(settings.SMS_BACKEND)
    except ImportError:
        return [f"SMS_BACKEND names {settings.SMS_BACKEND}, which is not there."]
    if not (isinstance(backend, type) and issubclass(backend, SmsBackend)):
        return [f"SMS_BACKEND names {settings.SMS_BACKEND}, which sends no text messages."]
    return backend.problems()


def connect():
    """Return the backend of the settings, not yet open. Raises ``ImproperlyConfigured``."""
    if not settings.SMS_BACKEND:
        raise ImproperlyConfigured("SMS_BACKEND is empty: text messages that wait cannot be sent.")
    if found := problems():
        raise ImproperlyConfigured(" ".join(found))
    return import_string(settings.SMS_BACKEND)()
