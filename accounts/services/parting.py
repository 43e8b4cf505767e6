"""Take apart two records that were put together: ``merging.py`` the other way round."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.merging.comparing import as_kept_in_the_log, from_the_log
from accounts.merging.tables import NotMerged
from accounts.models import AuditEntry, Patient, PatientMerge, User
from accounts.models.merge import APART_FOR
from accounts.policies import may_merge
from accounts.services.merging import lock_two, write_details, write_down
from accounts.signals import patients_parting


@in_one_transaction()
def part_patients(*, merge: PatientMerge, actor: User, now: dt.datetime) -> PatientMerge:
    """
    Let each of the two have again what it had, and return the log of it.

    Rows that were made since stay with the record that was kept, but for those
    about rows that go back. A detail that was corrected since stays corrected.

    Raises ``NotMerged`` or PermissionDenied, each with a sentence.
    """
    kept, gone = lock_two(merge.kept, merge.gone)
    merge = PatientMerge.objects.select_for_update().get(pk=merge.pk)
    merge.kept, merge.gone = kept, gone
    if refusal := may_merge(kept, gone, actor=actor):
        raise PermissionDenied(refusal)
    if refusal := why_not_apart(merge, now=now):
        raise NotMerged(refusal)
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    if merge.sign_in_id is not None:
        kept.user = None
        kept.save(update_fields=["user"])
        gone.user = merge.sign_in
        gone.save(update_fields=["user"])
    patients_parting.send(sender=Patient, merge=merge, now=now)
    led_on = merge.moved.get(Patient._meta.label_lower, [])
    Patient.everyone.filter(pk__in=led_on, merged_into=kept).update(merged_into=gone)
    write_details(kept, {name: from_the_log(name, as_it_was) for name, as_it_was in back(merge)}, actor=actor, now=now)
    merge.undone_at, merge.undone_by = now, actor
    merge.save(update_fields=["undone_at", "undone_by"])
    write_down(merge, AuditEntry.Action.PART, actor=actor, now=now)
    return merge


def back(merge: PatientMerge) -> list[tuple[str, str]]:
    """Return ``(detail, as it was)`` for those that say still what was taken over."""
    return [
        (name, before)
        for name, (before, after) in merge.fields.items()
        if as_kept_in_the_log(merge.kept, name) == after
    ]


def why_not_apart(merge: PatientMerge, *, now: dt.datetime) -> str | None:
    """Return what stands against it, or ``None``. Needs ``kept`` and ``gone``."""
    if merge.undone_at is not None:
        return _("These two were taken apart already.")
    if merge.kept.erased_at is not None:
        return _("This person was erased since: there is nothing to take apart.")
    if now >= merge.apart_until:
        return _("This was done more than %(days)s days ago: it stays.") % {"days": APART_FOR.days}
    if merge.kept.merged_into_id is not None:
        return _("The record that was kept was itself put together with another since. Take those apart first.")
    if merge.sign_in_id is not None and merge.kept.user_id != merge.sign_in_id:
        return _("The sign-in that went along is another person's by now: it stays.")
    return None
