"""My working hours, one session at a time: added, followed by others, copied, ended; never edited in place."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import doctor_required
from dashboards.forms.dates import date_in
from dashboards.forms.hours import AddSession, ChangeSession, CopyDay, EndSession
from dashboards.reading.home_clinic import clinics_worked_at, today_of
from dashboards.reading.hours_week import hours_week, in_force, instead, visits_a_week
from dashboards.views.doctor_frame import doctor_page, posted, status_of
from dashboards.views.doctor_withdrawing import withdraw_or_ask
from scheduling.clinic_time import ONE_DAY
from scheduling.models import Weekday, WorkingHours
from scheduling.services.working_hours import HoursRefused, add_hours, copy_day, end_hours, replace_hours

GET_AND_POST = ["GET", "HEAD", "POST"]
SESSION_FIELDS = (
    "clinic",
    "starts",
    "ends",
    "slot_minutes",
    "capacity",
    "visit_types",
    "every_n_weeks",
    "valid_until",
)
PATTERN_FOR = {0: [1, 2, 3, 4]}
"""What a copied day is usually copied to: Monday to the rest of the working week."""


@doctor_required
@require_http_methods(GET_AND_POST)
def add(request):
    """Add a session; ``?date=`` begins with one for that day alone."""
    now = timezone.now()
    clinics = clinics_worked_at(request.doctor, now=now)
    today = today_of(clinics, now=now)
    initial = {"from_date": today, "weekday": request.GET.get("weekday", "")}
    if day := date_in(request, otherwise=None):
        initial = {"from_date": day, "valid_until": day, "weekday": day.weekday()}
    form = AddSession(
        posted(request),
        doctor=request.doctor,
        clinics=clinics,
        today=today,
        initial=initial,
    )
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("weekday", *SESSION_FIELDS)}
        try:
            add_hours(
                doctor=request.doctor, valid_from=form.cleaned_data["from_date"], actor=request.user, now=now, **said
            )
        except HoursRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return to_week(request, _("The hours are added. Patients can book them now."))
    return form_page(request, form, now=now, heading=_("Add hours"), button=_("Add hours"))


@doctor_required
@require_http_methods(GET_AND_POST)
def change(request, pk):
    """Let other hours follow a session, from a day on."""
    now = timezone.now()
    session = my_session(request, pk)
    clinics = clinics_worked_at(request.doctor, now=now)
    today = today_of(clinics, now=now)
    initial = {name: getattr(session, name) for name in SESSION_FIELDS if name != "visit_types"}
    initial |= {"from_date": max(today, session.valid_from), "visit_types": session.visit_types.all()}
    form = ChangeSession(
        posted(request),
        doctor=request.doctor,
        clinics=clinics,
        today=today,
        initial=initial,
    )

    def replace():
        said = {name: form.cleaned_data[name] for name in SESSION_FIELDS}
        return replace_hours(
            hours=session, from_date=form.cleaned_data["from_date"], actor=request.user, now=now, **said
        )

    heading = _("Change the hours of %(day)s") % {"day": session.get_weekday_display()}
    done = _("The hours are changed.")
    page = {"heading": heading, "button": _("Change hours"), "done": done, "replaces": session.pk}
    return withdrawing(request, form, replace, now=now, **page)


@doctor_required
@require_POST
def preview(request):
    """Say how many visits a week would hold with the hours being typed; ``?replaces=`` names those they follow."""
    now = timezone.now()
    clinics = clinics_worked_at(request.doctor, now=now)
    today = today_of(clinics, now=now)
    replaces = request.GET.get("replaces", "")
    form_class = ChangeSession if replaces else AddSession
    form = form_class(request.POST, doctor=request.doctor, clinics=clinics, today=today)
    if not form.is_valid():
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    typed = {name: form.cleaned_data[name] for name in ("starts", "ends", "slot_minutes", "capacity")}
    candidate = WorkingHours(**typed)
    candidate.type_ids = {visit_type.pk for visit_type in form.cleaned_data["visit_types"]}
    sessions = in_force(hours_week(doctor=request.doctor, today=today), first=form.cleaned_data["from_date"])
    sessions = instead(sessions, hours=candidate, replaces=replaces)
    visits = visits_a_week(doctor=request.doctor, sessions=sessions)
    return render(request, "doctor/_room.html", {"visits": visits, "would": True})


@doctor_required
@require_http_methods(GET_AND_POST)
def end(request, pk):
    """End a session with a day."""
    now = timezone.now()
    session = my_session(request, pk)
    today = today_of(clinics_worked_at(request.doctor, now=now), now=now)
    form = EndSession(
        posted(request),
        today=today,
        initial={"last_day": max(today, session.valid_from - ONE_DAY)},
    )

    def end_it():
        return end_hours(hours=session, last_day=form.cleaned_data["last_day"], actor=request.user, now=now)

    heading = _("End the hours of %(day)s?") % {"day": session.get_weekday_display()}
    done = _("The hours end with that day.")
    page = {"heading": heading, "button": _("End hours"), "done": done, "session": session}
    return withdrawing(request, form, end_it, now=now, **page)


@doctor_required
@require_http_methods(GET_AND_POST)
def copy(request):
    """Make other days of the week look like one."""
    now = timezone.now()
    today = today_of(clinics_worked_at(request.doctor, now=now), now=now)
    wanted = request.GET.get("from", "0")
    weekday = int(wanted) if wanted in {str(day.value) for day in Weekday} else 0
    initial = {"from_weekday": weekday, "to_weekdays": PATTERN_FOR.get(weekday, []), "from_date": today}
    form = CopyDay(posted(request), today=today, initial=initial)

    def copy_it():
        said = {name: form.cleaned_data[name] for name in ("from_weekday", "to_weekdays")}
        return copy_day(
            doctor=request.doctor, valid_from=form.cleaned_data["from_date"], actor=request.user, now=now, **said
        )

    page = {"heading": _("Copy a day to others"), "button": _("Copy hours"), "done": _("The hours are copied.")}
    return withdrawing(request, form, copy_it, now=now, **page)


def withdrawing(request, form, do, *, now, done, **page):
    """Carry out a change that may hit patients; errors come back with the form."""
    if form.is_valid():
        try:
            return withdraw_or_ask(
                request, change=do, now=now, back_url=reverse("doctor:hours"), then=lambda: to_week(request, done)
            )
        except HoursRefused as refusal:
            form.add_error(None, str(refusal))
    return form_page(request, form, now=now, **page)


def form_page(request, form, *, now, **page):
    context = {"form": form, **page}
    return doctor_page(request, "doctor/hours_form.html", context, now=now, status=status_of(form.is_bound))


def to_week(request, words):
    messages.success(request, words)
    return redirect("doctor:hours")


def my_session(request, pk):
    """Return one of the doctor's own sessions; another's is 404."""
    mine = WorkingHours.objects.filter(doctor=request.doctor).select_related("clinic", "doctor")
    return get_object_or_404(mine, pk=pk)
