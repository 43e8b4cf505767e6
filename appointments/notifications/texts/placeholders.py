"""The names a text may hold, what each stands for, and where it may stand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appointments.models.text import MessageText
from appointments.notifications.facts import absolute
from appointments.notifications.kinds import Kind
from appointments.notifications.texts.situations import (
    ASKED_ANEW,
    DOCTOR_ASKED_ANEW,
    DOCTOR_MOVED_BY_CLINIC,
    ON_TIME_AGAIN,
    SITUATIONS,
    WITH_WHAT_TO_BRING,
)

Part = MessageText.Part
EVERYWHERE = frozenset(Part)
NOT_ON_A_LOCKED_SCREEN = frozenset({Part.FACT})
"""Where a name or a kind of visit may stand: subjects and text messages are shown to whoever picks up the telephone."""


@dataclass(frozen=True)
class Placeholder:
    """
    ``value(facts)`` is what is filled in; ``brief(facts)`` where that is too long to send.

    ``example`` is an everyday value, ``longest`` about the longest that comes up.
    Without ``situations`` it may stand in all.
    """

    name: str
    meaning: str
    example: str
    longest: str
    value: Callable[[Any], str]
    brief: Callable[[Any], str] | None = None
    parts: frozenset = EVERYWHERE
    situations: frozenset = frozenset()

    def is_offered(self, situation, part):
        return part in self.parts and (not self.situations or situation.code in self.situations)

    def short(self, facts):
        return (self.brief or self.value)(facts)


def _is_at_work(facts):
    return facts.recipient.patient_id is None


def _patient(facts):
    """Return the whole name to who works here, the first name to the patient's side."""
    full_name = facts.appointment.patient.full_name
    return full_name if _is_at_work(facts) else full_name.split(" ")[0]


def _link(facts):
    return absolute(facts.doctors_view_path if _is_at_work(facts) else facts.link_path)


WITH_AN_OLD_TIME = frozenset(
    {Kind.MOVED.value, ASKED_ANEW, DOCTOR_ASKED_ANEW, Kind.DOCTOR_MOVED.value, DOCTOR_MOVED_BY_CLINIC}
)
TO_BE_ANSWERED = frozenset({Kind.REQUESTED.value, ASKED_ANEW, Kind.DOCTOR_REQUESTED.value, DOCTOR_ASKED_ANEW})
WITH_AN_OFFER = frozenset({Kind.OFFERED.value})
RUNNING_LATE = frozenset({Kind.RUNNING_LATE.value})
WITH_A_REASON = frozenset({Kind.REJECTED.value, Kind.CANCELLED_BY_CLINIC.value})
AT_WORK = frozenset(situation.code for situation in SITUATIONS.values() if not situation.is_for_patients)

PLACEHOLDERS = {
    placeholder.name: placeholder
    for placeholder in (
        Placeholder(
            "doctor",
            gettext_lazy("The doctor's name; “your doctor” for who keeps their messages private"),
            "Dr Osei",
            "Dr Papadopoulou-Featherstonehaugh",
            value=lambda facts: facts.doctor,
            brief=lambda facts: _("your doctor"),
        ),
        Placeholder(
            "doctor_in_full",
            gettext_lazy("The doctor's first name and name"),
            "Dr Amara Osei",
            "Dr Anastasia Papadopoulou-Featherstonehaugh",
            value=lambda facts: facts.doctor_in_full,
            brief=lambda facts: facts.doctor,
            parts=NOT_ON_A_LOCKED_SCREEN,
        ),
        Placeholder(
            "time",
            gettext_lazy("Day and time of the appointment"),
            "Wed 25 Nov, 9:20am",
            "Wed 25 Nov, 12:20pm Llanfairpwllgwyngyll time",
            value=lambda facts: facts.moment(),
            brief=lambda facts: facts.bare(),
        ),
        Placeholder("day", gettext_lazy("The day"), "Wed 25 Nov", "Wed 25 Nov", value=lambda facts: facts.day),
        Placeholder(
            "clock",
            gettext_lazy("The time of day"),
            "9:20am",
            "12:20pm Llanfairpwllgwyngyll time",
            value=lambda facts: facts.clock,
        ),
        Placeholder(
            "place",
            gettext_lazy("The clinic's name and address, or “by video”"),
            "Fernhill Clinic, 12 Mill Road",
            "The Old Surgery North, 1024 Long Lane behind the Corn Exchange",
            value=lambda facts: facts.place,
            brief=lambda facts: facts.place_in_short,
            parts=frozenset({Part.SUBJECT, Part.FACT}),
        ),
        Placeholder(
            "address",
            gettext_lazy("Street and number of the clinic, or “by video”"),
            "12 Mill Road",
            "1024 Long Lane behind the Corn Exchange",
            value=lambda facts: facts.place_in_short,
        ),
        Placeholder(
            "clinic",
            gettext_lazy("The clinic's name"),
            "Fernhill Clinic",
            "The Old Surgery North",
            value=lambda facts: facts.appointment.clinic.name,
        ),
        Placeholder(
            "patient",
            gettext_lazy("The patient: the first name to patients, the whole name to who works here"),
            "Maria",
            "Maximiliana",
            value=_patient,
            parts=NOT_ON_A_LOCKED_SCREEN,
        ),
        Placeholder(
            "visit",
            gettext_lazy("The type of visit; empty for who keeps their messages private"),
            "follow-up",
            "first visit with an examination",
            value=lambda facts: facts.visit,
            parts=NOT_ON_A_LOCKED_SCREEN,
            situations=AT_WORK,
        ),
        Placeholder(
            "old_time",
            gettext_lazy("The time before the change"),
            "Tue 24 Nov, 9:20am",
            "Tue 24 Nov, 12:20pm Llanfairpwllgwyngyll time",
            value=lambda facts: facts.old_moment,
            situations=WITH_AN_OLD_TIME,
        ),
        Placeholder(
            "answer_by",
            gettext_lazy("When the doctor answers at the latest"),
            "5pm on Tue 24 Nov",
            "5pm Llanfairpwllgwyngyll time on Tue 24 Nov",
            value=lambda facts: facts.answer_by(),
            situations=TO_BE_ANSWERED,
        ),
        Placeholder(
            "offered",
            gettext_lazy("The time that is offered, or how many there are to choose from"),
            "Thu 26 Nov, 2pm",
            "Thu 26 Nov, 12:20pm Llanfairpwllgwyngyll time, The Old Surgery North",
            value=lambda facts: facts.offered,
            brief=lambda facts: _("another time"),
            situations=WITH_AN_OFFER,
        ),
        Placeholder(
            "answer_until",
            gettext_lazy("When the patient answers at the latest"),
            "5pm on Wed 25 Nov",
            "5pm Llanfairpwllgwyngyll time on Wed 25 Nov",
            value=lambda facts: facts.answer_until,
            situations=WITH_AN_OFFER,
        ),
        Placeholder(
            "late",
            gettext_lazy("How many minutes late the doctor runs"),
            "20",
            "30",
            value=lambda facts: str(facts.late),
            situations=RUNNING_LATE,
        ),
        Placeholder(
            "expected",
            gettext_lazy("When the appointment is expected to begin"),
            "9:40am",
            "12:40pm Llanfairpwllgwyngyll time",
            value=lambda facts: facts.expected,
            situations=RUNNING_LATE,
        ),
        Placeholder(
            "booked",
            gettext_lazy("The time it was booked for"),
            "9:20am",
            "12:20pm Llanfairpwllgwyngyll time",
            value=lambda facts: facts.booked_clock,
            situations=RUNNING_LATE | {ON_TIME_AGAIN},
        ),
        Placeholder(
            "reason",
            gettext_lazy("The clinic's reason as a sentence; may be empty"),
            "Dr Osei is away.",
            "Dr Papadopoulou-Featherstonehaugh is away.",
            value=lambda facts: facts.reason,
            parts=NOT_ON_A_LOCKED_SCREEN,
            situations=WITH_A_REASON,
        ),
        Placeholder(
            "bring",
            gettext_lazy("What to bring or do"),
            "Your medicines.",
            "Your medicines and the letters of other doctors.",
            value=lambda facts: facts.instructions,
            parts=NOT_ON_A_LOCKED_SCREEN,
            situations=frozenset({WITH_WHAT_TO_BRING}),
        ),
        Placeholder(
            "link",
            gettext_lazy("The address of the appointment's page, or of the question; every text message needs it"),
            "/appointments/K7QD2M9X/",
            "/doctor/appointments/K7QD2M9X/",
            value=_link,
            parts=frozenset({Part.SMS}),
        ),
    )
}
"""By name. ``{link}`` is an address: its examples are paths, see ``example_of``."""


def offered(situation, part):
    """Return the placeholders a text may hold, in the order they are listed."""
    return [placeholder for placeholder in PLACEHOLDERS.values() if placeholder.is_offered(situation, part)]


def example_of(placeholder, *, longest=False):
    text = placeholder.longest if longest else placeholder.example
    return absolute(text) if placeholder.name == "link" else text
