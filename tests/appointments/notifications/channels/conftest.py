"""A channel that nothing but these tests knows of."""

import pytest

from appointments.notifications.channels import registry
from appointments.notifications.channels.channel import Channel


class Pigeons:
    """A transport: keeps what it took; raises what it is told to."""

    def __init__(self):
        self.taken, self.opened, self.unreachable, self.raising = [], 0, None, None

    def open(self):
        self.opened += 1
        if self.unreachable:
            raise self.unreachable

    def close(self):
        pass


class Lost(Exception):
    """A pigeon that does not come back."""


class ByPigeon(Channel):
    code = "pigeon"
    label = "By pigeon"

    def __init__(self):
        self.loft = Pigeons()

    def reaches(self, recipient):
        return recipient.user_id is not None

    def content(self, kind, words, facts):
        return {"address": f"loft of {facts.recipient.name}", "text": words.fact}

    def address_now(self, message):
        return f"new loft of {message.user.full_name}"

    def connect(self):
        return self.loft

    def hand_over(self, message, backend):
        if backend.raising:
            raise backend.raising
        backend.taken.append((message.address, message.text))

    def in_words(self, error):
        return "The pigeon did not come back."

    def is_final(self, error):
        return isinstance(error, Lost)


@pytest.fixture
def pigeon(monkeypatch):
    channel = ByPigeon()
    monkeypatch.setitem(registry.CHANNELS, channel.code, channel)
    return channel
