"""Keep ``Appointment.late_minutes`` at what was said of its session, while its patient waits."""

from appointments.lateness.reading import said_at_the_start_of
from appointments.lateness.telling import call_back_late
from appointments.lifecycle import EXPECTED
from appointments.models.appointment import Appointment
from scheduling.clinic_time import local_date


def repeat(said, appointments):
    """Set the minutes of ``said`` on ``appointments``, whose rows are locked. One statement."""
    minutes = said.minutes or None
    for appointment in appointments:
        appointment.late_minutes = minutes
    Appointment.objects.filter(pk__in=[appointment.pk for appointment in appointments]).update(late_minutes=minutes)


def follow_lateness(appointment, *, now):
    """
    Let the locked ``appointment`` be as late as its session after something happened to it.

    Booked or moved into one that runs late it takes that over; moved away, started, missed or called off it is
    not waited for any more, and nobody hears of it. One query for what is expected today; two statements where
    something changes.
    """
    minutes = _minutes_now(appointment, now=now)
    if minutes != appointment.late_minutes:
        call_back_late([appointment], now=now)
        appointment.late_minutes = minutes
        appointment.save(update_fields=["late_minutes"])


def _minutes_now(appointment, *, now):
    zone = appointment.time_zone
    if appointment.status not in EXPECTED or local_date(appointment.starts_at, zone) != local_date(now, zone):
        return None
    said = said_at_the_start_of(appointment)
    return said.minutes or None if said else None
