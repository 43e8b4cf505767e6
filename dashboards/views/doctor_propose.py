"""Offer a patient other times: tick up to three free ones, send. The old time stays until they answer."""

from http import HTTPStatus

from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.decorators import doctor_required
from appointments.lifecycle import Verb
from appointments.policies import NotAllowed
from appointments.proposals.offer_form import OfferTimesForm
from appointments.proposals.policies import may_offer
from appointments.proposals.services.ending import take_back
from appointments.proposals.services.offering import offer_times
from appointments.reading.free_starts import week_to_choose_from
from appointments.services.recording import REFUSALS, just_done
from dashboards.forms.dates import date_in
from dashboards.views.doctor_answering import back, press, spoken
from dashboards.views.doctor_frame import conflict, doctor_page, my_appointment, posted, status_of
from scheduling.clinic_time import local_date
from scheduling.services.claiming import SlotTaken


@doctor_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request, reference):
    """Offer other times for one of my appointments."""
    now = timezone.now()
    appointment = my_appointment(request, reference, now=now)
    form = OfferTimesForm(posted(request), appointment=appointment, now=now)
    if request.method == "POST":
        return send(request, appointment, form, now=now)
    if refusal := may_offer(appointment, actor=request.user, now=now):
        return conflict(request, refusal, now=now, appointment=appointment)
    return picker(request, appointment, form, now=now)


def send(request, appointment, form, *, now):
    """Send the offer, or say why not; a second press finds it sent."""
    if not form.is_valid():
        if form.conflict:
            return conflict(request, form.conflict, now=now)
        return picker(request, appointment, form, now=now, problem=next(iter(form.errors.values()))[0])
    said = {name: form.cleaned_data[name] for name in ("message", "seen")}
    try:
        offer_times(
            appointment=appointment, times=form.times, wished=form.wished(), actor=request.user, now=now, **said
        )
    except (SlotTaken, NotAllowed) as refusal:
        if not just_done(appointment, verb=Verb.OFFER, actor=request.user, now=now):
            return picker(request, appointment, form, now=now, problem=spoken(refusal), status=HTTPStatus.CONFLICT)
    except REFUSALS as refusal:
        return conflict(request, spoken(refusal), now=now, appointment=appointment)
    return redirect(back(request, appointment))


def picker(request, appointment, form, *, now, problem="", status=None):
    """Show the free times of a week as boxes to tick; 422 when they came back."""
    day = date_in(request, "week", otherwise=local_date(appointment.starts_at, appointment.time_zone))
    context = {
        **week_to_choose_from(appointment, day=day, now=now, with_own=False),
        "appointment": appointment,
        "form": form,
        "chosen": request.POST.getlist("slot"),
        "problem": problem,
        "has_errors": bool(problem),
        "next": back(request, appointment),
    }
    return doctor_page(request, "doctor/propose.html", context, now=now, status=status or status_of(bool(problem)))


@doctor_required
@require_POST
def end(request, reference):
    """Take my offer back; the appointment stays as it is."""
    return press(request, reference, verb=Verb.WITHDRAW, do=take_back)
