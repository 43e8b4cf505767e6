"""What people take along of an appointment: a slip on paper, an entry in their calendar."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import patient_required
from appointments.calendars.download import calendar_download
from appointments.calendars.event import patients_event
from appointments.reading.as_read import AsRead, Reader
from appointments.views.appointment_pages import mine


@patient_required
@require_safe
def slip(request, reference):
    """One sheet of paper: when, where, with whom, what to bring, how to change it. Called off, there is none."""
    now = timezone.now()
    appointment = get_object_or_404(mine(request, now=now), reference=reference)
    if not appointment.owns_slots:
        return redirect(appointment)
    read = AsRead(appointment, reader=Reader.of(request, now=now))
    return render(request, "appointments/slip.html", {"read": read, "appointment": appointment})


@patient_required
@require_safe
def calendar(request, reference):
    """The appointment as a calendar file; one that was called off takes itself out of the calendar that opens it."""
    now = timezone.now()
    appointment = get_object_or_404(mine(request, now=now), reference=reference)
    return calendar_download(appointment, patients_event(appointment, now=now))
