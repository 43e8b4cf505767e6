"""Is a message that waits to be sent still true? Asked at the last moment, of the appointment as it is now."""

from appointments.lifecycle import EXPECTED, Status
from appointments.models import Appointment, AppointmentEvent, Message
from appointments.notifications import dedupe_keys
from appointments.notifications.kinds import Kind

STILL_TO_COME = (Status.CONFIRMED, Status.REQUESTED)


def why_not_sent(message, *, is_retry):
    """
    Return why ``message`` must not leave any more, or ``""``. At most two queries.

    A reminder dies with the time it was planned for. News that has to be tried
    again is dropped once later news of the same appointment has reached the same
    person: *booked* must not arrive after *cancelled*.
    """
    if dedupe_keys.planned_time(message.dedupe_key):
        return why_reminder_is_stale(message)
    if message.kind == Kind.MISSED and message.event.appointment.status != Status.NO_SHOW:
        return "The patient came after all."
    if message.kind == Kind.OFFERED and not message.event.appointment.is_offered:
        return "The offer is over."
    if message.kind == Kind.RUNNING_LATE:
        return why_lateness_is_stale(message)
    if message.kind == Kind.OFFER_WITHDRAWN and message.event.appointment.is_offered:
        return "Other times are offered again."
    if is_retry and message.event_id and _overtaken(message):
        return "Later news of this appointment has arrived."
    return ""


def why_reminder_is_stale(message):
    """Say why a reminder is not true any more of one of the times it was planned for, or return ``""``."""
    keys = [message.dedupe_key, *(row.dedupe_key for row in message.tells_of.all())]
    planned = dict(dedupe_keys.planned_time(key) for key in keys)
    now = {pk: (status, sequence) for pk, status, sequence in _as_they_are(planned)}
    for pk, sequence in planned.items():
        status, sequence_now = now.get(pk, ("", None))
        if status not in STILL_TO_COME:
            return "The appointment is over or off."
        if sequence_now != sequence:
            return "The appointment has another time now."
    return ""


def why_lateness_is_stale(message):
    """Say why it is not true any more how late the doctor runs for an appointment, or return ``""``. No query."""
    told, appointment = dedupe_keys.told_late(message.dedupe_key), message.event.appointment
    if appointment.status not in EXPECTED:
        return "The patient does not wait for it any more."
    if appointment.sequence != told.sequence:
        return "The appointment has another time now."
    if (appointment.late_minutes or 0) != told.minutes:
        return "The doctor runs otherwise by now."
    return ""


def _as_they_are(pks):
    return Appointment.objects.filter(pk__in=list(pks)).values_list("pk", "status", "sequence")


def _overtaken(message):
    later = AppointmentEvent.objects.filter(appointment=message.event.appointment_id, pk__gt=message.event_id)
    return Message.objects.filter(
        event__in=later, channel=message.channel, address=message.address, status=Message.Status.SENT
    ).exists()
