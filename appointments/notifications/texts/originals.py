"""The originals as somebody edits them: with names in braces where a message has its facts."""

from types import SimpleNamespace

from django.utils import translation

from appointments.lifecycle import Status
from appointments.models import AppointmentEvent
from appointments.notifications.facts import Facts, absolute
from appointments.notifications.texts.situations import (
    ANOTHER_DOCTOR,
    ASKED_ANEW,
    DOCTOR_ASKED_ANEW,
    DOCTOR_CANCELLED_BY_CLINIC,
    DOCTOR_MOVED_BY_CLINIC,
    ON_TIME_AGAIN,
    WITH_WHAT_TO_BRING,
)
from appointments.notifications.wording import WORDS

THE_CLINIC_DID_IT = {DOCTOR_MOVED_BY_CLINIC, DOCTOR_CANCELLED_BY_CLINIC}
LINK = "{link}"


class InBraces(Facts):
    """Facts that answer every question with the name of its placeholder."""

    private = False
    doctor, doctor_in_full = "{doctor}", "{doctor_in_full}"
    place, place_in_short = "{place}", "{address}"
    offered, answer_until = "{offered}", "{answer_until}"
    late, expected, booked_clock = "{late}", "{expected}", "{booked}"
    day, clock, old_moment, reason = "{day}", "{clock}", "{old_time}", "{reason}"
    doctor_and_place = "{doctor_in_full}, {place}."
    patient_and_time = "{patient}, {time}, {visit}"
    appointment_path = answer_path = offer_path = link_path = LINK
    doctors_view_path = staff_view_path = book_again_path = LINK
    also = ()
    is_today, is_tomorrow = False, True
    changes_doctor = False
    instructions = ""

    def __init__(self, situation):
        self.kind = situation.kind
        self.alternatives = []
        self.appointment = SimpleNamespace(
            status=Status.REQUESTED if situation.code == ASKED_ANEW else Status.CONFIRMED
        )
        self.event = AppointmentEvent(by_staff=situation.code in THE_CLINIC_DID_IT)
        self.changes_doctor = situation.code == ANOTHER_DOCTOR
        if situation.code == ON_TIME_AGAIN:
            self.late = ""
        if situation.code == DOCTOR_ASKED_ANEW:
            self.event.old_starts_at = "{old_time}"
        if situation.code == WITH_WHAT_TO_BRING:
            self.instructions = "{bring}"

    def moment(self, instant=None, *, clinic=None):
        return "{time}"

    def bare(self, instant=None):
        return "{time}"

    def answer_by(self, *, today=False):
        return "{answer_by}"


def original(situation, part, language):
    """Return the original text of one part of a message, to be edited; ``""`` where there is none."""
    with translation.override(language):
        words = WORDS[situation.kind](InBraces(situation))
    return getattr(words, part).replace(absolute(LINK), LINK)
