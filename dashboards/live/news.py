"""Read the reports of the database in the order they become visible, each exactly once."""

import datetime as dt
import time
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils import timezone

from dashboards.models import LiveEvent
from scheduling.models import TimeSlot

Kind = LiveEvent.Kind

AT_ONCE = 500
LATE_SECONDS = 60
"""How long a number that is missing may still turn up: longer than any transaction may last (config.databases)."""
MOST_MISSING = 1000
COLUMNS = ("pk", "at", "kind", "appointment_id", "patient_id", "doctor_id", "clinic_id", "minute")


@dataclass(frozen=True)
class News:
    """A ``LiveEvent``. ``is_free`` is said of times: whether one can still start then, in any lane."""

    pk: int
    at: dt.datetime
    kind: str
    appointment_id: int | None
    patient_id: int | None
    doctor_id: int
    clinic_id: int
    minute: int | None
    is_free: bool = False


class StartedOver(Exception):
    """The database is not the one that was read before: it was restored, and its numbers begin again."""


class NewsReader:
    """
    Where a process is in its reading.

    PostgreSQL gives a number when the row is written and shows the row when its transaction ends: a lower number
    may come after a higher one. Numbers that were passed over are asked for again until none can come any more.
    """

    def __init__(self):
        self.last = None
        self.missing = {}

    def begin(self, most):
        """Return at ``most`` the newest events of the past, the oldest first, and go on from there."""
        past = list(LiveEvent.objects.order_by("-pk").values_list(*COLUMNS)[:most])[::-1]
        self.last = past[0][0] - 1 if past else 0
        self._pass_over([row[0] for row in past])
        return with_what_is_free([News(*row) for row in past])

    def read(self):
        """
        Return the events nobody was told of yet; an empty list when there are none.

        Raises ``StartedOver`` when the last one read is gone: the worker always leaves the newest.
        """
        asked_for = Q(pk__gte=self.last) | Q(pk__in=list(self.missing))
        rows = list(LiveEvent.objects.filter(asked_for).order_by("pk").values_list(*COLUMNS)[: AT_ONCE + 1])
        if self.last and not any(row[0] == self.last for row in rows):
            raise StartedOver
        fresh = [row for row in rows if row[0] != self.last]
        self._pass_over([row[0] for row in fresh])
        return with_what_is_free([News(*row) for row in fresh])

    def _pass_over(self, keys):
        now = time.monotonic()
        for key in keys:
            self.missing.pop(key, None)
            if key > self.last:
                skipped = range(max(self.last + 1, key - MOST_MISSING), key)
                self.missing |= dict.fromkeys(skipped, now)
                self.last = key
        recent = {key: since for key, since in self.missing.items() if now - since < LATE_SECONDS}
        self.missing = dict(sorted(recent.items())[-MOST_MISSING:])


def with_what_is_free(news):
    """Return ``news``, its times with whether they can be had now; one query, where there are any."""
    times = [event for event in news if event.kind == Kind.TIME]
    if not times:
        return news
    free = set(
        TimeSlot.objects.free(now=timezone.now())
        .filter(doctor__in={event.doctor_id for event in times}, minute__in={event.minute for event in times})
        .values_list("doctor_id", "clinic_id", "minute")
    )
    starts = [(event.doctor_id, event.clinic_id, event.minute) for event in news]
    return [replace(event, is_free=start in free) for event, start in zip(news, starts, strict=True)]
