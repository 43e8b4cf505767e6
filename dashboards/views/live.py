"""The streams of live updates. Pages fetch what changed themselves; here they only hear that something did."""

import datetime as dt
import re
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.decorators import doctor_required, patient_required
from accounts.network_address import counted_address
from dashboards.live.audiences import DoctorsSide, Onlookers, Over, PatientsSide, StaffSide
from dashboards.live.places import NoPlace
from dashboards.live.stream import Stream, streaming

MOST_DOCTORS = 40
COME_BACK_SECONDS = 60
SECONDS = re.compile(r"[0-9]{1,10}(\.[0-9]{1,6})?", re.ASCII)


@patient_required
@require_safe
def appointments(request):
    """What happens to my appointments and those of the people I look after."""
    return live(request, lambda: PatientsSide(request))


@login_not_required
@require_safe
def times(request):
    """Which starts of the doctors on a page (``?doctor=``) were taken or came free."""
    doctors = [int(key) for key in request.GET.getlist("doctor") if key.isascii() and key.isdecimal() and len(key) < 19]
    if not 0 < len(doctors) <= MOST_DOCTORS:
        raise BadRequest
    return live(request, lambda: Onlookers(doctors, address=counted_address(request)))


@doctor_required
@require_safe
def doctor(request):
    """What changes in my days and among the requests."""
    return live(request, lambda: DoctorsSide(request))


@require_safe
def staff(request):
    """What changes at the clinics I decide about."""
    return live(request, lambda: StaffSide(request))


def live(request, audience):
    """
    Answer with a stream for whom ``audience()`` makes of the request.

    A server that keeps a thread for every answer (WSGI) says 204, which tells a browser not to come back:
    its pages ask by the clock instead. 429 and 503 say when to come back.
    """
    try:
        listening = audience()
    except Over as refusal:
        raise PermissionDenied from refusal
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    if request.method == "HEAD":
        return HttpResponse(content_type="text/event-stream")
    try:
        return streaming(Stream(listening, **where_the_page_is(request)))
    except NoPlace as refusal:
        status = HTTPStatus.SERVICE_UNAVAILABLE if refusal.is_ours else HTTPStatus.TOO_MANY_REQUESTS
        return HttpResponse(status=status, headers={"Retry-After": str(COME_BACK_SECONDS)})


def where_the_page_is(request):
    """Return what it knows last: the number of an event, else the second it was made; nothing where it says neither."""
    last, made = request.headers.get("Last-Event-ID", "") or request.GET.get("after", ""), request.GET.get("since", "")
    if last.isascii() and last.isdecimal() and len(last) < 19:
        return {"after": int(last)}
    if SECONDS.fullmatch(made):
        return {"since": dt.datetime.fromtimestamp(float(made), dt.UTC)}
    return {}
