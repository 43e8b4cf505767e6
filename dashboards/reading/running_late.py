"""The page on which a doctor says that they run late: who is told, and in which words."""

import copy
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appointments.lateness.reading import RestOfSession
from appointments.lifecycle import Status
from appointments.models import Appointment
from appointments.notifications.facts import Facts
from appointments.notifications.kinds import Kind
from appointments.notifications.recipients import Recipient
from appointments.notifications.texts.in_use import words_of
from scheduling.time_words import clock, short_clock

EXAMPLE_MINUTES = 20


@dataclass(frozen=True)
class Example:
    """The words somebody gets: what stands in the portal and in mail, and the text message."""

    appointment: Appointment
    fact: str
    sms: str


@dataclass(frozen=True)
class SessionToTell:
    """A session in words, the patients who wait in it, and what the first of them would read."""

    rest: RestOfSession
    title: str
    example: Example

    @property
    def rows(self):
        """``(time, appointment, whether they have arrived)``."""
        zone = self.rest.clinic
        return [(clock(row.starts_at, zone), row, row.status == Status.CHECKED_IN) for row in self.rest.waiting]


def sessions_to_tell(rests, *, minutes, now):
    """Return ``rests`` for the page, with the example for ``minutes``. No query but that of changed texts."""
    return [SessionToTell(rest, title_of(rest), example_of(rest, minutes=minutes, now=now)) for rest in rests]


def title_of(rest):
    """Return ``Fernhill Clinic, until 1pm``."""
    words = {"clinic": rest.clinic.name, "end": short_clock(rest.session.ends_at, rest.clinic)}
    return _("%(clinic)s, until %(end)s") % words


def example_of(rest, *, minutes, now):
    """Return what the first who waits would read of ``minutes``; whoever keeps messages private reads no name."""
    appointment = copy.copy(rest.waiting[0])
    appointment.late_minutes = minutes or None
    reader = Recipient(key="", name="", address="", language=get_language(), time_zone=appointment.time_zone)
    words = words_of(
        Kind.RUNNING_LATE, Facts(kind=Kind.RUNNING_LATE, appointment=appointment, recipient=reader, sent_at=now)
    )
    return Example(appointment, words.fact, words.sms)
