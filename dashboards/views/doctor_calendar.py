"""The doctor's week: a board on wide screens, a list of days on phones, and who is in the room at its side."""

from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import doctor_required
from appointments.lateness.reading import running_late_now, waits
from appointments.models import Appointment
from dashboards.forms.dates import date_in
from dashboards.reading.doctor_day import appointment_row, now_or_next
from dashboards.reading.home_clinic import clinics_worked_at, home_zone, today_of
from dashboards.reading.requests import waiting_requests
from dashboards.reading.waits import waits_of
from dashboards.reading.week.days import week_of
from dashboards.views.doctor_frame import doctor_page
from dashboards.views.doctor_today import FIRST_FEW
from scheduling.clinic_time import A_WEEK, ONE_DAY, monday_of
from scheduling.time_words import span_of_days


@doctor_required
@require_safe
def calendar(request):
    """Show my week, or the one that ``?week=`` lies in."""
    now = timezone.now()
    clinics = clinics_worked_at(request.doctor, now=now)
    today, zone = today_of(clinics, now=now), home_zone(clinics)
    monday = monday_of(date_in(request, "week", otherwise=today))
    week = week_of(doctor=request.doctor, monday=monday, today=today, zone=zone, here=request.get_full_path(), now=now)
    is_this_week = monday == monday_of(today)
    row, word = in_the_room(week.booked_on(today), request, now=now)
    context = {
        "week": week,
        "heading": words_of(monday, today=today),
        "is_this_week": is_this_week,
        "before": monday - A_WEEK,
        "before_words": words_of(monday - A_WEEK, today=today),
        "after": monday + A_WEEK,
        "after_words": words_of(monday + A_WEEK, today=today),
        "tomorrow": today + ONE_DAY,
        "zone": zone,
        "late": late_today(request.doctor, week.booked_on(today), now=now) if is_this_week else [],
        "now_row": row,
        "now_word": word,
        "waiting": waiting_requests(doctor=request.doctor, actor=request.user, now=now, first=FIRST_FEW),
    }
    return doctor_page(request, "doctor/calendar.html", context, now=now)


def in_the_room(booked, request, *, now):
    """Return the row of who is with the doctor or comes next today, and which of these it is. Two queries at most."""
    found, word = now_or_next(booked, now=now)
    if found is None:
        return None, ""
    mine = Appointment.objects.for_doctor_pages(request.user, now=now).for_listing()
    appointment = mine.get(reference=found.reference)
    wait = waits_of([appointment], now=now).get(appointment.pk)
    return appointment_row(appointment, wait=wait, actor=request.user, now=now), word


def late_today(doctor, booked, *, now):
    """Return what was said of running late where somebody still waits. One query, none where nobody does."""
    waiting = [appointment for appointment in booked if waits(appointment, now=now)]
    return running_late_now(doctor, waiting=waiting, now=now) if waiting else []


def words_of(monday, *, today):
    """Return ``23 to 29 November``, with the year where it is not this one."""
    sunday = monday + A_WEEK - ONE_DAY
    words = span_of_days(monday, sunday)
    return words if sunday.year == today.year else f"{words} {sunday.year}"
