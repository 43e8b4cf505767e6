"""The doctor's day: who comes when, what to press, what is free, and what waits for an answer."""

from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import doctor_required
from appointments.lateness.reading import running_late_now, waits
from dashboards.forms.dates import date_in
from dashboards.reading.attention import needing_attention
from dashboards.reading.doctor_day import day_of, now_or_next
from dashboards.reading.home_clinic import clinics_worked_at, home_zone, today_of
from dashboards.reading.requests import waiting_requests
from dashboards.record_opening import open_beside
from dashboards.views.doctor_frame import doctor_page
from scheduling.clinic_time import ONE_DAY

FIRST_FEW = 3


@doctor_required
@require_safe
def today(request):
    """Show my day, or another one named by ``?date=``."""
    now = timezone.now()
    clinics = clinics_worked_at(request.doctor, now=now)
    this_day = today_of(clinics, now=now)
    date = date_in(request, otherwise=this_day)
    day = day_of(doctor=request.doctor, day=date, actor=request.user, now=now)
    appointment, word = now_or_next(day.appointments, now=now) if date == this_day else (None, "")
    zone = home_zone(clinics)
    allergies = None
    if appointment is not None:
        allergies = open_beside(appointment, doctor=request.doctor, actor=request.user, zone=zone, now=now)
    waiting = [row for row in day.appointments if waits(row, now=now)] if date == this_day else []
    context = {
        "day": day,
        "is_today": date == this_day,
        "may_run_late": bool(waiting),
        "late": running_late_now(request.doctor, waiting=waiting, now=now) if waiting else [],
        "today": this_day,
        "before": date - ONE_DAY,
        "after": date + ONE_DAY,
        "zone": zone,
        "allergies": allergies,
        "now_row": day.row_of(appointment),
        "now_word": word,
        "waiting": waiting_requests(doctor=request.doctor, actor=request.user, now=now, first=FIRST_FEW),
        "attention": needing_attention(doctor=request.doctor, actor=request.user, now=now),
    }
    return doctor_page(request, "doctor/today.html", context, now=now, with_lateness=True)
