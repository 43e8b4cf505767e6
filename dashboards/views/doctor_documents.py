"""The documents of a patient's record, before a doctor with leave to read it."""

from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import doctor_required
from dashboards.reading.documents import page_of_documents
from dashboards.views import record_documents
from dashboards.views.doctor_patients import GET_OR_POST, opened, patient_page


@doctor_required
@require_safe
def documents(request, record_number):
    """List the documents, whoever filed them."""
    record = opened(request, record_number)
    page = page_of_documents(record, page=request.GET.get("page"))
    context = {"page": page, "add_url": record.url_to("document_add")}
    return patient_page(record, "doctor/patient_documents.html", context)


@doctor_required
@require_safe
def document(request, record_number, pk):
    """Give out one document."""
    record = opened(request, record_number)
    return record_documents.give_out(record, pk, purpose=record.leave.because)


@doctor_required
@GET_OR_POST
def add(request, record_number):
    """File a document."""
    return record_documents.add(opened(request, record_number))


@doctor_required
@GET_OR_POST
def take_out(request, record_number, pk):
    """Take out what was filed in error."""
    return record_documents.take_out(opened(request, record_number), pk)


@doctor_required
@require_POST
def confirm(request, record_number, pk):
    """Say that what the patient filed is what it says."""
    return record_documents.confirm(opened(request, record_number), pk)
