"""Say that I run late, or on time again; and take that back within the minute."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import doctor_required
from accounts.safe_next import next_url
from appointments.lateness.reading import rest_of_today
from appointments.lateness.services.saying import say_late
from appointments.lateness.services.taking_back import take_back
from appointments.policies import NotAllowed
from dashboards.forms.running_late import SaidLate, SayLate
from dashboards.reading.running_late import EXAMPLE_MINUTES, sessions_to_tell
from dashboards.views.doctor_frame import conflict, doctor_page, posted, status_of


@doctor_required
@require_http_methods(["GET", "HEAD", "POST"])
def running_late(request):
    """Say how late I run for the rest of a session of today; those who wait are told."""
    now = timezone.now()
    rests = rest_of_today(request.doctor, now=now)
    if not rests and request.method == "POST":
        return conflict(request, _("Nobody waits for you any more today, so nobody was told."), now=now)
    form = SayLate(posted(request), rests=rests) if rests else None
    if form is not None and form.is_valid():
        return say(request, form, now=now)
    example = form["minutes"].value() if form is not None else None
    context = {
        "form": form,
        "sessions": sessions_to_tell(rests, minutes=minutes_of(example), now=now),
        "example_minutes": minutes_of(example),
    }
    status = status_of(request.method == "POST")
    return doctor_page(request, "doctor/running_late.html", context, now=now, status=status, with_lateness=True)


def minutes_of(answer):
    """Return the minutes chosen already, for the example; the middle ones where nothing, or no lateness, was."""
    return int(answer) if str(answer) in {"10", "20", "30"} else EXAMPLE_MINUTES


def say(request, form, *, now):
    """Tell those who wait; a second press tells nobody anew and leads back as well."""
    minutes = form.cleaned_data["minutes"]
    try:
        said = say_late(doctor=request.doctor, clinic=form.rest.clinic, minutes=minutes, actor=request.user, now=now)
    except NotAllowed as refusal:
        return conflict(request, str(refusal), now=now)
    if said.row is None or said.row.said_at < now:
        messages.info(request, _("Everybody who waits knows that already. Nobody was told anew."))
    return redirect("doctor:today")


@doctor_required
@require_POST
def undo(request):
    """Take back what I said last; nobody hears of it."""
    now = timezone.now()
    form = SaidLate(request.POST, doctor=request.doctor)
    if not form.is_valid():
        return conflict(request, _("There is nothing of yours to undo here."), now=now)
    try:
        take_back(said=form.cleaned_data["said"], actor=request.user, now=now)
    except NotAllowed as refusal:
        return conflict(request, str(refusal), now=now)
    return redirect(next_url(request, otherwise=reverse("doctor:today")))
