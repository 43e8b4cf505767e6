"""The figures of messages the demo no longer has: as many about each visit as of those it has, and reminders."""

import datetime as dt
import random

from django.db.models import F, Min, Sum

from dashboards.analytics.rolling_up_messages import REACH, oldest_message_day
from dashboards.demo import rates
from dashboards.demo.accounts import BATCH
from dashboards.models import DailyMetric, MessageMetric, ReminderMetric
from scheduling.clinic_time import ONE_DAY

REMINDED, ANSWERED = 0.85, 0.45
REMINDED_AND_MISSED = REMINDED / (REMINDED + (1 - REMINDED) * rates.NOT_REMINDED)
"""The share reminded of those missed, where a reminder makes a third fewer be missed."""

A_FORTNIGHT = dt.timedelta(days=14)


def count_old_messages(*, seed):
    """Write the metrics of the days before the oldest message, as if it had been deleted since."""
    oldest = oldest_message_day()
    if oldest is None:
        return
    chance = random.Random(seed)  # noqa: S311
    write_messages(oldest, chance)
    write_reminders(oldest + REACH, chance)


def visits_by_day(**days):
    ended = F("attended") + F("missed") + F("cancelled_late") + F("cancelled_in_time")
    return (
        DailyMetric.objects.filter(**days).order_by("day", "clinic").values_list("day", "clinic").annotate(n=Sum(ended))
    )


def write_messages(oldest, chance):
    first = MessageMetric.objects.aggregate(first=Min("day"))["first"] + ONE_DAY
    known = {"day__gte": first, "day__lt": first + A_FORTNIGHT}
    visits: dict[int, int] = {}
    for _day, clinic, number in visits_by_day(**known):
        visits[clinic] = visits.get(clinic, 0) + number
    kinds = MessageMetric.objects.filter(clinic__isnull=False, **known).order_by("clinic", "channel", "kind")
    share = {tuple(key): sent for *key, sent in kinds.values_list("clinic", "channel", "kind").annotate(n=Sum("sent"))}
    rows = []
    for day, clinic, number in visits_by_day(day__lt=oldest):
        for (where, channel, kind), sent in share.items():
            many = int(number * sent / visits[where] + chance.random()) if where == clinic and visits.get(where) else 0
            if many:
                failed = int(channel != "in_app" and chance.random() < many / 150)
                told = {"written": many, "sent": many - failed, "failed": failed}
                rows.append(MessageMetric(day=day, clinic_id=clinic, channel=channel, kind=kind, **told))
    MessageMetric.objects.bulk_create(rows, batch_size=BATCH)


def write_reminders(until, chance):
    found = DailyMetric.objects.filter(day__lt=until).order_by("day", "clinic").values_list("day", "clinic")
    rows = []
    for day, clinic, attended, missed in found.annotate(came=Sum("attended"), not_come=Sum("missed")):
        reminded = sum(chance.random() < REMINDED for _visit in range(attended))
        reminded_missed = sum(chance.random() < REMINDED_AND_MISSED for _visit in range(missed))
        asked = reminded + reminded_missed
        if attended or missed:
            rows.append(
                ReminderMetric(
                    day=day, clinic_id=clinic, reminded_attended=reminded, reminded_missed=reminded_missed,
                    other_attended=attended - reminded, other_missed=missed - reminded_missed, asked=asked,
                    answered=sum(chance.random() < ANSWERED for _visit in range(asked)),
                )
            )  # fmt: skip
    ReminderMetric.objects.bulk_create(rows, batch_size=BATCH)
