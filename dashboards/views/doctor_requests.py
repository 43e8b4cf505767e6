"""Requests that wait for the doctor: answered one by one or all at once, and taken back within the minute."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import doctor_required
from accounts.safe_next import next_url
from appointments.lifecycle import Verb
from appointments.services.deciding import decide_many as decide_them
from appointments.services.recording import just_done
from appointments.services.undoing import undo_many as undo_them
from dashboards.forms.decisions import Chosen, DecideMany, DeclineMany
from dashboards.reading.offering_many import MOST
from dashboards.reading.requests import waiting_requests
from dashboards.views.doctor_frame import conflict, doctor_page, status_of
from dashboards.views.doctor_offer_many import address_of, too_many, way_to_offer
from dashboards.views.many_answers import another_patient, answered, tell_left_out, tell_refusals

VERBS = {DecideMany.APPROVE: Verb.APPROVE, DecideMany.REJECT: Verb.REJECT}


@doctor_required
@require_safe
def requests(request):
    """List what waits for my answer. ``?select=clean`` ticks what has no problems, for those without scripts."""
    now = timezone.now()
    return requests_page(request, now=now)


def requests_page(request, *, now, problem=""):
    rows = waiting_requests(doctor=request.doctor, actor=request.user, now=now)
    context = {
        "rows": rows,
        "clean": sum(row.is_clean for row in rows),
        "ticked": request.POST.getlist("request"),
        "select_clean": request.GET.get("select") == "clean",
        "problem": problem,
        "has_errors": bool(problem),
    }
    return doctor_page(request, "doctor/requests.html", context, now=now, status=status_of(problem))


@doctor_required
@require_POST
def decide_many(request):
    """Approve or decline the ticked requests; declining asks for one reason first, other times are shown first."""
    now = timezone.now()
    wanted = DecideMany(request.POST)
    if not wanted.is_valid():
        return requests_page(request, now=now, problem=first_error(wanted))
    answers, appointments = answered(request, wanted.cleaned_data["request"], now=now)
    if any(not answer.fits(appointments[answer.reference]) for answer in answers):
        return conflict(request, another_patient(), now=now)
    if wanted.cleaned_data["verb"] == DecideMany.OFFER:
        if len(appointments) > MOST:
            return requests_page(request, now=now, problem=too_many())
        return redirect(address_of(appointments.values()))
    verb, said = VERBS[wanted.cleaned_data["verb"]], {}
    if verb == Verb.REJECT:
        asked_before = "reason_code" in request.POST or "asked" in request.POST
        form = DeclineMany(request.POST if asked_before else None)
        if not form.is_valid():
            context = {"form": form, "appointments": list(appointments.values()), "answers": answers}
            return doctor_page(request, "doctor/decline_many.html", context, now=now, status=status_of(form.is_bound))
        said = {name: form.cleaned_data[name] for name in ("reason_code", "note")}
    decisions = decide_them(
        appointments=list(appointments.values()),
        verb=verb,
        actor=request.user,
        now=now,
        seen={appointments[answer.reference].pk: answer.seen for answer in answers},
        **said,
    )
    link = way_to_offer(request, decisions.refused, now=now) if verb == Verb.APPROVE else ""
    tell_refusals(request, decisions.refused, verb=verb, link=link)
    tell_left_out(request, answers)
    return redirect(next_url(request, otherwise=reverse("doctor:requests")))


@doctor_required
@require_POST
def undo_many(request):
    """Take back my last decision, about one or many."""
    now = timezone.now()
    chosen = Chosen(request.POST)
    if not chosen.is_valid():
        return conflict(request, _("There is nothing of yours to undo here."), now=now)
    answers, appointments = answered(request, chosen.cleaned_data["request"], now=now)
    if any(not answer.fits(appointments[answer.reference]) for answer in answers):
        return conflict(request, another_patient(), now=now)
    left = [
        appointment
        for appointment in appointments.values()
        if not just_done(appointment, verb=Verb.UNDO, actor=request.user, now=now)
    ]
    seen = {appointments[answer.reference].pk: answer.seen for answer in answers}
    outcome = undo_them(appointments=left, actor=request.user, now=now, seen=seen)
    if outcome.refused and not outcome.done:
        first, sentence = outcome.refused[0]
        return conflict(request, sentence, now=now, appointment=first)
    tell_refusals(request, outcome.refused, verb=Verb.UNDO)
    return redirect(next_url(request, otherwise=reverse("doctor:requests")))


def first_error(form):
    return next(iter(form.errors.values()))[0]
