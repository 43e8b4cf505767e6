"""What a text can be written for: a kind of message, apart where one kind says quite different things."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from appointments.lifecycle import Status
from appointments.models.text import MessageText
from appointments.notifications.kinds import FOR_DOCTORS, FOR_STAFF, OF_NO_APPOINTMENT, Kind

Part = MessageText.Part


@dataclass(frozen=True)
class Situation:
    """``code`` is what ``MessageText.situation`` holds."""

    code: str
    kind: Kind
    label: str

    @property
    def is_for_doctors(self):
        return self.kind in FOR_DOCTORS

    @property
    def is_for_patients(self):
        return self.kind not in FOR_DOCTORS and self.kind not in FOR_STAFF

    @property
    def parts(self):
        """The parts of this message that are ever shown."""
        if self.is_for_patients or self.kind == Kind.DOCTOR_REQUESTED:
            return [Part.SUBJECT, Part.FACT, Part.SMS]
        return [Part.SUBJECT, Part.FACT]


ASKED_ANEW = "moved_asked"
ANOTHER_DOCTOR = "another_doctor"
WITH_WHAT_TO_BRING = "reminder_day_bring"
ON_TIME_AGAIN = "on_time_again"
DOCTOR_ASKED_ANEW = "doctor_asked_anew"
DOCTOR_MOVED_BY_CLINIC = "doctor_moved_by_clinic"
DOCTOR_CANCELLED_BY_CLINIC = "doctor_cancelled_by_clinic"

OF_THEIR_OWN = {
    Kind.MOVED: (ASKED_ANEW, _("Changed by the patient, the doctor has to say yes again")),
    Kind.MOVED_BY_CLINIC: (ANOTHER_DOCTOR, _("Another doctor at the same time")),
    Kind.REMINDER_DAY: (WITH_WHAT_TO_BRING, _("Reminder, the day before, with something to bring")),
    Kind.RUNNING_LATE: (ON_TIME_AGAIN, _("The doctor is on time again")),
    Kind.DOCTOR_REQUESTED: (DOCTOR_ASKED_ANEW, _("To the doctor: a request for another time")),
    Kind.DOCTOR_MOVED: (DOCTOR_MOVED_BY_CLINIC, _("To the doctor: changed by the clinic")),
    Kind.DOCTOR_CANCELLED: (DOCTOR_CANCELLED_BY_CLINIC, _("To the doctor: cancelled by the clinic")),
}


def _all():
    for kind in Kind:
        if kind in OF_NO_APPOINTMENT:
            continue
        yield Situation(kind.value, kind, kind.label)
        if kind in OF_THEIR_OWN:
            code, label = OF_THEIR_OWN[kind]
            yield Situation(code, kind, label)


SITUATIONS = {situation.code: situation for situation in _all()}


def situation_of(kind, facts):
    """Return the code of what ``facts`` tell in a message of ``kind``."""
    if kind == Kind.REMINDER_DAY:
        if not facts.is_tomorrow:
            return Kind.REMINDER_WEEK.value
        return WITH_WHAT_TO_BRING if facts.instructions else kind.value
    apart = {
        Kind.MOVED: lambda: facts.appointment.status == Status.REQUESTED,
        Kind.MOVED_BY_CLINIC: lambda: facts.changes_doctor,
        Kind.RUNNING_LATE: lambda: not facts.late,
        Kind.DOCTOR_REQUESTED: lambda: bool(facts.event.old_starts_at),
        Kind.DOCTOR_MOVED: lambda: facts.event.is_the_clinics_wish,
        Kind.DOCTOR_CANCELLED: lambda: facts.event.is_the_clinics_wish,
    }
    if kind in apart and apart[kind]():
        return OF_THEIR_OWN[kind][0]
    return Kind(kind).value
