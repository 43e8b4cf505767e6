"""What a doctor takes along: the day on paper, an appointment in their own calendar."""

from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import doctor_required
from appointments.calendars.download import calendar_download
from appointments.calendars.event import doctors_event
from dashboards.forms.dates import date_in
from dashboards.reading.doctor_day import day_of
from dashboards.reading.home_clinic import clinics_worked_at, home_zone, today_of
from dashboards.views.doctor_frame import doctor_page, my_appointment
from scheduling.clinic_time import ONE_DAY


@doctor_required
@require_safe
def day_list(request):
    """The list of tomorrow, or of ``?day=``, to print: who comes when, and room to write. No reason, no contact."""
    now = timezone.now()
    clinics = clinics_worked_at(request.doctor, now=now)
    date = date_in(request, "day", otherwise=today_of(clinics, now=now) + ONE_DAY)
    context = {
        "day": day_of(doctor=request.doctor, day=date, actor=request.user, now=now),
        "before": date - ONE_DAY,
        "after": date + ONE_DAY,
        "zone": home_zone(clinics),
    }
    return doctor_page(request, "doctor/day_list.html", context, now=now)


@doctor_required
@require_safe
def calendar_entry(request, reference):
    """One of my appointments as a calendar file, without the patient's name."""
    now = timezone.now()
    appointment = my_appointment(request, reference, now=now)
    return calendar_download(appointment, doctors_event(appointment, now=now))
