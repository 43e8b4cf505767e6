"""Whose clinical record has been kept as long as the law asks: a list for whoever decides about erasing, no duty."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.calendar_months import months_after
from accounts.models import Document, EmergencyOpening, HistoryEntry, Measurement, Patient, RetentionSettings
from appointments.models import Appointment

MOST_SHOWN = 50
CONTACTS = (
    (Appointment, "ends_at"),
    (HistoryEntry, "recorded_at"),
    (Document, "recorded_at"),
    (Measurement, "recorded_at"),
    (EmergencyOpening, "opened_at"),
)
"""What counts as contact, as in ``accounts.services.erasing.record_kept_until``."""


@dataclass(frozen=True)
class RecordsDue:
    count: int
    shown: list[Patient]


def records_due(*, now: dt.datetime) -> RecordsDue:
    """Return how many records are past their term at ``now``, and those longest here. Two queries."""
    rows = past_their_term(now=now)
    return RecordsDue(rows.count(), list(rows.only("pk", "record_number").order_by("created_at", "pk")[:MOST_SHOWN]))


def past_their_term(*, now: dt.datetime) -> QuerySet[Patient]:
    """
    Return the patients with a record, no contact within the years it is kept, and no child's term running.

    Somebody who was last seen between eighteen and the age of a child's term is
    listed once they are past it: later than need be, never too early. Who never
    came has no record, and an account that ends with its owner.
    """
    terms = RetentionSettings.load()
    since = months_after(now, -12 * terms.clinical_years)
    ever, lately = Q(), Q()
    for model, at in CONTACTS:
        theirs = model._base_manager.filter(patient=OuterRef("pk"))
        ever |= Q(Exists(theirs))
        lately |= Q(Exists(theirs.filter(**{f"{at}__gte": since})))
    grown = Q(date_of_birth__year__lt=now.year - terms.clinical_child_age)
    return Patient.objects.standing().filter(grown & ever).exclude(lately)
