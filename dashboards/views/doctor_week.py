"""My week: the hours of each day as they are, and the usual week set in one go."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import doctor_required
from dashboards.forms.usual_week import UsualWeek
from dashboards.reading.home_clinic import clinics_worked_at, today_of
from dashboards.reading.hours_week import clashes, hours_week, in_force, usual_days, visits_a_week, with_usual_days
from dashboards.views.doctor_frame import doctor_page, posted, status_of
from dashboards.views.doctor_hours import to_week
from dashboards.views.doctor_withdrawing import withdraw_or_ask
from scheduling.services.usual_week import set_usual_week
from scheduling.services.working_hours import HoursRefused


@doctor_required
@require_safe
def hours(request):
    """Show my week; as a form where there are no hours yet."""
    now = timezone.now()
    today = today_of(clinics_worked_at(request.doctor, now=now), now=now)
    week = hours_week(doctor=request.doctor, today=today)
    has_hours = any(day.sessions for day in week)
    context = {
        "week": week,
        "form": None if has_hours else week_form(request, None, now=now),
        "visits": visits_a_week(doctor=request.doctor, sessions=in_force(week, first=today)),
        "clashes": clashes(doctor=request.doctor, today=today),
        "today": today,
    }
    return doctor_page(request, "doctor/hours.html", context, now=now)


@doctor_required
@require_http_methods(["GET", "HEAD", "POST"])
def usual_week(request):
    """Show the week and set it; ``copy`` in a POST copies Monday and saves nothing yet."""
    now = timezone.now()
    form = week_form(request, posted(request), now=now)
    if "copy" in request.POST:
        form = week_form(request, None, now=now, initial=form.copied())
    elif form.is_valid():
        said = {"days": form.wanted, "from_date": form.cleaned_data["from_date"]}
        try:
            return withdraw_or_ask(
                request,
                change=lambda: set_usual_week(doctor=request.doctor, actor=request.user, now=now, **said),
                now=now,
                back_url=reverse("doctor:hours"),
                then=lambda: to_week(request, _("Your week is saved. Patients can book these hours now.")),
            )
        except HoursRefused as refusal:
            form.add_error(None, str(refusal))
    return doctor_page(request, "doctor/usual_week.html", {"form": form}, now=now, status=status_of(form.is_bound))


@doctor_required
@require_POST
def preview(request):
    """Say how many visits a week would hold with what is being typed; nothing while it cannot be read."""
    form = week_form(request, request.POST, now=timezone.now())
    if not form.is_valid():
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    first = form.cleaned_data["from_date"]
    sessions = in_force(with_usual_days(form.week, form.wanted), first=first)
    visits = visits_a_week(doctor=request.doctor, sessions=sessions)
    return render(request, "doctor/_room.html", {"visits": visits, "would": True})


def week_form(request, data, *, now, initial=None):
    """Return the form of the doctor's week, with the week it was made from as ``form.week``."""
    clinics = clinics_worked_at(request.doctor, now=now)
    today = today_of(clinics, now=now)
    week = hours_week(doctor=request.doctor, today=today)
    form = UsualWeek(
        data,
        days=usual_days(week, today=today),
        clinics=clinics,
        today=today,
        initial={"from_date": today} | (initial or {}),
    )
    form.week = week
    return form
