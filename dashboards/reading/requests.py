"""Requests that wait for the doctor, with what speaks against a quick yes."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from appointments.forms.guard import Answer
from appointments.lifecycle import Status
from appointments.models import Appointment
from appointments.policies import may_approve, may_reject
from appointments.proposals.policies import may_offer
from appointments.reading.clashes import clashes
from scheduling.clinic_time import local, local_date
from scheduling.time_words import day_and_time, short_clock, short_day

ADULT = 18
SOON = dt.timedelta(hours=4)


@dataclass(frozen=True)
class Flag:
    """A tag on a request. ``stops`` keeps it out of "select all without problems"."""

    label: str
    tone: str
    stops: bool = True


@dataclass
class WaitingRequest:
    """A row of the requests page."""

    appointment: Appointment
    age: int
    flags: list
    answer_by: Flag
    may_approve: bool
    may_reject: bool
    may_offer: bool

    @property
    def is_clean(self):
        return self.may_approve and not any(flag.stops for flag in self.flags)

    @property
    def answer(self):
        return str(Answer.about(self.appointment))


def waiting_requests(*, doctor, actor, now, first=None):
    """Return the doctor's requests, the one to answer soonest first; ``first`` limits how many. One query."""
    rows = with_flags(
        Appointment.objects.filter(doctor=doctor, status=Status.REQUESTED)
        .for_listing()
        .order_by("decide_by", "starts_at", "pk")
    )
    return [waiting_request(appointment, actor=actor, now=now) for appointment in rows[:first]]


def with_flags(appointments):
    """Annotate ``is_known`` (seen by this doctor before) and ``clashes`` (somebody else has the doctor then)."""
    seen_before = Appointment.objects.filter(
        doctor=OuterRef("doctor"), patient=OuterRef("patient"), status=Status.COMPLETED
    )
    return appointments.annotate(is_known=Exists(seen_before), clashes=clashes())


def waiting_request(appointment, *, actor, now):
    age = appointment.patient.age(on=local_date(appointment.starts_at, appointment.time_zone))
    return WaitingRequest(
        appointment=appointment,
        age=age,
        flags=flags_of(appointment, age=age, now=now),
        answer_by=answer_by(appointment, now=now),
        may_approve=may_approve(appointment, actor=actor, now=now) is None,
        may_reject=may_reject(appointment, actor=actor, now=now) is None,
        may_offer=may_offer(appointment, actor=actor, now=now) is None,
    )


def flags_of(appointment, *, age, now):
    """Return what to look at before saying yes."""
    flags = []
    if appointment.starts_at <= now:
        flags.append(Flag(_("The time has passed"), "bad"))
    if appointment.clashes:
        flags.append(Flag(_("Clash"), "bad"))
    if appointment.attention == Appointment.Attention.OUTSIDE_HOURS:
        flags.append(Flag(_("Outside hours"), "wait"))
    if appointment.attention == Appointment.Attention.DOCTOR_AWAY:
        flags.append(Flag(_("You are away"), "bad"))
    if appointment.is_offered:
        flags.append(Flag(_("Other time offered"), "proposed"))
    if age < ADULT:
        flags.append(Flag(_("Under 18"), "info"))
    return flags


def answer_by(appointment, *, now):
    """Return the tag with the deadline: late, soon or merely said; while other times are offered, the patient's."""
    zone, deadline = appointment.time_zone, appointment.decide_by
    if appointment.is_offered:
        return Flag(
            _("Patient answers by %(when)s") % {"when": day_and_time(appointment.offered_until, zone)},
            "neutral",
            stops=False,
        )
    if deadline <= now:
        return Flag(_("Late: answer by %(when)s") % {"when": day_and_time(deadline, zone)}, "bad", stops=False)
    if local(deadline, zone).date() == local(now, zone).date():
        words = _("Answer by %(time)s today") % {"time": short_clock(deadline, zone)}
    else:
        words = _("Answer by %(time)s, %(day)s") % {
            "time": short_clock(deadline, zone),
            "day": short_day(deadline, zone),
        }
    return Flag(words, "wait" if deadline - now < SOON else "neutral", stops=False)
