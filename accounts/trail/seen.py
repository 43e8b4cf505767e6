"""What an account saw from one moment to another, and who saw a patient: the same entries from either end."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Min, QuerySet

from accounts.models import AuditEntry, Patient, User
from accounts.models.emergency import LABEL as EMERGENCY
from accounts.trail.finding import about_patients, by_accounts

MOST_LINES = 1000
"""More is no page to read: whoever asks takes a shorter time."""

WHAT = ("action", "object_label", "purpose", "outcome", "address", "role")


@dataclass(frozen=True)
class Line:
    """One thing somebody did with one person's record, for one reason and from one address, however often."""

    action: str
    object_label: str
    purpose: str
    outcome: str
    address: str
    role: str
    times: int
    first: dt.datetime
    last: dt.datetime

    @property
    def is_refused(self) -> bool:
        return self.outcome == AuditEntry.Outcome.REFUSED

    @property
    def is_emergency(self) -> bool:
        """Whether the record was opened without an appointment, by breaking the glass."""
        return self.purpose.startswith(EMERGENCY) or self.object_label.startswith(EMERGENCY)


@dataclass(frozen=True)
class Seen:
    """
    Lines by the person at the other end; ``None`` stands for nobody: what is about no patient, or done by the system.

    ``is_cut``: there are more lines than are told.
    """

    people: list[tuple[Any, list[Line]]]
    is_cut: bool

    @property
    def lines(self) -> list[Line]:
        return [line for _person, lines in self.people for line in lines]

    @property
    def times(self) -> int:
        return sum(line.times for line in self.lines)

    @property
    def refused(self) -> int:
        return sum(line.times for line in self.lines if line.is_refused)

    @property
    def in_emergency(self) -> int:
        """How many people have a line that was an emergency."""
        return sum(any(line.is_emergency for line in lines) for _person, lines in self.people)


def what_account_saw(account: User, *, since: dt.datetime, until: dt.datetime) -> Seen:
    """Return the patients ``account`` did something with, whoever it was last first. Two queries."""
    return _seen(AuditEntry.objects.filter(by_accounts([account])), "patient", Patient, since=since, until=until)


def who_saw(patient: Patient, *, since: dt.datetime, until: dt.datetime) -> Seen:
    """Return the accounts that did something with the record of ``patient``, whoever it was last first. Two queries."""
    return _seen(AuditEntry.objects.filter(about_patients([patient])), "actor", User, since=since, until=until)


def _seen(entries: QuerySet, end: str, model: type, *, since: dt.datetime, until: dt.datetime) -> Seen:
    rows = (
        entries.filter(at__gte=since, at__lt=until)
        .values(f"{end}_id", *WHAT)
        .annotate(times=Count("pk"), first=Min("at"), last=Max("at"))
        .order_by("-last", "object_label")
    )
    by_key: dict[int | None, list[Line]] = defaultdict(list)
    found = list(rows[: MOST_LINES + 1])
    for row in found[:MOST_LINES]:
        by_key[row.pop(f"{end}_id")].append(Line(**row))
    people = model._default_manager.in_bulk([key for key in by_key if key is not None])
    return Seen([(people.get(key), lines) for key, lines in by_key.items()], is_cut=len(found) > MOST_LINES)
