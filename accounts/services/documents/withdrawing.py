"""Take a document out of a record it should never have come into. Nothing brings it back: it can be filed again."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry, Document, User
from accounts.models.record import Source
from accounts.policies import why_not_yours_to_change
from accounts.services.auditing import audit
from accounts.services.documents.adding import document_label
from accounts.services.record_rows import lock_record


class DocumentGone(Exception):
    """Somebody took it out since the page was opened. Can be read aloud."""

    def __init__(self) -> None:
        super().__init__(_("This document was taken out already."))


@in_one_transaction()
def withdraw_document(*, document: Document, reason: str, source: str, actor: User, now: dt.datetime) -> Document:
    """
    Take it out for ``reason`` (``Document.Reason``) and return it; from now on nobody opens it.

    Row and file stay, as the trail does. Raises ``DocumentGone``, or
    PermissionDenied with a sentence.
    """
    patient = lock_record(document.patient, actor=actor, source=source, now=now)
    standing = Document.objects.standing().filter(pk=document.pk, patient=patient)
    row = standing.select_related("recorded_by__doctor", "confirmed_by__doctor").first()
    if row is None:
        raise DocumentGone
    if refusal := why_not_yours_to_change(row, source=source):
        raise PermissionDenied(refusal)
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = now, actor, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit(
        actor=actor,
        action=AuditEntry.Action.RETRACT,
        object_label=document_label(row),
        patient=patient,
        on_patients_side=source == Source.PATIENT,
        now=now,
    )
    return row
