"""``/me/history/``: my health and that of the people I look after, for paper too, and who has seen it."""

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import patient_required
from accounts.models import Patient, PatientAccess
from accounts.services.auditing import FOR_ANOTHER, OWN, audit_read
from dashboards.reading.documents import documents_of
from dashboards.reading.health import PATIENTS_SEAT, health_of
from dashboards.reading.home_clinic import zone_last_booked
from dashboards.reading.measurements import measurements_of, series_of
from dashboards.reading.record_readers import readers_of
from dashboards.views import history_changes
from dashboards.views.history_changes import Record
from scheduling.reader_zone import reader_zone
from scheduling.time_words import zone_place

ON_PAPER = 3
"""Measurements of each kind, the newest: enough to see which way it goes."""

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def people_of(user, *, now):
    """Return everybody whose record ``user`` may read, themselves first. One query."""
    people = Patient.objects.accessible_to(user, now=now, scope=PatientAccess.Scope.RECORD)
    return sorted(people, key=lambda person: (person.user_id != user.pk, person.full_name))


def opened(request, record_number, *, people=None, now=None):
    """Return the record with this number, or the first of mine; another's is 404, like one that never was."""
    now = now or timezone.now()
    people = people_of(request.user, now=now) if people is None else people
    for patient in people:
        if record_number in {None, patient.record_number}:
            zone = reader_zone(request) or zone_last_booked(patient)
            return Record(request=request, patient=patient, seat=PATIENTS_SEAT, zone=zone, now=now)
    raise Http404


def nobody_yet(request):
    """Lead to the start of a record of their own whoever books for others and may read no record."""
    return redirect(f"{reverse('me:profile_new')}?{urlencode({'next': request.path})}")


def write_down(record):
    """Let the audit trail know that the record was opened."""
    purpose = OWN if record.is_own else FOR_ANOTHER
    audit_read(
        actor=record.request.user, patient=record.patient, purpose=purpose, now=record.now, on_patients_side=True
    )


@patient_required
@require_safe
def history(request, record_number=None):
    """Show what we know of somebody's health: mine without a record number."""
    now = timezone.now()
    people = people_of(request.user, now=now)
    if not people and record_number is None:
        return nobody_yet(request)
    record = opened(request, record_number, people=people, now=now)
    write_down(record)
    sections = health_of(record.patient, reader=request.user, zone=record.zone, seat=record.seat, now=now)
    context = {
        "people": people,
        "sections": sections.values(),
        "documents": documents_of(record).count(),
        "measurements": measurements_of(record).count(),
    }
    return record.page("me/history.html", context)


@patient_required
@require_safe
def printed(request, record_number):
    """Show the same for paper."""
    record = opened(request, record_number)
    write_down(record)
    sections = health_of(record.patient, reader=request.user, zone=record.zone, seat=record.seat, now=record.now)
    measured = series_of(record, newest=ON_PAPER).values()
    return record.page(
        "me/history_print.html", {"sections": sections.values(), "measured": measured, "now": record.now}
    )


@patient_required
@require_safe
def access(request, record_number=None):
    """Show who has seen the record, and why."""
    now = timezone.now()
    people = people_of(request.user, now=now)
    if not people and record_number is None:
        return nobody_yet(request)
    record = opened(request, record_number, people=people, now=now)
    readers = readers_of(record.patient, asking=request.user, page=request.GET.get("page"))
    place = "" if request.user.time_zone else zone_place(record.zone)
    return record.page("me/history_access.html", {"people": people, "page": readers, "place": place})


@patient_required
@GET_OR_POST
def add(request, record_number, kind):
    """Add something to a history."""
    return history_changes.add(opened(request, record_number), kind)


@patient_required
@GET_OR_POST
def correct(request, record_number, pk):
    """Put right what somebody on the patient's side had added."""
    return history_changes.correct(opened(request, record_number), pk)


@patient_required
@GET_OR_POST
def take_out(request, record_number, pk):
    """Take out what was never so."""
    return history_changes.take_out(opened(request, record_number), pk)


@patient_required
@require_POST
def none(request, record_number, kind):
    """Say that there is nothing of this kind."""
    return history_changes.none(opened(request, record_number), kind)
