"""My time off: what is to come, more of it, and opening the time again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.decorators import doctor_required
from accounts.safe_next import next_url
from dashboards.forms.dates import date_in
from dashboards.forms.time_off import Stretch, TimeOffForm
from dashboards.reading.home_clinic import clinics_worked_at, home_zone
from dashboards.reading.time_off_list import in_words, time_off_to_come
from dashboards.reading.time_off_presets import presets, stretch_preset
from dashboards.views.doctor_frame import doctor_page, posted, status_of
from dashboards.views.doctor_withdrawing import withdraw_or_ask
from scheduling.clinic_time import local_date, monday_of
from scheduling.models import TimeOff
from scheduling.services.time_off import TimeOffRefused, add_time_off, end_time_off


@doctor_required
@require_safe
def time_off(request):
    """List what is to come."""
    now = timezone.now()
    clinics = clinics_worked_at(request.doctor, now=now)
    absences = time_off_to_come(doctor=request.doctor, clinics=clinics, now=now)
    return doctor_page(request, "doctor/time_off.html", {"absences": absences}, now=now)


@doctor_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    """Block time: the stretch, or parts of the day or week the address names, or other days and times."""
    now = timezone.now()
    zone = home_zone(clinics_worked_at(request.doctor, now=now))
    stretch = tapped(request, zone=zone, now=now)
    date = local_date(stretch.starts_at, zone) if stretch else date_in(request, otherwise=None)
    week = date_in(request, "week", otherwise=None)
    monday = monday_of(week) if week else None
    ready_made = presets(doctor=request.doctor, zone=zone, now=now, date=date, week=monday)
    initial = {"from_date": date, "to_date": date} if date else {}
    if stretch:
        ready_made.insert(0, stretch)
        initial["preset"] = stretch.key
    back_url = next_url(request, otherwise=reverse("doctor:time_off"))
    form = TimeOffForm(posted(request), presets=ready_made, zone=zone, initial=initial)
    entered = []

    def enter():
        said = {name: form.cleaned_data[name] for name in ("starts_at", "ends_at", "label", "repeats_until")}
        entered[:] = [add_time_off(doctor=request.doctor, time_zone=zone, actor=request.user, now=now, **said)]

    def then():
        messages.success(request, _("Blocked: %(when)s.") % {"when": in_words(entered[0])})
        return redirect(back_url)

    if form.is_valid():
        try:
            return withdraw_or_ask(request, change=enter, now=now, back_url=back_url, then=then)
        except TimeOffRefused as refusal:
            form.add_error(None, str(refusal))
    add_url = f"{reverse('doctor:appointment_new')}?{request.GET.urlencode()}" if stretch else ""
    context = {"form": form, "zone": zone, "back_url": back_url, "add_url": add_url}
    return doctor_page(request, "doctor/time_off_form.html", context, now=now, status=status_of(form.is_bound))


def tapped(request, *, zone, now):
    """Return the free time somebody tapped in the calendar as a choice, or ``None``; what cannot be read is none."""
    asked = Stretch(request.GET, now=now)
    if not asked.is_valid():
        return None
    return stretch_preset(zone=zone, **asked.cleaned_data)


@doctor_required
@require_POST
def end(request, pk):
    """Open the time again."""
    now = timezone.now()
    row = get_object_or_404(TimeOff.objects.filter(doctor=request.doctor), pk=pk)
    end_time_off(time_off=row, actor=request.user, now=now)
    messages.success(request, _("The time is open again."))
    return redirect(next_url(request, otherwise=reverse("doctor:time_off")))
