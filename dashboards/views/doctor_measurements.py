"""The measurements of a patient's record, before a doctor with leave to read it."""

from django.views.decorators.http import require_safe

from accounts.decorators import doctor_required
from dashboards.views import record_measurements
from dashboards.views.doctor_patients import GET_OR_POST, opened, patient_page


@doctor_required
@require_safe
def measurements(request, record_number):
    """Show the measurements, whoever took them."""
    record = opened(request, record_number)
    return patient_page(record, "doctor/patient_measurements.html", record_measurements.shown(record))


@doctor_required
@GET_OR_POST
def add(request, record_number):
    """Add what was measured in a visit."""
    return record_measurements.add(opened(request, record_number))


@doctor_required
@GET_OR_POST
def correct(request, record_number, pk):
    """Put a figure right."""
    return record_measurements.correct(opened(request, record_number), pk)


@doctor_required
@GET_OR_POST
def take_out(request, record_number, pk):
    """Take out what was added in error."""
    return record_measurements.take_out(opened(request, record_number), pk)
