"""
Hand one notification to the push service of a browser: RFC 8030, encrypted for the browser alone (RFC 8291).

The service sees how long it is, how long to keep it and that it is ours.
"""

import datetime as dt
import http.client
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from appointments.notifications.in_time import in_time
from appointments.notifications.push.endpoints import is_known_service
from appointments.notifications.push.keys import own_key, problems, signed_for

SECONDS_FOR_AN_ANSWER = 5
SECONDS_IN_ALL = 8
TAKEN = {http.client.CREATED, http.client.ACCEPTED, http.client.OK}
GONE = {http.client.NOT_FOUND, http.client.GONE}
BUSY = {http.client.TOO_MANY_REQUESTS, http.client.SERVICE_UNAVAILABLE}
LONGEST_WAIT = dt.timedelta(hours=6)


class Gone(Exception):
    """The browser takes no notifications at this address any more, and never will again."""


class NotTakenByService(Exception):
    """The service answered ``status``; ``wait`` is how long it asks to be left alone, or ``None``."""

    def __init__(self, status, *, wait=None):
        self.status, self.wait = status, wait
        super().__init__(f"status {status}")


class PushService:
    """
    The way to all push services, for one turn of the worker. Redirects are not followed.

    A service that does not answer, or asks to be left alone, is not asked again in
    the same turn: its other browsers would each wait as long.
    """

    def __init__(self):
        self.silent = {}

    def open(self):
        """Each notification has a connection of its own: there may be a service for each browser."""

    def close(self):
        """Nothing is kept open."""

    def send(self, subscription, payload, *, ttl, urgency, topic):
        """
        Send ``payload`` (bytes) to one browser; ``ttl`` is how many seconds the service keeps it for an absent one.

        Raises ``Gone``, ``NotTakenByService``, or ``OSError`` and ``HTTPException`` where there was no answer.
        """
        if not is_known_service(subscription.endpoint):
            raise Gone  # a service that PUSH_HOSTS does not name any more
        where = urlsplit(subscription.endpoint)
        if where.netloc in self.silent:
            raise self.silent[where.netloc]
        body = _encrypted(subscription, payload)
        headers = {
            "TTL": str(ttl),
            "Urgency": urgency,
            "Topic": topic,
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            **signed_for(f"{where.scheme}://{where.netloc}", now=timezone.now()),
        }
        try:
            self._post(where, body, headers)
        except NotTakenByService as refusal:
            if refusal.status in BUSY:
                self.silent[where.netloc] = refusal
            raise
        except (OSError, http.client.HTTPException) as error:
            self.silent[where.netloc] = error
            raise

    @staticmethod
    def _post(where, body, headers):
        kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        connection = kind(where.hostname, where.port, timeout=SECONDS_FOR_AN_ANSWER)
        path = f"{where.path or '/'}?{where.query}" if where.query else where.path or "/"
        try:
            connection.connect()
            with in_time(connection, SECONDS_IN_ALL):
                connection.request("POST", path, body=body, headers=headers)
                answer = connection.getresponse()
        finally:
            connection.close()
        # The status says it all. What comes after it is not read: it may never end.
        if answer.status in GONE:
            raise Gone
        if answer.status not in TAKEN:
            raise NotTakenByService(answer.status, wait=_wait(answer.headers.get("Retry-After", "")))


def connect():
    """Return the way out. Raises ``ImproperlyConfigured`` where there is no key to sign with."""
    if own_key() is None:
        raise ImproperlyConfigured(" ".join(problems()) or "VAPID_PRIVATE_KEY is missing: notifications wait.")
    return PushService()


def _encrypted(subscription, payload):
    # Here, so that only a worker that has something to send bears its 40 MB and its half second.
    from pywebpush import WebPusher

    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    return WebPusher({"endpoint": subscription.endpoint, "keys": keys}).encode(payload)["body"]


def _wait(retry_after):
    """Return what ``Retry-After`` (RFC 9110, 10.2.3) asks for, seconds or a date; ``None`` where it makes no sense."""
    try:
        if retry_after.isascii() and retry_after.isdigit():
            asked = dt.timedelta(seconds=int(retry_after[:9]))
        else:
            asked = parsedate_to_datetime(retry_after) - timezone.now()
    except (TypeError, ValueError):
        return None
    return min(max(asked, dt.timedelta()), LONGEST_WAIT)
