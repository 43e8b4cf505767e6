"""
The measurements of a record: the same steps for patients and for doctors.

Whose record it is and that it may be opened was settled by who calls.
"""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts.forms.record_guard import RecordGuard
from accounts.models import Measurement
from accounts.policies import why_not_yours_to_change
from accounts.services.measurements.adding import add_measurements
from accounts.services.measurements.correcting import retract_measurement, supersede_measurement
from accounts.services.record_rows import RecordChanged
from dashboards.forms.measurements import MeasurementsForm, initial_of
from dashboards.reading.measurements import Taken, body_mass_index, series_of
from dashboards.views.doctor_frame import posted, status_of

PART = "measurements"


def shown(record):
    """Return what both pages of measurements show."""
    series = series_of(record)
    return {
        "series": series.values(),
        "bmi": body_mass_index(record, series),
        "add_url": record.url_to("measurement_add"),
    }


def add(record):
    """Ask for the figures of one occasion (GET), then add them (POST)."""
    form = form_of(record)
    if form.is_bound and form.is_valid():
        told = {"readings": form.readings, "measured_at": form.cleaned_data["measured_at"]}
        return attempt(record, _("Added."), partial(add_measurements, patient=record.patient, **told))
    return form_page(record, form)


def correct(record, pk):
    """Show the figure (GET), then let the right one take its place (POST)."""
    measurement = measurement_of(record, pk)
    if refusal := why_not(record, measurement):
        return record.conflict(refusal, part=PART)
    initial = initial_of(measurement, zone=record.zone)
    form = form_of(record, kinds=(measurement.kind,), initial=initial)
    if form.is_bound and form.is_valid():
        told = {"reading": form.readings[0], "measured_at": form.cleaned_data["measured_at"]}
        return attempt(record, _("Saved."), partial(supersede_measurement, measurement=measurement, **told))
    return form_page(record, form, taken=Taken(measurement, record=record))


def take_out(record, pk):
    """Ask whether it was entered in error (GET), then take it out (POST)."""
    measurement = measurement_of(record, pk)
    if refusal := why_not(record, measurement):
        return record.conflict(refusal, part=PART)
    if record.request.method == "POST":
        guard = RecordGuard(record.request.POST, record_number=record.patient.record_number)
        if not guard.is_valid():
            return record.conflict(guard.conflict, part=PART)
        return attempt(record, _("Taken out."), partial(retract_measurement, measurement=measurement))
    context = {"taken": Taken(measurement, record=record), "back": record.url_of(PART)}
    return record.page("me/measurement_take_out.html", context)


def form_of(record, **more):
    return MeasurementsForm(
        posted(record.request),
        record_number=record.patient.record_number,
        zone=record.zone,
        born=record.patient.date_of_birth,
        now=record.now,
        **more,
    )


def form_page(record, form, *, taken=None):
    if form.is_bound and form.conflict:
        return record.conflict(form.conflict, part=PART)
    context = {"form": form, "taken": taken, "back": record.url_of(PART)}
    return record.page("me/measurement_form.html", context, status=status_of(form.is_bound))


def attempt(record, sentence, do):
    """Call the service ``do``; lead back to the measurements with ``sentence``, or say why it was refused."""
    try:
        do(**record.said_by)
    except (RecordChanged, PermissionDenied) as refusal:
        return record.conflict(str(refusal), part=PART)
    messages.success(record.request, sentence)
    return redirect(record.url_of(PART))


def measurement_of(record, pk):
    """Return the patient's measurement; no such one of theirs is 404, and so is a row that only takes one out."""
    theirs = Measurement.objects.visible_to(record.request.user, now=record.now).filter(patient=record.patient)
    measurement = get_object_or_404(theirs.select_related("recorded_by__doctor", "patient"), pk=pk)
    if measurement.is_retracted:
        raise Http404
    return measurement


def why_not(record, measurement):
    """Say why it cannot be changed any more, or by whoever asks; or ``None``."""
    if not Measurement.objects.standing().filter(pk=measurement.pk).exists():
        return str(RecordChanged())
    return why_not_yours_to_change(measurement, source=record.seat.source)
