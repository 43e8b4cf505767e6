"""The channels there are, in the order in which they are offered. Adding one: its file, and its line here."""

from appointments.notifications.channels.channel import Channel
from appointments.notifications.channels.email import Email
from appointments.notifications.channels.in_app import InApp
from appointments.notifications.channels.push import Push
from appointments.notifications.channels.sms import Sms

CHANNELS: dict[str, Channel] = {channel.code: channel for channel in (Email(), Sms(), Push(), InApp())}


def channel(code):
    """Return the channel called ``code``; raises ``KeyError``."""
    return CHANNELS[code]


def codes():
    """Return the code of every channel."""
    return tuple(CHANNELS)


def carried():
    """Return the codes of those the worker carries."""
    return [code for code, channel in CHANNELS.items() if channel.is_carried]


def choices():
    """Return what ``Message.channel`` may hold, with the words for it."""
    return [(code, channel.label) for code, channel in CHANNELS.items()]


def reaches(recipient):
    """Return whether any channel of this installation reaches ``recipient``."""
    return any(channel.is_offered and channel.reaches(recipient) for channel in CHANNELS.values())
