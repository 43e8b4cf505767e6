"""The desk says for a doctor that they run late, or on time again; and takes that back within the minute."""

from http import HTTPStatus

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Doctor
from appointments.lateness.policies import may_say_late
from appointments.lateness.reading import rest_of_today
from appointments.lateness.services.saying import say_late
from appointments.lateness.services.taking_back import take_back
from appointments.models import Appointment
from appointments.policies import NotAllowed
from dashboards.forms.running_late import SaidLate, SayLate
from dashboards.reading.running_late import sessions_to_tell
from dashboards.reading.undoable import lateness
from dashboards.views.doctor_running_late import minutes_of

MAY = "appointments.change_appointment"


@require_http_methods(["GET", "HEAD", "POST"])
def running_late(request, pk):
    """Say it for a doctor who works at one of my clinics; those who wait there are told."""
    doctor, now = the_doctor(request, pk), timezone.now()
    rests = [
        rest
        for rest in rest_of_today(doctor, now=now)
        if may_say_late(doctor=doctor, clinic=rest.clinic, actor=request.user) is None
    ]
    posted = request.POST if request.method == "POST" else None
    form = SayLate(posted, rests=rests) if rests else None
    if form is not None:
        form.fields["minutes"].label = _("How late does the doctor run?")
        if form.is_valid():
            return say(request, doctor, form, now=now)
    elif posted is not None:
        messages.error(request, _("Nobody waits for the rest of the session any more, so nobody was told."))
        return redirect("admin:running_late", pk=doctor.pk)
    minutes = minutes_of(form["minutes"].value() if form else None)
    context = {
        **admin.site.each_context(request),
        "title": _("Running late: %(doctor)s") % {"doctor": doctor.display_name},
        "doctor": doctor,
        "form": form,
        "sessions": sessions_to_tell(rests, minutes=minutes, now=now),
        "example_minutes": minutes,
        "undoable": lateness(doctor=doctor, actor=request.user, now=now),
    }
    status = HTTPStatus.OK if posted is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "admin/running_late.html", context, status=status)


@require_POST
def undo(request, pk):
    """Take back what I said last of the doctor; nobody hears of it."""
    doctor, now = the_doctor(request, pk), timezone.now()
    form = SaidLate(request.POST, doctor=doctor)
    try:
        if not form.is_valid():
            raise NotAllowed(_("There is nothing of yours to undo here."))
        take_back(said=form.cleaned_data["said"], actor=request.user, now=now)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is taken back. What was so before holds again."))
    return redirect("admin:running_late", pk=doctor.pk)


def the_doctor(request, pk):
    """Return the doctor, 404 for one without an appointment where ``request.user`` decides."""
    if not request.user.has_perm(MAY):
        raise PermissionDenied
    theirs = Appointment.objects.for_staff_pages(request.user).values("doctor")
    return get_object_or_404(Doctor.objects.filter(pk__in=theirs).select_related("user"), pk=pk)


def say(request, doctor, form, *, now):
    """Tell those who wait; a second press tells nobody anew."""
    minutes = form.cleaned_data["minutes"]
    try:
        said = say_late(doctor=doctor, clinic=form.rest.clinic, minutes=minutes, actor=request.user, now=now)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:running_late", pk=doctor.pk)
    if said.row is None or said.row.said_at < now:
        messages.info(request, _("Everybody who waits knows that already. Nobody was told anew."))
    else:
        count = len(said.told)
        words = ngettext("%(count)s patient is told in a minute.", "%(count)s patients are told in a minute.", count)
        messages.success(
            request, words % {"count": count} if count else _("It is written down. Nobody has to be told.")
        )
    return redirect("admin:running_late", pk=doctor.pk)
