"""Transports for tests: the outer edge, the only place where something is faked."""

import json
import os
import smtplib
import time

from django.core.mail.backends.base import BaseEmailBackend


class Recording(BaseEmailBackend):
    """Takes everything, except for addresses that raise; keeps what it took."""

    def __init__(self, *, raising=None, unreachable=None):
        super().__init__()
        self.taken, self.tries, self.opened = [], 0, 0
        self.raising = raising or {}
        self.unreachable = unreachable

    def open(self):
        self.opened += 1
        if self.unreachable:
            raise self.unreachable

    def send_messages(self, email_messages):
        (email,) = email_messages
        self.tries += 1
        error = self.raising.get(email.to[0]) or self.raising.get("*")
        if error:
            raise error
        email.message()  # headers are checked where a real transport would
        self.taken.append(email)
        return 1


def refusing(address, code=550):
    return smtplib.SMTPRecipientsRefused({address: (code, f"no such person as {address}".encode())})


class Journal(BaseEmailBackend):
    """Appends each email to the file ``JOURNAL`` in one write; for workers in processes of their own."""

    def send_messages(self, email_messages):
        for email in email_messages:
            line = {"to": email.to[0], "id": email.extra_headers["Message-ID"], "by": os.getpid()}
            journal = os.open(os.environ["JOURNAL"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            os.write(journal, json.dumps(line).encode() + b"\n")
            os.close(journal)
            time.sleep(float(os.environ.get("SENDING_SECONDS", 0)))
        return len(email_messages)
