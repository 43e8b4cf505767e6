"""Which rows of a patient change hands in a merge, which stay behind, and how they come back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import ngettext

from accounts.models import (
    Document,
    EmergencyOpening,
    HistoryEntry,
    Measurement,
    Patient,
    PatientAccess,
    PatientMerge,
    RecordGrant,
    SubjectRequest,
)

ASIDE = "aside:"


class NotMerged(Exception):
    """What stands against putting two records together, or taking them apart. Can be read aloud."""


def _nothing(*_patients: Any) -> Q:
    return Q(pk__in=[])


def _none_since(_merge: PatientMerge, _keys: list[Any]) -> Q:
    return Q(pk__in=[])


@dataclass(frozen=True)
class Table:
    """
    A model whose rows have a ``patient``, and what becomes of those of a record that goes.

    ``words(count)`` says how many there are. ``stays(gone, kept)`` is the condition of those of ``gone`` that stay with
    it, because ``kept`` has the same; ``aside(gone, kept)`` of those of ``kept`` that make way for the time being.
    ``since(merge, keys)`` is the condition of later rows that are about those with ``keys``, and go back with them.
    """

    model: type[Model]
    words: Callable[[int], str]
    stays: Callable[[Patient, Patient], Q] = _nothing
    aside: Callable[[Patient, Patient], Q] = _nothing
    since: Callable[[PatientMerge, list[Any]], Q] = _none_since

    @property
    def label(self) -> str:
        return self.model._meta.label_lower

    def moving(self, *, gone: Patient, kept: Patient) -> QuerySet[Any]:
        """Return the rows of ``gone`` that become those of ``kept``."""
        return self.model._base_manager.filter(patient=gone).exclude(self.stays(gone, kept))

    def staying(self, *, gone: Patient, kept: Patient) -> QuerySet[Any]:
        return self.model._base_manager.filter(patient=gone).filter(self.stays(gone, kept))

    def going_back(self, merge: PatientMerge) -> QuerySet[Any]:
        """Return the rows that become those of ``gone`` again: those that moved, and what was made of them since."""
        keys = merge.moved.get(self.label, [])
        there = self.model._base_manager.filter(patient=merge.kept_id)
        return there.filter(Q(pk__in=keys) | self.since(merge, keys))


def move(tables: list[Table], *, gone: Patient, kept: Patient) -> dict[str, list[Any]]:
    """Let the rows change hands, and return their keys: ``{"app.model": [keys]}``."""
    moved = {}
    for table in tables:
        there = table.model._base_manager
        aside = there.filter(patient=kept).filter(table.aside(gone, kept))
        # Both are asked for before either moves: what makes way must not come straight back.
        steps = [
            (ASIDE + table.label, list(aside.order_by("pk").values_list("pk", flat=True)), gone),
            (table.label, list(table.moving(gone=gone, kept=kept).order_by("pk").values_list("pk", flat=True)), kept),
        ]
        for label, keys, to in steps:
            if keys:
                there.filter(pk__in=keys).update(patient=to)
                moved[label] = [key if isinstance(key, int) else str(key) for key in keys]
    return moved


def move_back(tables: list[Table], merge: PatientMerge) -> None:
    """Let them go back to whom they were of. What was deleted since is gone, as it would be otherwise."""
    for table in tables:
        keys = list(table.going_back(merge).values_list("pk", flat=True))
        table.model._base_manager.filter(pk__in=keys).update(patient=merge.gone_id)
        aside = merge.moved.get(ASIDE + table.label, [])
        table.model._base_manager.filter(pk__in=aside, patient=merge.gone_id).update(patient=merge.kept_id)


# --- What the records of accounts have ------------------------------------------------------


def _said_already(gone: Patient, kept: Patient) -> Q:
    """*None known* stays behind where the other record says something of that kind, or the same."""
    kinds = HistoryEntry.objects.standing().filter(patient=kept).order_by().values("kind")
    return Q(status=HistoryEntry.Status.NONE, superseded_by__isnull=True, kind__in=kinds)


def _not_none_after_all(gone: Patient, kept: Patient) -> Q:
    """*None known* makes way where the record that comes says something of that kind: nobody misses an allergy."""
    something = HistoryEntry.objects.standing().filter(patient=gone).exclude(status=HistoryEntry.Status.NONE)
    kinds = list(something.order_by().values_list("kind", flat=True).distinct())
    return Q(status=HistoryEntry.Status.NONE, superseded_by__isnull=True, kind__in=kinds)


def _corrections(model: Any) -> Callable[[PatientMerge, list[Any]], Q]:
    def since(merge: PatientMerge, keys: list[Any]) -> Q:
        """Return the rows that take the place of those with ``keys``, directly or not."""
        found: set[Any] = set()
        newest = set(keys)
        while newest:
            later = model._base_manager.filter(supersedes__in=newest, patient=merge.kept_id)
            newest = set(later.values_list("pk", flat=True)) - found
            found |= newest
        return Q(pk__in=found)

    return since


def _same_file(gone: Patient, kept: Patient) -> Q:
    there = Document.objects.standing().filter(patient=kept).order_by()
    return Q(withdrawn_at__isnull=True, sha256__in=there.values("sha256"))


def _same_leave(gone: Patient, kept: Patient) -> Q:
    there = RecordGrant.objects.filter(patient=kept, doctor=OuterRef("doctor"), because=OuterRef("because"))
    return Q(Exists(there.order_by()))


def _acts_already(gone: Patient, kept: Patient) -> Q:
    """Nobody has access twice, nor to themselves; a second one never widens the first."""
    theirs = PatientAccess.objects.filter(patient=kept).order_by().values("user")
    return Q(user__in=theirs) | Q(user__in=[pk for pk in (kept.user_id, gone.user_id) if pk])


def _asked_already(gone: Patient, kept: Patient) -> Q:
    """One open request of a kind: the other one stays on the list, and is answered with it."""
    there = SubjectRequest.objects.standing().filter(patient=kept).order_by()
    return Q(state__in=SubjectRequest.STANDING, kind__in=list(there.values_list("kind", flat=True)))


def _becomes_theirs(gone: Patient, kept: Patient) -> Q:
    return Q(user=gone.user_id) if gone.user_id and not kept.user_id else Q(pk__in=[])


TABLES = [
    Table(
        HistoryEntry,
        lambda n: ngettext("%(count)s entry of the health history", "%(count)s entries of the health history", n),
        stays=_said_already,
        aside=_not_none_after_all,
        since=_corrections(HistoryEntry),
    ),
    Table(Document, lambda n: ngettext("%(count)s document", "%(count)s documents", n), stays=_same_file),
    Table(
        Measurement,
        lambda n: ngettext("%(count)s measurement", "%(count)s measurements", n),
        since=_corrections(Measurement),
    ),
    Table(
        RecordGrant,
        lambda n: ngettext("%(count)s leave of a doctor to read", "%(count)s leaves of doctors to read", n),
        stays=_same_leave,
    ),
    Table(
        EmergencyOpening,
        lambda n: ngettext("%(count)s opening in an emergency", "%(count)s openings in emergencies", n),
    ),
    Table(
        PatientAccess,
        lambda n: ngettext("%(count)s person who acts for them", "%(count)s people who act for them", n),
        stays=_acts_already,
        aside=_becomes_theirs,
    ),
    Table(
        SubjectRequest,
        lambda n: ngettext("%(count)s privacy request", "%(count)s privacy requests", n),
        stays=_asked_already,
    ),
]

NOT_MOVED = {
    "accounts.auditentry.patient": "The trail is never changed; it is shown with the record that was kept.",
    "accounts.auditentry.on_behalf_of": "The same.",
    "accounts.patient.merged_into": "Led on by the service itself.",
    "accounts.tombstone.patient": "Whoever was erased is put together with nobody.",
    "accounts.patientmerge.kept": "The log of merges.",
    "accounts.patientmerge.gone": "The log of merges.",
}
"""Keys of patients that do not change hands, each with the reason; a test knows every other."""
