"""Prove the metrics of messages: every message there is, one by one, and every reminder by its own key."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from appointments.lifecycle import Verb
from appointments.models import Appointment, AppointmentEvent, Message
from appointments.notifications.channels import registry
from appointments.notifications.dedupe_keys import planned_time
from appointments.notifications.kinds import REMINDERS
from appointments.reading.outcomes import ENDED
from dashboards.analytics.rolling_up_messages import OF_STATUS, counts_of, day_of, reminders_are_known
from dashboards.models import MessageMetric, ReminderMetric
from scheduling.clinic_time import local_date

AT_A_TIME = 2000
Key = tuple[Any, ...]
REMINDER_COLUMNS = ("reminded_attended", "reminded_missed", "other_attended", "other_missed", "asked", "answered")


def message_differences() -> Iterator[str]:
    """Yield a sentence for every figure the messages do not bear out; a day of which some are gone proves nothing."""
    told, counted = as_they_are(), as_counted()
    gone = {day for day, number in written_by_day(counted).items() if number > written_by_day(told)[day]}
    for key in sorted(told.keys() | counted.keys(), key=str):
        day, clinic, channel, kind, column = key
        if day not in gone and told[key] != counted[key]:
            yield f"{day}, clinic {clinic}, {kind} by {channel}: {counted[key]} {column} counted, {told[key]} there"
    yield from reminder_differences()


def as_they_are() -> Counter[Key]:
    told: Counter[Key] = Counter()
    names = {status: name for name, status in OF_STATUS.items()}
    columns = ("created_at", "event__appointment__time_zone", "event__appointment__clinic", "channel", "kind", "status")
    rows = Message.objects.order_by().values_list(*columns)
    for created_at, zone_name, *key, status in rows.iterator(AT_A_TIME):
        day = day_of(created_at, zone_name)
        told[(day, *key, "written")] += 1
        if status in names:
            told[(day, *key, names[status])] += 1
    return told


def as_counted() -> Counter[Key]:
    counted: Counter[Key] = Counter()
    names = ("written", *OF_STATUS)
    rows = MessageMetric.objects.order_by().values_list("day", "clinic", "channel", "kind", *names)
    for row in rows.iterator(AT_A_TIME):
        for name, number in zip(names, row[4:], strict=True):
            if number:
                counted[(*row[:4], name)] = number
    return counted


def written_by_day(told: Counter[Key]) -> Counter[dt.date]:
    by_day: Counter[dt.date] = Counter()
    for (day, _clinic, _channel, _kind, column), number in told.items():
        if column == "written":
            by_day[day] += number
    return by_day


def reminder_differences() -> Iterator[str]:
    told: dict[Key, Counter[str]] = defaultdict(Counter)
    reminded, answered = reminded_times(), who_answered()
    columns = ("pk", "sequence", "starts_at", "time_zone", "clinic_id", "status")
    rows = Appointment.objects.filter(status__in=ENDED).order_by().values_list(*columns)
    for pk, sequence, starts_at, zone_name, clinic, status in rows.iterator(AT_A_TIME):
        was_reminded = (pk, sequence) in reminded
        counts = counts_of(status, was_reminded=was_reminded, has_answered=pk in answered)
        told[local_date(starts_at, zone_name), clinic].update(counts)
    counted = {
        (day, clinic): dict(zip(REMINDER_COLUMNS, numbers, strict=True))
        for day, clinic, *numbers in ReminderMetric.objects.values_list("day", "clinic", *REMINDER_COLUMNS)
    }
    known = {day: reminders_are_known(day) for day in {day for day, _clinic in told.keys() | counted.keys()}}
    for day, clinic in sorted(told.keys() | counted.keys()):
        for column in REMINDER_COLUMNS if known[day] else ():
            number, there = counted.get((day, clinic), {}).get(column, 0), told[day, clinic][column]
            if number != there:
                yield f"{day}, clinic {clinic}: {number} {column} counted, {there} there"


def reminded_times() -> set[tuple[int, int]]:
    """Return the appointments and the version of their time of which a reminder left."""
    left = Q(status=Message.Status.SENT) | Q(told_in__status=Message.Status.SENT)
    rows = Message.objects.filter(left, kind__in=REMINDERS, channel__in=registry.carried()).order_by()
    keys = rows.values_list("dedupe_key", flat=True).iterator(AT_A_TIME)
    return {time for key in keys if (time := planned_time(key))}


def who_answered() -> set[int]:
    events = AppointmentEvent.objects.filter(Q(kind=Verb.COMING) | Q(kind=Verb.CANCEL, by_link=True)).order_by()
    return set(events.values_list("appointment", flat=True))
