"""The doctor's patients: the list, and one of them with head, history and appointments."""

from django.core.paginator import Paginator
from django.http import Http404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import doctor_required
from appointments.lifecycle import ACTIVE
from appointments.models import Appointment
from dashboards.forms.patients import PatientSearch
from dashboards.reading.health import DOCTORS_SEAT, Kind, health_of
from dashboards.reading.home_clinic import clinics_worked_at, home_zone
from dashboards.reading.measurements import series_of
from dashboards.reading.patient_head import head_of
from dashboards.reading.patients import patients_of
from dashboards.reading.record_readers import readers_of
from dashboards.reading.visit_notes import page_of_notes
from dashboards.record_opening import open_record
from dashboards.views import history_changes
from dashboards.views.doctor_frame import doctor_page
from dashboards.views.history_changes import Record
from scheduling.clinic_time import local_date

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PER_PAGE = 25


@doctor_required
@require_safe
def patients(request):
    """List my patients, or those that fit ``?q=``."""
    now = timezone.now()
    form = PatientSearch(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    page = patients_of(request.doctor, query=query, page=request.GET.get("page"), now=now)
    return doctor_page(request, "doctor/patients.html", {"page": page, "query": query}, now=now)


def opened(request, record_number):
    """Open the record; without current leave it is 404, like one that never was."""
    now = timezone.now()
    leave = open_record(doctor=request.doctor, actor=request.user, record_number=record_number, now=now)
    if leave is None:
        raise Http404
    zone = home_zone(clinics_worked_at(request.doctor, now=now))
    return Record(request=request, patient=leave.patient, seat=DOCTORS_SEAT, zone=zone, now=now, leave=leave)


def patient_page(record, template, context):
    """Render a page of the record: head and sections of the history on each, whatever the tab."""
    request = record.request
    sections = health_of(record.patient, reader=request.user, zone=record.zone, seat=record.seat, now=record.now)
    today = local_date(record.now, record.zone)
    head = head_of(record.patient, doctor=request.doctor, allergies=sections[Kind.ALLERGY], today=today)
    return record.page(template, {"head": head, "sections": sections, **context})


def with_me(record):
    """The doctor's own appointments with the patient."""
    mine = Appointment.objects.for_doctor_pages(record.request.user, now=record.now).for_listing()
    return mine.filter(patient=record.patient)


@doctor_required
@require_safe
def patient(request, record_number):
    """Show one patient: what matters now."""
    record = opened(request, record_number)
    mine = with_me(record)
    context = {
        "next": mine.filter(status__in=ACTIVE, ends_at__gte=record.now).order_by("starts_at").first(),
        "last": mine.filter(starts_at__lt=record.now).exclude(status__in=ACTIVE).order_by("-starts_at").first(),
        "measured": series_of(record, newest=1).values(),
    }
    return patient_page(record, "doctor/patient.html", context)


@doctor_required
@require_safe
def patient_history(request, record_number):
    """Show the whole history, to be added to, confirmed and corrected."""
    return patient_page(opened(request, record_number), "doctor/patient_history.html", {})


@doctor_required
@require_safe
def patient_appointments(request, record_number):
    """Show every appointment the patient had with me, the newest first."""
    record = opened(request, record_number)
    page = Paginator(with_me(record).order_by("-starts_at", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    return patient_page(record, "doctor/patient_appointments.html", {"page": page})


@doctor_required
@require_safe
def patient_notes(request, record_number):
    """Show the signed notes of every visit, whoever wrote them, the newest first."""
    record = opened(request, record_number)
    page = page_of_notes(record.patient, reader=request.user, page=request.GET.get("page"), now=record.now)
    return patient_page(record, "doctor/patient_notes.html", {"page": page})


@doctor_required
@require_safe
def patient_readers(request, record_number):
    """Show who else has seen the record, and why: what the patient is shown, too."""
    record = opened(request, record_number)
    page = readers_of(record.patient, asking=request.user, page=request.GET.get("page"))
    return patient_page(record, "doctor/patient_readers.html", {"page": page})


@doctor_required
@GET_OR_POST
def history_add(request, record_number, kind):
    """Add something to the history."""
    return history_changes.add(opened(request, record_number), kind)


@doctor_required
@GET_OR_POST
def history_correct(request, record_number, pk):
    """Put right what the history says."""
    return history_changes.correct(opened(request, record_number), pk)


@doctor_required
@GET_OR_POST
def history_take_out(request, record_number, pk):
    """Take out what was never so."""
    return history_changes.take_out(opened(request, record_number), pk)


@doctor_required
@require_POST
def history_confirm(request, record_number, pk):
    """Say that what the patient told is so."""
    return history_changes.confirm(opened(request, record_number), pk)


@doctor_required
@require_POST
def history_none(request, record_number, kind):
    """Say that there is nothing of this kind."""
    return history_changes.none(opened(request, record_number), kind)
