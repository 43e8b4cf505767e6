"""One appointment of the doctor's: what there is to know, and each step that may be taken."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import doctor_required
from accounts.safe_next import next_url
from appointments.lifecycle import Verb
from appointments.notifications.ledger import doctors_ledger
from appointments.policies import is_correction, may_cancel, may_reject
from appointments.proposals.reading import open_offer
from appointments.services import attendance
from appointments.services.cancelling import cancel as cancel_it
from appointments.services.deciding import approve as approve_it
from appointments.services.deciding import reject as reject_it
from appointments.services.recording import just_done
from appointments.services.undoing import undo as undo_it
from dashboards.forms.decisions import Correction, WithReason
from dashboards.reading.actions import corrections, page_actions
from dashboards.reading.timeline import timeline
from dashboards.reading.visit_notes import note_words
from dashboards.record_opening import open_beside
from dashboards.views.doctor_answering import attempt, back, press, press_about
from dashboards.views.doctor_frame import conflict, doctor_page, my_appointment, posted, status_of
from scheduling.clinic_time import local_date
from scheduling.time_words import day_and_time


@doctor_required
@require_safe
def appointment(request, reference):
    """Show one of my appointments."""
    now = timezone.now()
    return appointment_page(request, my_appointment(request, reference, now=now), now=now)


def appointment_page(request, appointment, *, now, correction=None):
    """Render the appointment; ``correction`` is the form that came back with errors."""
    zone = appointment.time_zone
    may_correct = corrections(appointment, actor=request.user, now=now)
    context = {
        "appointment": appointment,
        "actions": page_actions(appointment, actor=request.user, now=now),
        "corrections": may_correct,
        "correction": correction or (Correction(appointment=appointment) if may_correct else None),
        "has_errors": correction is not None,
        "steps": timeline(appointment, now=now),
        "ledger": doctors_ledger(appointment, reader=request.user, moment=lambda at: day_and_time(at, zone), now=now),
        "back_url": back_url(request, appointment),
        "offer": open_offer(appointment),
        "note_words": note_words(appointment, actor=request.user),
        "allergies": open_beside(appointment, doctor=request.doctor, actor=request.user, zone=zone, now=now),
    }
    return doctor_page(request, "doctor/appointment.html", context, now=now, status=status_of(correction is not None))


def back_url(request, appointment):
    """Return where the page's Back link leads: where the person came from, else the list the appointment is in."""
    if appointment.is_request:
        return next_url(request, otherwise=reverse("doctor:requests"))
    day = local_date(appointment.starts_at, appointment.time_zone)
    return next_url(request, otherwise=f"{reverse('doctor:today')}?date={day:%Y-%m-%d}")


@doctor_required
@require_POST
def approve(request, reference):
    """Say yes to a request."""
    return press(request, reference, verb=Verb.APPROVE, do=approve_it)


@doctor_required
def reject(request, reference):
    """Decline a request, after asking why."""
    return ask_why(
        request, reference, verb=Verb.REJECT, do=reject_it, policy=may_reject, template="doctor/decline.html"
    )


@doctor_required
def cancel(request, reference):
    """Cancel an appointment, after asking why."""
    return ask_why(request, reference, verb=Verb.CANCEL, do=cancel_it, policy=may_cancel, template="doctor/cancel.html")


def ask_why(request, reference, *, verb, do, policy, template):
    """Ask for a reason (GET), then take the step (POST)."""
    now = timezone.now()
    appointment = my_appointment(request, reference, now=now)
    form = WithReason(posted(request), appointment=appointment)
    if request.method == "POST":
        if form.is_valid():
            said = {name: form.cleaned_data[name] for name in ("reason_code", "note", "seen")}
            refusal = attempt(do, appointment=appointment, verb=verb, actor=request.user, now=now, **said)
            if refusal is None:
                return redirect(back(request, appointment))
            return conflict(request, refusal, now=now, appointment=appointment)
        if form.conflict:
            return conflict(request, form.conflict, now=now)
    elif refusal := policy(appointment, actor=request.user, now=now):
        return conflict(request, refusal, now=now, appointment=appointment)
    context = {"appointment": appointment, "form": form, "next": back(request, appointment)}
    return doctor_page(request, template, context, now=now, status=status_of(form.is_bound))


@doctor_required
@require_POST
def check_in(request, reference):
    """Say that the patient has arrived."""
    return record(request, reference, verb=Verb.CHECK_IN)


@doctor_required
@require_POST
def start(request, reference):
    """Say that the patient is with me."""
    return record(request, reference, verb=Verb.START)


@doctor_required
@require_POST
def complete(request, reference):
    """Say that the patient was seen."""
    return record(request, reference, verb=Verb.COMPLETE)


@doctor_required
@require_POST
def no_show(request, reference):
    """Say that the patient did not come."""
    return record(request, reference, verb=Verb.NO_SHOW)


def record(request, reference, *, verb):
    """Record attendance; putting an earlier record right wants a reason."""
    now = timezone.now()
    appointment = my_appointment(request, reference, now=now)

    def do(**said):
        return attendance.record_attendance(verb=verb, **said)

    if not is_correction(appointment, verb) or just_done(appointment, verb=verb, actor=request.user, now=now):
        return press_about(request, appointment, verb=verb, do=do, now=now)
    form = Correction(request.POST, appointment=appointment)
    if form.conflict:
        return conflict(request, form.conflict, now=now)
    if not form.is_valid():
        return appointment_page(request, appointment, now=now, correction=form)
    said = {name: form.cleaned_data[name] for name in ("note", "seen")}
    refusal = attempt(do, appointment=appointment, verb=verb, actor=request.user, now=now, **said)
    if refusal:
        return conflict(request, refusal, now=now, appointment=appointment)
    return redirect(back(request, appointment))


@doctor_required
@require_POST
def undo(request, reference):
    """Take my last decision about this appointment back."""
    return press(request, reference, verb=Verb.UNDO, do=undo_it)
