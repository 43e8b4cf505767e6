"""
The documents of a record: the same steps for patients and for doctors.

Whose record it is and that it may be opened was settled by who calls.
"""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.documents import keeping
from accounts.forms.record_guard import RecordGuard
from accounts.models import Document
from accounts.policies import why_not_yours_to_change
from accounts.services.auditing import audit_read
from accounts.services.documents.adding import RecordFull, add_document, document_label
from accounts.services.documents.confirming import confirm_document
from accounts.services.documents.withdrawing import DocumentGone, withdraw_document
from dashboards.forms.document import DocumentForm, WithdrawForm
from dashboards.reading.documents import Filed, documents_of
from dashboards.views.doctor_frame import posted, status_of

PART = "documents"


def add(record):
    """Ask for the file and what it is (GET), then file it (POST)."""
    files = record.request.FILES if record.request.method == "POST" else None
    form = DocumentForm(posted(record.request), files, record_number=record.patient.record_number)
    if form.is_bound and form.is_valid():
        try:
            document = add_document(patient=record.patient, **form.said, **record.said_by)
        except RecordFull as refusal:
            form.add_error("file", str(refusal))
        except PermissionDenied as refusal:
            return record.conflict(str(refusal), part=PART)
        else:
            is_new = document.recorded_at == record.now
            messages.success(record.request, _("Added.") if is_new else _("This file was here already."))
            return redirect(record.url_of(PART))
    if form.is_bound and form.conflict:
        return record.conflict(form.conflict, part=PART)
    context = {"form": form, "back": record.url_of(PART)}
    return record.page("me/document_form.html", context, status=status_of(form.is_bound))


def take_out(record, pk):
    """Ask what is wrong with it (GET), then take it out (POST)."""
    document = get_object_or_404(theirs(record).select_related("recorded_by__doctor", "confirmed_by__doctor"), pk=pk)
    if document.withdrawn_at is not None:
        return record.conflict(str(DocumentGone()), part=PART)
    if refusal := why_not_yours_to_change(document, source=record.seat.source):
        return record.conflict(refusal, part=PART)
    form = WithdrawForm(posted(record.request), record_number=record.patient.record_number)
    if form.is_bound and form.is_valid():
        do = partial(withdraw_document, document=document, reason=form.cleaned_data["reason"])
        return done(record, do, _("Taken out."))
    if form.is_bound and form.conflict:
        return record.conflict(form.conflict, part=PART)
    context = {"form": form, "filed": Filed(document, record=record), "back": record.url_of(PART)}
    return record.page("me/document_take_out.html", context, status=status_of(form.is_bound))


def done(record, do, sentence):
    """Call the service; lead back to the list with ``sentence``, or say why it was refused."""
    try:
        do(**record.said_by)
    except (DocumentGone, PermissionDenied) as refusal:
        return record.conflict(str(refusal), part=PART)
    messages.success(record.request, sentence)
    return redirect(record.url_of(PART))


def confirm(record, pk):
    """Let a doctor say that it is what it says (POST)."""
    document = get_object_or_404(theirs(record), pk=pk)
    guard = RecordGuard(record.request.POST, record_number=record.patient.record_number)
    if not guard.is_valid():
        return record.conflict(guard.conflict, part=PART)
    return done(record, partial(confirm_document, document=document), _("Confirmed."))


def theirs(record):
    """Return what was ever filed in this record, as far as who asks may see it."""
    return Document.objects.visible_to(record.request.user, now=record.now).filter(patient=record.patient)


def give_out(record, pk, *, purpose):
    """
    Give out the content of a document, as a file to save and a page of ours in no sense.

    Each opening is in the trail. Its type is the one that was found in it when it was filed.
    """
    document = get_object_or_404(documents_of(record), pk=pk)
    content = keeping.read(document)
    if content is None:
        raise Http404
    audit_read(
        actor=record.request.user,
        patient=record.patient,
        purpose=purpose,
        object_label=document_label(document),
        on_patients_side=record.seat.space == "me",
        now=record.now,
    )
    return HttpResponse(
        content,
        content_type=document.content_type,
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": content_disposition_header(True, document.original_name or "document"),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )
