"""
Erase whom a record is about: it stays under a pseudonym, as do its keys. There is no way back.

What goes and what stays is read off the inventory (``accounts.privacy``). Apps
above erase their own when they hear ``patient_erasing``, and may refuse it.
"""

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q, QuerySet

from accounts.calendar_months import months_after
from accounts.documents import keeping
from accounts.models import (
    AuditEntry,
    Document,
    EmergencyOpening,
    HistoryEntry,
    Measurement,
    Patient,
    PatientAccess,
    RecordGrant,
    RetentionSettings,
    Tombstone,
    User,
)
from accounts.policies import may_erase
from accounts.privacy.inventory import TABLES
from accounts.privacy.pseudonyms import name_of
from accounts.privacy.tables import erase
from accounts.roles import Role
from accounts.services.auditing import audit, record_label
from accounts.services.ending_sessions import end_sessions
from accounts.services.subject_requests import close_for_erased
from accounts.signals import last_contact_asked, patient_erasing, sign_in_closed


class StandsAgainst(Exception):
    """Something has to be settled before this person can be erased. Can be read aloud."""


@transaction.atomic
def erase_patient(*, patient: Patient, reason: str, actor: User | None, now: dt.datetime) -> Tombstone:
    """
    Erase ``patient`` because of ``reason`` and return the tombstone; erased once, it returns the first.

    The clinical record is kept under the pseudonym as long as the law asks for it
    (art. 17(3)(b) and (c) GDPR), and emptied with the rest after that. The
    sign-in of somebody who works here stays, and belongs to no record any more.
    ``actor`` is None where a tombstone is replayed. Raises PermissionDenied or
    ``StandsAgainst`` with a sentence.
    """
    if not reason:
        raise ValueError("An erasure has a reason.")
    # The account first, then the patient: the order in which a booking locks them.
    whose = Patient.objects.filter(pk=patient.pk).values("user")
    user = User.objects.select_for_update().filter(pk__in=whose).first()
    patient = Patient.objects.select_for_update().get(pk=patient.pk)
    if patient.erased_at is not None:
        return patient.tombstone
    if actor is not None and (refusal := may_erase(patient, actor=actor)):
        raise PermissionDenied(refusal)
    kept_until = record_kept_until(patient)
    with_record = kept_until <= now.date()
    addresses = {patient.email, *_close_sign_in(patient, user, now=now)} - {""}
    rows = _empty_rows(patient, actor=actor, now=now, with_record=with_record, addresses=addresses)
    _end_access(patient, now=now)
    close_for_erased(patient=patient, actor=actor, now=now)
    emptied_at = now if with_record else None
    Patient.everyone.same_person(patient).update(erased_at=now, record_emptied_at=emptied_at)
    audit(actor=actor, action=AuditEntry.Action.ERASE, object_label=record_label(patient), patient=patient, now=now)
    return Tombstone.objects.create(
        patient=patient,
        erased_at=now,
        erased_by=actor,
        reason=reason,
        record_kept_until=None if with_record else kept_until,
        rows=rows,
    )


def kept_past_their_term(*, now: dt.datetime) -> QuerySet[Patient]:
    """Return the erased patients of whom the record was kept, and until a day that has come."""
    waiting = Patient.objects.filter(erased_at__isnull=False, record_emptied_at=None)
    return waiting.filter(tombstone__record_kept_until__lte=now.date()).order_by("pk")


@transaction.atomic
def empty_kept_record(*, patient: Patient, now: dt.datetime) -> bool:
    """
    Empty the clinical record of an erased patient whose term is over, and say whether it was done.

    Whoever erased them decided it, and the tombstone says from which day. It is left
    alone where the retention periods were made longer since then.
    """
    patient = Patient.objects.select_for_update().get(pk=patient.pk)
    if not kept_past_their_term(now=now).filter(pk=patient.pk).exists() or record_kept_until(patient) > now.date():
        return False
    _empty_rows(patient, actor=None, now=now, with_record=True, addresses=set())
    Patient.everyone.same_person(patient).update(record_emptied_at=now)
    audit(actor=None, action=AuditEntry.Action.ERASE, object_label=record_label(patient), patient=patient, now=now)
    return True


def record_kept_until(patient: Patient) -> dt.date:
    """
    Return the day from which the clinical record need not be kept: years after the last contact, or a child's age.

    A child's term ends with the year of that birthday, so that a birthday cut to its year says the same.
    """
    terms = RetentionSettings.load()
    own = [
        HistoryEntry.objects.filter(patient=patient).aggregate(at=Max("recorded_at"))["at"],
        Document.objects.filter(patient=patient).aggregate(at=Max("recorded_at"))["at"],
        Measurement.objects.filter(patient=patient).aggregate(at=Max("recorded_at"))["at"],
        EmergencyOpening.objects.filter(patient=patient).aggregate(at=Max("opened_at"))["at"],
    ]
    above = [at for _receiver, at in last_contact_asked.send(sender=Patient, patient=patient)]
    contacts = [at for at in (*own, *above) if at is not None]
    if not contacts:
        return dt.date.min  # nothing clinical was ever written: nothing has to be kept
    last = max(contacts)
    of_adults = months_after(last.date(), 12 * terms.clinical_years)
    born = patient.date_of_birth
    if patient.age(on=last.date()) >= 18:
        return of_adults
    return max(of_adults, dt.date(born.year + terms.clinical_child_age, 12, 31))


def _empty_rows(patient: Patient, **told: Any) -> dict[str, int]:
    """Write what the inventory says and return how many rows of each table; apps above may refuse."""
    above: list[tuple[Any, Any]] = patient_erasing.send(sender=Patient, patient=patient, **told)
    rows = {label: count for _receiver, counts in above for label, count in counts.items()}
    # What was put together with it stayed a row of its own, which says who it was as well.
    for record in Patient.everyone.same_person(patient).select_for_update().order_by("pk"):
        if told["with_record"]:
            _delete_files(record)
        for label, count in erase(TABLES, patient=record, with_record=told["with_record"]).items():
            rows[label] = rows.get(label, 0) + count
        _unname_in_admin_log(record)
    return rows


def _close_sign_in(patient: Patient, user: User | None, *, now: dt.datetime) -> set[str]:
    """Close the sign-in, or part it from the record where somebody works with it; return its addresses if it goes."""
    if user is None:
        return set()
    if user.role != Role.PATIENT:
        patient.user = None
        patient.save(update_fields=["user"])
        return set()
    end_sessions(user=user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    PatientAccess.objects.current(now=now).filter(user=user).update(until=now)
    sign_in_closed.send(sender=User, user=user, now=now)
    return {user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}


def _end_access(patient: Patient, *, now: dt.datetime) -> None:
    """Nobody acts for a pseudonym, and no doctor reads on: whoever must find the record asks an administrator."""
    PatientAccess.objects.current(now=now).filter(patient=patient).update(until=now)
    RecordGrant.objects.filter(patient=patient, until__gt=now, starts_at__lte=now).update(until=now)


def _unname_in_admin_log(patient: Patient) -> None:
    """The history of the administration calls each row by its words at the time; it has no key to follow."""
    named = {Patient: [patient.pk], EmergencyOpening: _keys(EmergencyOpening, patient=patient)}
    if patient.user_id is not None:
        named |= {User: [patient.user_id], EmailAddress: _keys(EmailAddress, user=patient.user_id)}
    rows = Q()
    for model, keys in named.items():
        rows |= Q(content_type=ContentType.objects.get_for_model(model), object_id__in=[str(key) for key in keys])
    LogEntry.objects.filter(rows).update(object_repr=name_of(patient))


def _keys(model: Any, **whose: Any) -> list[int]:
    return list(model.objects.filter(**whose).values_list("pk", flat=True))


def _delete_files(patient: Patient) -> None:
    """Delete the files of the documents once the erasure stands; the rows keep saying that there were some."""
    names = list(Document.objects.filter(patient=patient).values_list("stored_name", flat=True))

    def delete() -> None:
        for name in names:
            keeping.delete(name)

    transaction.on_commit(delete)
