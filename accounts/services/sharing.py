"""Let somebody act for a patient, and end it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, PatientAccess
from accounts.notices import tell_both
from accounts.policies import may_share
from accounts.services.auditing import audit


class NotShared(Exception):
    """Sharing makes no sense here."""


@transaction.atomic
def share_access(*, patient, user, relation, scope, until=None, actor, now):
    """
    Let ``user`` act for ``patient`` and return the access; given again, it is replaced.

    Both are told, unless nothing but its end is new.
    ``until`` is an instant, or None for no end. Raises PermissionDenied or
    NotShared with a sentence. The inverse is ``end_access``.
    """
    if refusal := may_share(patient, actor=actor, now=now):
        raise PermissionDenied(refusal)
    if user.pk == patient.user_id:
        raise NotShared(_("%(name)s acts for themselves already.") % {"name": patient.full_name})
    if until is not None and until <= now:
        raise NotShared(_("The end must be in the future."))
    before = PatientAccess.objects.current(now=now).filter(user=user, patient=patient).first()
    access, _created = PatientAccess.objects.update_or_create(
        user=user,
        patient=patient,
        defaults={"relation": relation, "scope": scope, "until": until},
        create_defaults={"relation": relation, "scope": scope, "until": until, "created_at": now},
    )
    _write_down(access, AuditEntry.Action.SHARE, actor=actor, now=now)
    if before is None or before.scope != access.scope:
        tell_both(access, "sharing_started")
    return access


@transaction.atomic
def end_access(*, access, actor, now):
    """End the access now and tell both. The row stays: it says who could act, and when."""
    stops_own = access.user_id == actor.pk
    if not stops_own and (refusal := may_share(access.patient, actor=actor, now=now)):
        raise PermissionDenied(refusal)
    if access.until is None or access.until > now:
        access.until = now
        access.save(update_fields=["until"])
        _write_down(access, AuditEntry.Action.END, actor=actor, now=now)
        tell_both(access, "sharing_stopped")
    return access


def _write_down(access, action, *, actor, now):
    audit(
        actor=actor,
        action=action,
        object_label=f"access:{access.pk}:{access.scope}",
        patient=access.patient,
        on_patients_side=actor.pk in {access.patient.user_id, access.user_id},
        now=now,
    )
