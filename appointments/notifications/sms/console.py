"""Text messages printed instead of sent: for the demo and for a developer's machine."""

import sys

from appointments.notifications.sms.backend import SmsBackend


class Console(SmsBackend):
    def send(self, *, to, text):
        sys.stdout.write(f"Text message to {to}\n{text}\n{'-' * 79}\n")
        sys.stdout.flush()
