"""
Text messages through Twilio, or a service that speaks its language.

``POST /2010-04-01/Accounts/<sid>/Messages.json``, a form, basic authentication:
https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource
"""

import base64
import http.client
import json
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings

from appointments.notifications.in_time import in_time
from appointments.notifications.sms.backend import NotSent, SmsBackend

SECONDS_FOR_AN_ANSWER = 10
SECONDS_IN_ALL = 30
"""One message takes no longer, however slowly the answer drips: the worker's lease is two minutes."""

LONGEST_ANSWER = 64 * 1024
TAKEN = http.client.CREATED
PLAIN_HTTP_IS_FINE = {"127.0.0.1", "localhost", "::1"}

FINAL = {
    21211,  # the number cannot be one
    21214,  # the number cannot be reached
    21217,  # the number is not complete
    21610,  # its owner answered STOP
    21614,  # it takes no text messages
}
"""https://www.twilio.com/docs/api/errors: what another try does not change."""


class Twilio(SmsBackend):
    """One connection, kept open from message to message. Redirects are not followed: they would carry the key."""

    def __init__(self):
        where = urlsplit(settings.TWILIO_BASE_URL)
        kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
        self.connection = kind(where.hostname, where.port, timeout=SECONDS_FOR_AN_ANSWER)
        account = quote(settings.TWILIO_ACCOUNT_SID, safe="")
        self.path = f"{where.path.rstrip('/')}/2010-04-01/Accounts/{account}/Messages.json"

    @classmethod
    def problems(cls):
        names = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM")
        missing = [f"{name} is missing: text messages need it." for name in names if not getattr(settings, name)]
        where = urlsplit(settings.TWILIO_BASE_URL)
        if where.scheme == "https" and where.hostname:
            return missing
        if where.scheme == "http" and where.hostname in PLAIN_HTTP_IS_FINE:
            return missing
        return [*missing, "TWILIO_BASE_URL must begin with https://: the key goes there, and what patients are told."]

    def open(self):
        if self.connection.sock is None:
            self.connection.connect()

    def close(self):
        self.connection.close()

    def send(self, *, to, text):
        """
        Send one message. Raises ``NotSent``, or ``OSError`` and ``HTTPException`` where there was no answer.

        The status alone says that it was taken. What comes after *201 Created* is read
        no further than it must be: a second try because of a garbled answer would be a second message.
        """
        self.open()
        try:
            with in_time(self.connection, SECONDS_IN_ALL):
                self.connection.request("POST", self.path, body=self._form(to, text), headers=self._headers())
                answer = self.connection.getresponse()
                if answer.status == TAKEN:
                    self._finish(answer)
                    return
                code = _code(answer.read(LONGEST_ANSWER))
        except BaseException:
            self.close()
            raise
        self.close()
        raise NotSent(status=answer.status, code=code, is_final=code in FINAL)

    def _finish(self, answer):
        """Read the end of a good answer, so that the connection can be used again, or let the connection go."""
        try:
            answer.read(LONGEST_ANSWER)
        except (OSError, http.client.HTTPException):
            self.close()
        if not answer.isclosed():
            self.close()

    def _form(self, to, text):
        return urlencode({"To": to, "From": settings.TWILIO_FROM, "Body": text})

    def _headers(self):
        key = f"{settings.TWILIO_ACCOUNT_SID}:{settings.TWILIO_AUTH_TOKEN}".encode()
        return {
            "Authorization": f"Basic {base64.b64encode(key).decode()}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }


def _code(body):
    """Return the number the service gives for what is wrong, or ``None``: the answer may be anything."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    code = answer.get("code") if isinstance(answer, dict) else None
    return code if type(code) is int else None
