"""Appointments that ended, with the events that say so, at any moment of the past."""

import datetime as dt

from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentEvent

ENDS = {
    "attended": (Status.COMPLETED, Verb.COMPLETE, dt.timedelta(0)),
    "missed": (Status.NO_SHOW, Verb.NO_SHOW, dt.timedelta(0)),
    "cancelled_late": (Status.CANCELLED, Verb.CANCEL, -dt.timedelta(hours=2)),
    "cancelled_in_time": (Status.CANCELLED, Verb.CANCEL, -dt.timedelta(days=3)),
}

NINE_DAYS = dt.timedelta(days=9)
HOUR = dt.timedelta(hours=1)


def ended(outcome, starts_at, *, patient, doctor, clinic, visit_type, minutes=20, lead=NINE_DAYS):
    """Return an appointment that was booked ``lead`` before and came to ``outcome``; late is within the last day."""
    status, verb, when = ENDS[outcome]
    appointment = Appointment.objects.create(
        patient=patient,
        doctor=doctor,
        clinic=clinic,
        visit_type=visit_type,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=minutes),
        time_zone=clinic.time_zone,
        mode="in_person",
        minutes=minutes,
        currency="GBP",
        visit_type_name=visit_type.name,
        changeable_until=starts_at - dt.timedelta(hours=4),
        late_after=starts_at - dt.timedelta(days=1),
        status=status,
        created_at=starts_at - lead,
    )
    AppointmentEvent.objects.create(
        appointment=appointment, kind=Verb.BOOK, at=starts_at - lead, to_status=Status.CONFIRMED
    )
    AppointmentEvent.objects.create(
        appointment=appointment, kind=verb, at=starts_at + when, from_status=Status.CONFIRMED, to_status=status
    )
    return appointment


def asked(asked_at, starts_at, *steps, patient, doctor, clinic, visit_type):
    """Return an appointment that was asked for; each step is ``(verb, when, status after, whether by the clinic)``."""
    status = steps[-1][2] if steps else Status.REQUESTED
    appointment = ended(
        "attended", starts_at, patient=patient, doctor=doctor, clinic=clinic, visit_type=visit_type,
        lead=starts_at - asked_at,
    )  # fmt: skip
    appointment.events.all().delete()
    appointment.status, appointment.decide_by = status, starts_at
    appointment.save()
    AppointmentEvent.objects.create(appointment=appointment, kind=Verb.REQUEST, at=asked_at, to_status=Status.REQUESTED)
    for verb, at, after, by_staff in steps:
        moved = {"old_starts_at": starts_at - HOUR, "old_clinic": clinic, "new_starts_at": starts_at}
        AppointmentEvent.objects.create(
            appointment=appointment, kind=verb, at=at, from_status="", to_status=after, by_staff=by_staff,
            **(moved if verb == Verb.RESCHEDULE else {}),
        )  # fmt: skip
    return appointment
