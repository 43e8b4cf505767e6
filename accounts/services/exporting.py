"""Write down that a list left the house as a file."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AuditEntry, ListExport, User
from accounts.services.auditing import audit

MAY_EXPORT_NAMES = "accounts.export_names"


@transaction.atomic
def write_down_export(
    *,
    actor: User,
    list_label: str,
    query: str,
    rows: int,
    file_format: str,
    with_names: bool,
    reason: str,
    now: dt.datetime,
) -> ListExport:
    """
    Return the row that tells of it; the audit trail gets its line, too. Before the first byte leaves.

    Raises PermissionDenied where names are asked for without the right.
    """
    if with_names and not actor.has_perm(MAY_EXPORT_NAMES):
        raise PermissionDenied(_("You cannot export names."))
    export = ListExport.objects.create(
        at=now,
        actor=actor,
        list_label=list_label,
        query=query,
        rows=rows,
        file_format=file_format,
        with_names=with_names,
        reason=reason,
    )
    label = f"export:{export.pk} {list_label}"
    audit(actor=actor, action=AuditEntry.Action.EXPORT, object_label=label, patient=None, now=now)
    return export
