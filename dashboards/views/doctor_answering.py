"""One press about one appointment: is it the patient on the screen, is it still so, may it be done, do it."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.safe_next import next_url
from appointments.forms.guard import Guard
from appointments.lifecycle import TransitionNotAllowed
from appointments.services.booking import OwnTimeTaken
from appointments.services.recording import REFUSALS, Stale, just_done
from dashboards.views.doctor_frame import conflict, my_appointment


def press(request, reference, *, verb, do):
    """Carry out a one-press step about the appointment with this reference, and lead back to where it was pressed."""
    now = timezone.now()
    return press_about(request, my_appointment(request, reference, now=now), verb=verb, do=do, now=now)


def press_about(request, appointment, *, verb, do, now):
    """Carry out a one-press step; a second press of the same button finds the work done, and leads back as well."""
    form = Guard(request.POST, appointment=appointment)
    if not form.is_valid():
        return conflict(request, form.conflict, now=now)
    refusal = attempt(
        do, appointment=appointment, verb=verb, actor=request.user, now=now, seen=form.cleaned_data["seen"]
    )
    if refusal:
        return conflict(request, refusal, now=now, appointment=appointment)
    return redirect(back(request, appointment))


def attempt(do, *, appointment, verb, actor, now, seen, **said):
    """Call the service ``do``; return the sentence it was refused with, or ``None`` when it is done."""
    try:
        do(appointment=appointment, actor=actor, now=now, seen=seen, **said)
    except REFUSALS as refusal:
        if isinstance(refusal, Stale | TransitionNotAllowed) and just_done(
            appointment, verb=verb, actor=actor, now=now
        ):
            return None
        return spoken(refusal)
    return None


def spoken(refusal):
    """Return the sentence of a refusal as it is said to the doctor; some are worded for the patient."""
    if isinstance(refusal, OwnTimeTaken):
        return _("The patient has another appointment at that time.")
    return str(refusal)


def back(request, appointment):
    """Return the page the button was on, or the appointment's."""
    return next_url(request, otherwise=reverse("doctor:appointment", args=[appointment.reference]))
