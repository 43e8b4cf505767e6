"""File a document in a record. ``withdrawing.py`` takes out what was filed here in error."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.documents import keeping
from accounts.documents.content import CheckedFile
from accounts.models import AuditEntry, Document, OrganisationSettings, Patient, User
from accounts.models.record import Source
from accounts.organisation import organisation
from accounts.services.auditing import audit
from accounts.services.record_rows import lock_record


class RecordFull(Exception):
    """There is no room for another document. Can be read aloud."""


def add_document(
    *, patient: Patient, kind: str, title: str, file: CheckedFile, source: str, actor: User, now: dt.datetime
) -> Document:
    """
    File it and return the document.

    The file is written first: what is in the database has its file, whatever
    fails between. A file that nothing tells of is deleted, here or by the worker.
    The same content is not filed twice: pressing the button again returns the
    first. Raises PermissionDenied with a sentence, or ``RecordFull``.
    """
    name = keeping.write(file.content)
    try:
        document = _file(
            patient=patient, kind=kind, title=title, file=file, name=name, source=source, actor=actor, now=now
        )
    except BaseException:
        keeping.delete(name)
        raise
    if document.stored_name != name:
        keeping.delete(name)
    return document


@in_one_transaction()
def _file(
    *, patient: Patient, kind: str, title: str, file: CheckedFile, name: str, source: str, actor: User, now: dt.datetime
) -> Document:
    patient = lock_record(patient, actor=actor, source=source, now=now)
    if refusal := why_closed(source=source):
        raise PermissionDenied(refusal)
    there = Document.objects.standing().filter(patient=patient, sha256=file.sha256).first()
    if there is not None:
        return there
    require_room(patient, size=len(file.content))
    document = Document.objects.create(
        patient=patient,
        kind=kind,
        title=title,
        content_type=file.content_type,
        size=len(file.content),
        sha256=file.sha256,
        original_name=file.name,
        stored_name=name,
        source=source,
        recorded_by=actor,
        recorded_at=now,
    )
    audit(
        actor=actor,
        action=AuditEntry.Action.ADD,
        object_label=document_label(document),
        patient=patient,
        on_patients_side=source == Source.PATIENT,
        now=now,
    )
    return document


def why_closed(*, source: str) -> str | None:
    """Say that patients add no documents at the moment, where somebody switched that off."""
    if source == Source.PATIENT and not OrganisationSettings.load().documents_open:
        return _("Documents cannot be added here at the moment. Call us, or bring them to your visit.")
    return None


def require_room(patient: Patient, *, size: int) -> None:
    """Raise ``RecordFull`` where ``size`` bytes more are too much. What was taken out counts: it is kept."""
    held = Document.objects.filter(patient=patient).aggregate(count=Count("pk"), size=Sum("size"))
    if held["count"] >= settings.DOCUMENTS_PER_PATIENT:
        words = _("This record holds %(count)s documents, and there is no room for more. Call us on %(phone)s.")
        raise RecordFull(words % {"count": settings.DOCUMENTS_PER_PATIENT, "phone": organisation().help_phone})
    if (held["size"] or 0) + size > settings.DOCUMENT_BYTES_PER_PATIENT:
        words = _(
            "There is no room for this file: a record holds %(size)s MB. Choose a smaller one, or call %(phone)s."
        )
        raise RecordFull(
            words % {"size": settings.DOCUMENT_BYTES_PER_PATIENT // 1_000_000, "phone": organisation().help_phone}
        )


def document_label(document: Document) -> str:
    """Return what a document is called in the trail."""
    return f"document:{document.pk}"
