"""The mail the worker really delivered: files of Django's file backend, read like a letter."""

import email
import email.policy
import re
import time

BETWEEN = re.compile(r"^-{79}\n", re.MULTILINE)
ARRIVES_WITHIN = 20


class Mailbox:
    """All mail of one installation."""

    def __init__(self, directory):
        self.directory = directory

    def letters(self):
        """Return every message, the oldest first."""
        files = sorted(self.directory.glob("*.log"), key=lambda file: file.stat().st_mtime)
        texts = (text for file in files for text in BETWEEN.split(file.read_text()) if text.strip())
        return [email.message_from_string(text, policy=email.policy.default) for text in texts]

    def wait_for(self, address, *, about):
        """Return the first message to ``address`` with ``about`` in its subject; fails when none comes."""
        until = time.monotonic() + ARRIVES_WITHIN
        while time.monotonic() < until:
            for letter in self.letters():
                if letter["To"] == address and about in letter["Subject"]:
                    return letter
            time.sleep(0.2)
        raise AssertionError(
            f"No mail about {about!r} to {address}: {[(one['To'], one['Subject']) for one in self.letters()]}"
        )

    def code_for(self, address):
        """Return the six digits mailed to ``address``."""
        letter = self.wait_for(address, about="code")
        return re.search(r"\b\d{6}\b", letter.get_body(("plain",)).get_content()).group()

    def empty(self):
        for file in self.directory.glob("*.log"):
            file.unlink()
