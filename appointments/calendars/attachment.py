"""The calendar file that goes with an email: the appointment as it is when the mail leaves (RFC 5545, RFC 6047)."""

import logging
from email.mime.text import MIMEText

from django.utils import translation

from appointments.calendars.event import method_of, patients_event
from appointments.lifecycle import OWNS_SLOTS, Status
from appointments.models import Appointment, MessagePreference
from appointments.notifications.kinds import Kind

log = logging.getLogger(__name__)

PUTS_IT_IN = {Kind.BOOKED, Kind.APPROVED, Kind.MOVED, Kind.MOVED_BY_CLINIC}
TAKES_IT_OUT = {Kind.CANCELLED, Kind.CANCELLED_BY_CLINIC}


def attach_calendar(email, message, *, now):
    """
    Attach the file to ``email`` where the news of ``message`` is about a time that is certain, or off.

    A mail is worth more than its file: one that cannot be made is left out, and the log says so.
    """
    if message.kind not in PUTS_IT_IN | TAKES_IT_OUT or message.event_id is None:
        return
    try:
        part = _part(message, now=now)
    except Exception as error:
        log.warning("the email of message %s goes without its calendar: %s", message.pk, type(error).__name__)
    else:
        if part is not None:
            email.attach(part)


def _part(message, *, now):
    """Return the file as a part of a mail, or ``None`` where the appointment has changed since the news was written."""
    # Read anew: it may have changed since the message was claimed.
    appointment = Appointment.objects.select_related("doctor", "clinic").filter(events=message.event_id).first()
    if appointment is None or not _is_still_so(message.kind, appointment):
        return None
    with translation.override(message.language):
        file = patients_event(appointment, now=now, private=_is_private(message.user_id))
    part = MIMEText(file.decode(), "calendar", "utf-8")
    part.set_param("method", method_of(appointment))  # RFC 6047, 2.4: the same as in the file
    part.add_header("Content-Disposition", "attachment", filename=f"appointment-{appointment.reference}.ics")
    return part


def _is_still_so(kind, appointment):
    """A file that contradicts its mail is left to the later news, which is on its way."""
    if kind in TAKES_IT_OUT:
        return appointment.status not in OWNS_SLOTS
    return appointment.status in OWNS_SLOTS and appointment.status != Status.REQUESTED


def _is_private(user_id):
    return user_id is not None and MessagePreference.objects.filter(user=user_id, private=True).exists()
