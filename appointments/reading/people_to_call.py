"""Whom to call because no message reached them: who, on which number, what about, and what was tried."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import PatientAccess
from appointments.models import Appointment, AppointmentEvent, Message
from appointments.notifications.announcing import kinds_of
from appointments.notifications.kinds import FOR_DOCTORS, FOR_STAFF, Kind
from appointments.reading.desk_questions import to_call, undelivered

MOST_ROWS = 200
"""Nobody calls more people from one page."""

TO_TELL = {
    Kind.BOOKED: gettext_lazy("The appointment is booked."),
    Kind.REQUESTED: gettext_lazy("The request has arrived and waits for an answer."),
    Kind.APPROVED: gettext_lazy("The doctor said yes."),
    Kind.REJECTED: gettext_lazy("The doctor said no."),
    Kind.EXPIRED: gettext_lazy("Nobody answered the request in time."),
    Kind.MOVED: gettext_lazy("The appointment has another time, as they wished."),
    Kind.MOVED_BY_CLINIC: gettext_lazy("The clinic moved the appointment."),
    Kind.CANCELLED: gettext_lazy("The appointment is cancelled, as they wished."),
    Kind.CANCELLED_BY_CLINIC: gettext_lazy("The clinic cancelled the appointment."),
    Kind.MISSED: gettext_lazy("They were missed."),
    Kind.RUNNING_LATE: gettext_lazy("The doctor is running late, or on time again."),
    Kind.OFFERED: gettext_lazy("The clinic offers other times. Read them out, and write the answer down."),
    Kind.OFFER_WITHDRAWN: gettext_lazy("The other times are not offered any more. The appointment stays as it was."),
    Kind.NOTE_SHARED: gettext_lazy("The doctor shared a note about the visit."),
    Kind.REMINDER_WEEK: gettext_lazy("The appointment is coming up."),
    Kind.REMINDER_DAY: gettext_lazy("The appointment is coming up."),
}


@dataclass(frozen=True)
class Number:
    """A telephone number and whose it is."""

    name: str
    phone: object


@dataclass
class ToCall:
    """
    One row. ``since`` is when they should have heard; ``failed`` are messages that can be sent again.

    ``tries`` and ``why`` are of the last one given up; without any nobody could be written to.
    """

    appointment: Appointment
    numbers: list[Number]
    words: str
    since: dt.datetime | None
    failed: list[Message]
    is_on_its_way: bool

    @property
    def tries(self):
        return sum(message.attempts for message in self.failed)

    @property
    def why(self):
        return self.failed[-1].error if self.failed else ""


def people_to_call(appointments, *, now):
    """Return the rows of those among ``appointments``, the next visit first; five queries, however many."""
    found = list(to_call(appointments, now=now).select_related("patient", "doctor", "clinic")[:MOST_ROWS])
    pks = [appointment.pk for appointment in found]
    failed, waiting = _messages(pks, now=now)
    events = _last_news(pks)
    numbers = numbers_of_those_who_act([row.patient for row in found if not row.patient.phone], now=now)
    rows = []
    for appointment in found:
        theirs = failed[appointment.pk]
        event = theirs[-1].event if theirs else events.get(appointment.pk)
        kind = theirs[-1].kind if theirs else _kind_of(event, appointment)
        patient = appointment.patient
        own = [Number(patient.full_name, patient.phone)] if patient.phone else numbers[patient.pk]
        words = str(TO_TELL.get(kind, _("There is news of the appointment.")))
        since = event.at if event else None
        rows.append(ToCall(appointment, own, words, since, theirs, appointment.pk in waiting))
    return rows


def _messages(pks, *, now):
    """Return the messages given up by appointment, and the appointments that have one to be tried again."""
    failed = defaultdict(list)
    for message in (
        undelivered(now=now).filter(event__appointment__in=pks).select_related("event").order_by("created_at", "pk")
    ):
        failed[message.event.appointment_id].append(message)
    waiting = Message.objects.filter(
        event__appointment__in=pks, patient__isnull=False, status=Message.Status.QUEUED
    ).exclude(kind__in=[*FOR_DOCTORS, *FOR_STAFF])
    return failed, set(waiting.values_list("event__appointment", flat=True))


def _last_news(pks):
    """Return the last event of each appointment."""
    events = AppointmentEvent.objects.filter(appointment__in=pks).order_by("at", "pk")
    return {event.appointment_id: event for event in events}


def _kind_of(event, appointment):
    """Return what the patient would have been told of ``event``, or nothing."""
    kinds = kinds_of(event, appointment) if event else []
    return kinds[0][0] if kinds else ""


def numbers_of_those_who_act(patients, *, now):
    """Return the numbers of those who hear of the patients without one: of a child, the parents'."""
    numbers = defaultdict(list)
    scopes = PatientAccess.scopes_that_include(PatientAccess.Scope.MESSAGES)
    access = PatientAccess.objects.current(now=now).filter(patient__in=patients, scope__in=scopes, user__is_active=True)
    for grant in access.select_related("user").order_by("pk"):
        if grant.user.phone:
            numbers[grant.patient_id].append(Number(grant.user.full_name, grant.user.phone))
    return numbers
