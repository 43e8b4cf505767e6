"""``/me/history/documents/``: the documents of my record, and of those of the people I look after."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import patient_required
from accounts.models.record import Source
from accounts.services.auditing import FOR_ANOTHER, OWN
from accounts.services.documents.adding import why_closed
from dashboards.reading.documents import page_of_documents
from dashboards.views import record_documents
from dashboards.views.patient_health import GET_OR_POST, nobody_yet, opened, people_of, write_down


@patient_required
@require_safe
def documents(request, record_number=None):
    """List the documents of a record: mine without a record number."""
    now = timezone.now()
    people = people_of(request.user, now=now)
    if not people and record_number is None:
        return nobody_yet(request)
    record = opened(request, record_number, people=people, now=now)
    write_down(record)
    context = {
        "people": people,
        "page": page_of_documents(record, page=request.GET.get("page")),
        "closed": why_closed(source=Source.PATIENT),
        "add_url": record.url_to("document_add"),
    }
    return record.page("me/documents.html", context)


@patient_required
@require_safe
def document(request, record_number, pk):
    """Give out one document."""
    record = opened(request, record_number)
    return record_documents.give_out(record, pk, purpose=OWN if record.is_own else FOR_ANOTHER)


@patient_required
@GET_OR_POST
def add(request, record_number):
    """File a document, where patients may."""
    record = opened(request, record_number)
    if request.method != "POST" and (refusal := why_closed(source=Source.PATIENT)):
        messages.error(request, refusal)
        return redirect(record.url_of(record_documents.PART))
    return record_documents.add(record)


@patient_required
@GET_OR_POST
def take_out(request, record_number, pk):
    """Take out what somebody on the patient's side filed in error."""
    return record_documents.take_out(opened(request, record_number), pk)
