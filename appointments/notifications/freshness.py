"""Is a message that waits to be sent still true? Asked at the last moment, of the appointment as it is now."""

from appointments.lifecycle import Status
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
    planned = dedupe_keys.planned_time(message.dedupe_key)
    if planned:
        return _reminder_is_stale(planned)
    if message.kind == Kind.MISSED and message.event.appointment.status != Status.NO_SHOW:
        return "The patient came after all."
    if is_retry and message.event_id and _overtaken(message):
        return "Later news of this appointment has arrived."
    return ""


def _reminder_is_stale(planned):
    row = Appointment.objects.filter(pk=planned.appointment_id).values_list("status", "sequence").first()
    if row is None or row[0] not in STILL_TO_COME:
        return "The appointment is over or off."
    return "" if row[1] == planned.sequence else "The appointment has another time now."


def _overtaken(message):
    later = AppointmentEvent.objects.filter(appointment=message.event.appointment_id, pk__gt=message.event_id)
    return Message.objects.filter(
        event__in=later, channel=message.channel, address=message.address, status=Message.Status.SENT
    ).exists()
