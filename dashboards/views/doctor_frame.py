"""What every doctor's page carries: the number of waiting requests, what can be undone, and how it says "no longer"."""

from http import HTTPStatus

from django.shortcuts import get_object_or_404, render

from appointments.lifecycle import Status
from appointments.models import Appointment
from dashboards.reading.undoable import undoable


def doctor_page(request, template, context, *, now, status=HTTPStatus.OK, with_lateness=False):
    """
    Render a page of ``request.doctor`` with the frame's two facts; two queries.

    ``with_lateness`` is for the pages one comes to after saying that one runs late: it can be undone there.
    """
    waiting = Appointment.objects.filter(doctor=request.doctor, status=Status.REQUESTED).count()
    frame = {
        "now": now,
        "waiting_requests": waiting,
        "undo": undoable(doctor=request.doctor, actor=request.user, now=now, with_lateness=with_lateness),
    }
    return render(request, template, {**frame, **context}, status=status)


def my_appointment(request, reference, *, now):
    """Return the doctor's own appointment with everybody in it; another's is 404, like one that never was."""
    mine = Appointment.objects.for_doctor_pages(request.user, now=now).for_listing().with_overbooking()
    return get_object_or_404(mine, reference=reference)


def posted(request):
    """Return what a form is to read: what was posted, an empty form included, or nothing on a GET."""
    return request.POST if request.method == "POST" else None


def status_of(came_back):
    """Return 422 for a page whose form came back with its errors, 200 for one that asks for the first time."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if came_back else HTTPStatus.OK


def conflict(request, sentence, *, now, appointment=None):
    """Answer 409: what was asked no longer fits what is there; with the way back to look at it."""
    context = {"sentence": sentence, "appointment": appointment}
    return doctor_page(request, "doctor/conflict.html", context, now=now, status=HTTPStatus.CONFLICT)
