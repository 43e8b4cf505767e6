"""Put two records of one patient together. ``parting.py`` takes them apart again."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.merging.comparing import COMPARED, as_kept_in_the_log, why_not_merged
from accounts.merging.tables import NotMerged
from accounts.models import AuditEntry, Patient, PatientMerge, User
from accounts.policies import may_merge
from accounts.services.auditing import audit
from accounts.services.changing_details import CHANGEABLE, change_details
from accounts.signals import patients_meeting, patients_merging


@in_one_transaction()
def merge_patients(
    *,
    kept: Patient,
    gone: Patient,
    take_over: Iterable[str],
    reason: str,
    actor: User,
    now: dt.datetime,
    born_on_two_days: bool = False,
) -> PatientMerge:
    """
    Let everything of ``gone`` be of ``kept``, and return the log of it.

    ``take_over`` names the details that ``gone`` has right. ``born_on_two_days``
    says that whoever asks knows that the dates of birth differ. The row of
    ``gone`` stays, and stands for nothing any more.

    Raises ``NotMerged`` or PermissionDenied, each with a sentence.
    """
    if unknown := set(take_over) - set(COMPARED):
        raise ValueError(f"Not chosen between: {', '.join(sorted(unknown))}")
    kept, gone = lock_two(kept, gone)
    if refusal := may_merge(kept, gone, actor=actor):
        raise PermissionDenied(refusal)
    if refusal := why_not_merged(kept, gone):
        raise NotMerged(refusal)
    if kept.date_of_birth != gone.date_of_birth and not born_on_two_days:
        raise NotMerged(_("Their dates of birth differ. Say that they are one person all the same."))
    merge = PatientMerge.objects.create(kept=kept, gone=gone, merged_at=now, merged_by=actor, reason=reason)
    changes = {name: getattr(gone, name) for name in take_over if getattr(gone, name) != getattr(kept, name)}
    merge.fields = {name: [as_kept_in_the_log(kept, name), as_kept_in_the_log(gone, name)] for name in sorted(changes)}
    merge.moved = _move(kept, gone, now=now)
    merge.sign_in = _hand_over_sign_in(kept, gone)
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    write_details(kept, changes, actor=actor, now=now)
    merge.save(update_fields=["fields", "moved", "sign_in"])
    write_down(merge, AuditEntry.Action.MERGE, actor=actor, now=now)
    return merge


def lock_two(one: Patient, other: Patient) -> tuple[Patient, Patient]:
    """
    Lock the sign-ins of two patients, what the apps above have of them, and them; return them as they are now.

    Fully, not as a booking does: whoever adds a row that names one of them waits.
    """
    both = [one.pk, other.pk]
    users = Patient.everyone.filter(pk__in=both, user__isnull=False).values("user")
    list(User.objects.select_for_update(no_key=True).filter(pk__in=users).order_by("pk"))
    patients_meeting.send(sender=Patient, patients=both)
    rows = Patient.everyone.select_related("user").select_for_update(of=("self",)).filter(pk__in=both)
    found = {row.pk: row for row in rows.order_by("pk")}
    return found[one.pk], found[other.pk]


def write_details(patient: Patient, changes: dict[str, Any], *, actor: User, now: dt.datetime) -> None:
    """Write the details; who is reached elsewhere by it is told, as after any correction."""
    own = {name: value for name, value in changes.items() if name not in CHANGEABLE}
    if own:
        Patient.objects.filter(pk=patient.pk).update(**own)
    if others := {name: value for name, value in changes.items() if name in CHANGEABLE}:
        change_details(patient=patient, changes=others, actor=actor, now=now)


def write_down(merge: PatientMerge, action: str, *, actor: User, now: dt.datetime) -> None:
    """Leave a line in the trail of both records."""
    for patient in (merge.kept, merge.gone):
        audit(actor=actor, action=action, object_label=f"merge:{merge.pk}", patient=patient, now=now)


def _hand_over_sign_in(kept: Patient, gone: Patient) -> User | None:
    user = gone.user
    if user is None or kept.user_id is not None:
        return None
    gone.user = None
    gone.save(update_fields=["user"])
    kept.user = user
    kept.save(update_fields=["user"])
    return user


def _move(kept: Patient, gone: Patient, *, now: dt.datetime) -> dict[str, list[Any]]:
    moved: dict[str, list[Any]] = {}
    for _receiver, keys in patients_merging.send(sender=Patient, kept=kept, gone=gone, now=now):
        moved |= cast(dict[str, list[Any]], keys)
    led_on = Patient.everyone.filter(merged_into=gone).order_by("pk")
    if earlier := list(led_on.values_list("pk", flat=True)):
        led_on.update(merged_into=kept)
        moved[Patient._meta.label_lower] = earlier
    return moved
