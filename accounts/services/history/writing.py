"""The entries of a history as they stand, and writing one. The verbs beside this file call it."""

from typing import Any

from accounts.models import HistoryEntry, Patient
from accounts.services.record_rows import RecordChanged, write_row

Kind, Status, Source = HistoryEntry.Kind, HistoryEntry.Status, HistoryEntry.Source


def standing_entry(entry: HistoryEntry, *, patient: Patient) -> HistoryEntry:
    """Return the entry as it is now; raises ``RecordChanged`` if a newer one has taken its place."""
    found = HistoryEntry.objects.standing().filter(pk=entry.pk, patient=patient)
    row = found.select_related("recorded_by__doctor").first()
    if row is None:
        raise RecordChanged
    return row


def none_entry(patient: Patient, kind: str) -> HistoryEntry | None:
    """Return the standing answer that there is nothing of this kind."""
    return HistoryEntry.objects.standing().filter(patient=patient, kind=kind, status=Status.NONE).first()


def write_entry(**told: Any) -> HistoryEntry:
    """Add an entry and its line in the trail; takes and raises what ``write_row`` does."""
    return write_row(HistoryEntry, label="history", **told)
