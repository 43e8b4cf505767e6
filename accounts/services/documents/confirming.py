"""A doctor says that a document the patient filed is what it says it is. There is no way back but taking it out."""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry, Document, User
from accounts.models.record import Source
from accounts.services.auditing import audit
from accounts.services.documents.adding import document_label
from accounts.services.documents.withdrawing import DocumentGone
from accounts.services.record_rows import lock_record


@in_one_transaction()
def confirm_document(*, document: Document, source: str, actor: User, now: dt.datetime) -> Document:
    """
    Write down who confirms it and when, and return it; confirmed once, it stays with the first.

    From then on only a doctor takes it out. Raises ``DocumentGone``, or PermissionDenied with a sentence.
    """
    if source != Source.DOCTOR:
        raise PermissionDenied(_("Only a doctor can confirm this."))
    patient = lock_record(document.patient, actor=actor, source=source, now=now)
    row = Document.objects.standing().filter(pk=document.pk, patient=patient).first()
    if row is None:
        raise DocumentGone
    if row.is_confirmed:
        return row
    row.confirmed_at, row.confirmed_by = now, actor
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    audit(actor=actor, action=AuditEntry.Action.CONFIRM, object_label=document_label(row), patient=patient, now=now)
    return row
