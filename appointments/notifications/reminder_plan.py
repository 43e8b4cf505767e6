"""Which reminders there are for which clinic, and when each of them is due."""

import datetime as dt

from django.db.models import Q

from accounts.time_zones import known_zone
from appointments.models import ReminderRule
from appointments.models.preference import QUIET_FROM, QUIET_UNTIL
from appointments.notifications.channels import registry
from scheduling.clinic_time import ONE_DAY, first_instant, local, local_date

LAST_CALL = dt.time(20)
"""Where a reminder due in the quiet evening moves to: an hour before it, and still the same day."""

LEAST_AFTER_BOOKING = dt.timedelta(hours=2)
EARLIEST_SHIFT = dt.timedelta(hours=4)
INTO_THE_EVENING_BEFORE = dt.timedelta(hours=13)
WITHIN_ITS_DAY = dt.timedelta(hours=26)
"""A time of day may lie up to a whole day before the hour of the start, and a day may have 25 hours."""

NIGHT = dt.timedelta(hours=9)
BY_TEXT = "sms"

DEFAULT_PLAN = (
    ReminderRule(days=7, at_least_hours=6 * 24),
    ReminderRule(days=2, at_time=dt.time(10), otherwise_days=1, at_least_hours=12, channels=[BY_TEXT]),
    ReminderRule(days=1, at_least_hours=2),
)
"""The plan of an installation in which nobody wrote rules. Text messages have a reminder of their own."""


def known_channels(rule):
    """Return the channels of ``rule`` that there are; one that names none goes by all we offer but text messages."""
    if rule.channels:
        return [code for code in registry.codes() if code in rule.channels]
    return [code for code, channel in registry.CHANNELS.items() if code != BY_TEXT and channel.is_offered]


def plans():
    """Return ``[(rule, condition), …]``: each active rule, and whose appointments it is for. One query."""
    rows = list(ReminderRule.objects.order_by("-days", "-hours", "pk"))
    with_their_own = {row.clinic_id for row in rows if row.clinic_id}
    for_all = [row for row in rows if row.clinic_id is None] or DEFAULT_PLAN
    told = [(rule, ~Q(clinic__in=with_their_own)) for rule in for_all]
    told += [(rule, Q(clinic=rule.clinic_id)) for rule in rows if rule.clinic_id]
    return [(rule, condition) for rule, condition in told if rule.is_active and known_channels(rule)]


def reach(rule):
    """Return how long before the start a reminder may be due at the earliest."""
    if rule.at_time:
        return rule.before + WITHIN_ITS_DAY
    moves_back = rule.before - NIGHT < rule.at_least
    return rule.before + (INTO_THE_EVENING_BEFORE if moves_back else EARLIEST_SHIFT)


def due_at(rule, appointment, *, zone, days=None):
    """
    Return the instant a reminder leaves: in the patient's ``zone``, out of the quiet hours.

    ``days`` stands in for those of the rule. Without a time of day it is the start
    minus the distance, in absolute hours: across a change of clocks, too.
    """
    if rule.at_time:
        day = local_date(appointment.starts_at, zone) - ONE_DAY * (days or rule.days)
        return first_instant(day, rule.at_time, zone)
    exact = appointment.starts_at - (ONE_DAY * days if days else rule.before)
    there = local(exact, zone)
    if there.time() >= QUIET_FROM:
        return first_instant(there.date(), LAST_CALL, zone)
    if there.time() >= QUIET_UNTIL:
        return exact
    in_the_morning = first_instant(there.date(), QUIET_UNTIL, zone)
    if appointment.starts_at - in_the_morning > rule.at_least:
        return in_the_morning
    return first_instant(there.date() - ONE_DAY, LAST_CALL, zone)


def due_for(rule, appointment, *, settled_at, zone):
    """
    Return when the reminder of a time that was settled at ``settled_at`` is due, or ``None`` for never.

    Nobody is reminded within two hours of booking; who booked too late for the
    rule is reminded by its second distance, if it has one.
    """
    if rule.booked_days_ahead and appointment.starts_at - settled_at < ONE_DAY * rule.booked_days_ahead:
        return None
    for days in (None, rule.otherwise_days) if rule.otherwise_days else (None,):
        due = due_at(rule, appointment, zone=zone, days=days)
        if settled_at + LEAST_AFTER_BOOKING <= due:
            return due
    return None


def is_quiet(now, *, zone):
    time = local(now, zone).time()
    return time >= QUIET_FROM or time < QUIET_UNTIL


def zone_of(appointment):
    """The patient's zone where they said one, else the appointment's."""
    user = appointment.patient.user
    return known_zone(user.time_zone if user else "") or appointment.time_zone
