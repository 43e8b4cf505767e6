"""Hours in which nobody is written to without need, on the clock of whoever is written to."""

import datetime as dt

from appointments.models.preference import QUIET_FROM, QUIET_UNTIL
from appointments.notifications.kinds import FOR_DOCTORS, FOR_STAFF, Kind
from scheduling.clinic_time import first_instant, local

ONE_DAY = dt.timedelta(days=1)
TIME_TO_ACT = dt.timedelta(hours=4)
"""What must be left before an appointment in the morning: as long as most can still be changed or cancelled here."""


def leaves_at(send_after, *, channel, kind, appointment, recipient, event=None, not_after=None):
    """
    Return when a message leaves: at ``send_after``, or at the end of the quiet hours that lie there.

    In the portal nothing wakes anybody. Staff choose by other means. What does not
    wait: what is about the same day, or a time so early that the end of the quiet
    hours would leave too little; the answer to what somebody has just done
    themselves; and what would be too late by then.
    """
    if not channel.is_carried or kind in FOR_DOCTORS or kind in FOR_STAFF:
        return send_after
    if event is not None and event.actor_id is not None and event.actor_id == recipient.user_id:
        return send_after
    zone = recipient.time_zone or appointment.time_zone
    later = end_of_quiet(send_after, recipient=recipient, zone=zone)
    if not_after is not None and later > not_after:
        return send_after
    return send_after if _cannot_wait(kind, appointment, event, send_after, later, zone) else later


def end_of_quiet(instant, *, recipient, zone):
    """Return ``instant``, or the end of the quiet hours of ``recipient`` it lies in, on clocks of ``zone``."""
    begins, ends = hours_of(recipient)
    if begins is None:
        return instant
    there = local(instant, zone)
    if not _is_between(there.time(), begins, ends):
        return instant
    day = there.date() if there.time() < ends else there.date() + ONE_DAY
    return max(instant, first_instant(day, ends, zone))


def hours_of(recipient):
    """Return when the quiet hours of ``recipient`` begin and end; ``(None, None)`` for whoever wants none."""
    if recipient.preference is None:
        return QUIET_FROM, QUIET_UNTIL
    return recipient.preference.quiet_from, recipient.preference.quiet_until


def _is_between(time, begins, ends):
    if begins < ends:
        return begins <= time < ends
    return time >= begins or time < ends


def _cannot_wait(kind, appointment, event, send_after, later, zone):
    """Say whether a time it is about, the new or the old one, lies too near; that somebody was missed can wait."""
    if kind == Kind.MISSED:
        return False
    if kind == Kind.RUNNING_LATE:
        return True
    times = [appointment.starts_at, event.old_starts_at if event is not None else None]
    to_come = [time for time in times if time is not None and time > send_after]
    today = local(send_after, zone).date()
    return any(local(time, zone).date() == today or time < later + TIME_TO_ACT for time in to_come)
