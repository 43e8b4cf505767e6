"""What this person cannot have, whoever else can: said as soon as it is known who the booking is for."""

from http import HTTPStatus

from django.shortcuts import render

from appointments.booking_flow.steps import Step
from appointments.policies import NotAllowed
from appointments.reading.as_read import AsRead
from appointments.services.booking import OwnTimeTaken, refuse_person
from appointments.views.booking_page import step_url


def obstacle(request, summary):
    """Return the page that says why the chosen person cannot have the chosen time; ``None`` where they can."""
    offer, starts_at = summary.offer, summary.draft.starts_at
    if offer is None or starts_at is None:
        return None
    patient, actor = summary.progress.patient, request.user
    try:
        refuse_person(patient=patient, offer=offer, starts_at=starts_at, actor=actor, now=summary.now)
    except NotAllowed as refusal:
        return cannot_have_it(request, summary, refusal)
    return None


def cannot_have_it(request, summary, refusal):
    """Say what stands in the way, with the answers kept and every way round it. HTTP 409."""
    draft, progress = summary.draft, summary.progress
    context = summary.context() | {
        "patient": progress.patient,
        "is_for_another": progress.is_for_another,
        "time_url": step_url(draft, Step.TIME),
        "who_url": step_url(draft, Step.WHO),
        "type_url": step_url(draft, Step.TYPE),
    }
    if isinstance(refusal, OwnTimeTaken):
        page = "appointments/book/own_time.html"
        context["other"] = AsRead(refusal.appointment, reader=summary.reader)
    else:
        page = "appointments/book/refused.html"
        context["why"] = str(refusal)
    return render(request, page, context, status=HTTPStatus.CONFLICT)
