"""
Count the messages of a day, and the visits that were reminded of, into metrics that outlive the messages.

Messages are only ever added until their retention ends: a day that has fewer than were counted is a day of which
some were deleted, and keeps what was counted. Reminders go before the visit: a day of visits is counted while the
messages reach back far enough before it, and keeps its figures afterwards.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import CharField, Count, Exists, F, Max, Min, OuterRef, Q, Sum, Value
from django.db.models.functions import Cast, Concat

from accounts.contention import in_one_transaction
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentEvent, Message
from appointments.notifications import dedupe_keys
from appointments.notifications.channels import registry
from appointments.notifications.kinds import REMINDERS
from appointments.reading.messages_written import NOBODYS_ZONE, by_zone
from appointments.reading.outcomes import ENDED
from dashboards.models import MessageMetric, ReminderMetric
from scheduling.clinic_time import ONE_DAY, around, day_bounds, local_date

LOOK_BACK = 1000
STILL_MOVING = ONE_DAY * 2
"""Days counted again each time: one in the portal can still be called back, one written may be committed late."""

REACH = ONE_DAY * 8
"""The first reminder goes a week before, as a rule."""

COLUMNS = ("written", "sent", "failed", "waiting")
OF_STATUS = {"sent": Message.Status.SENT, "failed": Message.Status.FAILED, "waiting": Message.Status.QUEUED}

Key = tuple[int | None, str, str]
"""Clinic, channel, kind."""


def roll_up_changed_messages() -> Iterator[dt.date]:
    """Count every day again of which messages came, moved on or now belong elsewhere, and yield each."""
    newest = MessageMetric.objects.aggregate(newest=Max("day"))["newest"]
    return roll_up_messages(all_message_days() if newest is None else changed_message_days(newest=newest))


def roll_up_messages(days: Iterable[dt.date]) -> Iterator[dt.date]:
    for day in days:
        count_messages(day=day)
        yield day


def all_message_days() -> list[dt.date]:
    """Return every date on which a message was written, or is counted."""
    written = Message.objects.aggregate(first=Min("created_at"), last=Max("created_at"))
    counted = MessageMetric.objects.aggregate(first=Min("day"), last=Max("day"))
    found = [when.astimezone(dt.UTC).date() for when in written.values() if when]
    found += [day for day in counted.values() if day]
    if not found:
        return []
    first, last = min(found) - ONE_DAY, max(found) + ONE_DAY
    return [first + ONE_DAY * number for number in range((last - first).days + 1)]


def changed_message_days(*, newest: dt.date) -> list[dt.date]:
    """Return the days from just before ``newest`` on, and the earlier ones with a message that may have moved on."""
    days = {day for day in all_message_days() if day >= newest - STILL_MOVING}
    days |= set(MessageMetric.objects.filter(waiting__gt=0).order_by().values_list("day", flat=True).distinct())
    return sorted(days | sent_again() | now_elsewhere())


def sent_again() -> set[dt.date]:
    """Return the days that have another number of messages not delivered than was counted."""
    since = oldest_message_day()
    if since is None:
        return set()
    rows = Message.objects.filter(status=Message.Status.FAILED).order_by()
    told = Counter(day_of(*row) for row in rows.values_list("created_at", "event__appointment__time_zone"))
    counted = MessageMetric.objects.filter(day__gte=since, failed__gt=0).order_by().values_list("day")
    stored = dict(counted.annotate(number=Sum("failed")))
    return {day for day in told.keys() | stored.keys() if told[day] != stored.get(day, 0)}


def now_elsewhere() -> set[dt.date]:
    """Return the days of the messages about appointments that moved to another clinic of late."""
    last = AppointmentEvent.objects.aggregate(last=Max("pk"))["last"] or 0
    moved = AppointmentEvent.objects.filter(pk__gt=last - LOOK_BACK, old_clinic__isnull=False)
    moved = moved.exclude(old_clinic=F("appointment__clinic")).order_by().values("appointment")
    rows = Message.objects.filter(event__appointment__in=moved).order_by()
    return {day_of(*row) for row in rows.values_list("created_at", "event__appointment__time_zone")}


def day_of(created_at: dt.datetime, zone_name: str | None) -> dt.date:
    return local_date(created_at, zone_name or NOBODYS_ZONE)


def oldest_message_day() -> dt.date | None:
    oldest = Message.objects.aggregate(oldest=Min("created_at"))["oldest"]
    return oldest.astimezone(dt.UTC).date() if oldest else None


@in_one_transaction()
def count_messages(*, day: dt.date) -> None:
    """Write the metrics of the messages of ``day`` anew, unless some of these are gone."""
    told = written_on(day)
    counted = MessageMetric.objects.filter(day=day)
    if sum(row["written"] for row in told.values()) < (counted.aggregate(number=Sum("written"))["number"] or 0):
        return
    counted.delete()
    MessageMetric.objects.bulk_create(
        MessageMetric(day=day, clinic_id=clinic, channel=channel, kind=kind, **counts)
        for (clinic, channel, kind), counts in told.items()
    )


def written_on(day: dt.date) -> dict[Key, Counter[str]]:
    first, end = around(day)
    near = Message.objects.filter(created_at__gte=first, created_at__lt=end).order_by()
    zones = set(near.values_list("event__appointment__time_zone", flat=True).distinct())
    told: dict[Key, Counter[str]] = defaultdict(Counter)
    of_status = {name: Count("pk", filter=Q(status=status)) for name, status in OF_STATUS.items()}
    for zone_name in zones:
        there = near.filter(by_zone(zone_name, day, day))
        rows = there.values_list("event__appointment__clinic", "channel", "kind")
        for clinic, channel, kind, *numbers in rows.annotate(written=Count("pk"), **of_status):
            told[clinic, channel, kind].update(dict(zip(COLUMNS, numbers, strict=True)))
    return told


# --- Reminders --------------------------------------------------------------------------------------


def reminders_are_known(day: dt.date) -> bool:
    """Say whether the messages there are reach back before the first reminder of a visit on ``day``."""
    oldest = oldest_message_day()
    return oldest is not None and oldest <= day - REACH


def count_reminders(*, day: dt.date, visits: Iterable[Any]) -> None:
    """Write anew what became of the ``visits`` of ``day`` that were reminded of, and of the others."""
    if not reminders_are_known(day):
        return
    told: dict[int, Counter[str]] = defaultdict(Counter)
    for clinic, status, was_reminded, has_answered, number in visits:
        told[clinic].update(counts_of(status, was_reminded=was_reminded, has_answered=has_answered, number=number))
    ReminderMetric.objects.filter(day=day).delete()
    ReminderMetric.objects.bulk_create(
        ReminderMetric(day=day, clinic_id=clinic, **counts) for clinic, counts in told.items()
    )


def counts_of(status: str, *, was_reminded: bool, has_answered: bool, number: int = 1) -> dict[str, int]:
    told = {}
    if status != Status.CANCELLED:
        end = "attended" if status == Status.COMPLETED else "missed"
        told[f"{'reminded' if was_reminded else 'other'}_{end}"] = number
    if was_reminded:
        told |= {"asked": number, "answered": number if has_answered else 0}
    return told


def reminded_on(day: dt.date) -> Iterator[tuple]:
    """Yield what ended on ``day``: clinic, status, whether reminded, whether answered, how many."""
    first, end = around(day)
    near = Appointment.objects.filter(status__in=ENDED, starts_at__gte=first, starts_at__lt=end).order_by()
    for zone_name in set(near.values_list("time_zone", flat=True).distinct()):
        begins, ends = day_bounds(day, zone_name)
        there = near.filter(time_zone=zone_name, starts_at__gte=begins, starts_at__lt=ends)
        there = there.annotate(was_reminded=Exists(reminders_sent()), has_answered=Exists(answers()))
        rows = there.values_list("clinic_id", "status", "was_reminded", "has_answered")
        yield from rows.annotate(number=Count("pk"))


def reminders_sent():
    """Return the reminders of an outer appointment, of the time it has now, that a transport took."""
    key = Concat(Value(f"{dedupe_keys.REMINDER}:"), Cast(OuterRef("pk"), CharField()), Value(":"))
    key = Concat(key, Cast(OuterRef("sequence"), CharField()), Value(":"))
    taken = Q(status=Message.Status.SENT) | Q(told_in__status=Message.Status.SENT)
    return Message.objects.filter(
        taken, event__appointment=OuterRef("pk"), kind__in=REMINDERS, channel__in=registry.carried(),
        dedupe_key__startswith=key,
    )  # fmt: skip


def answers():
    """Return the answers to the question of a reminder: that they come, or by its link that they do not."""
    said = Q(kind=Verb.COMING) | Q(kind=Verb.CANCEL, by_link=True)
    return AppointmentEvent.objects.filter(said, appointment=OuterRef("pk"))
