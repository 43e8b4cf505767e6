"""Begin a booking, come back to it, keep its time longer."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.network_address import counted_address
from appointments.booking_flow.offers_at import first_offer, offers_at
from appointments.booking_flow.own_drafts import keep_time_of, remember_draft, session_drafts
from appointments.forms.booking import StartForm
from appointments.models import Appointment
from appointments.services.drafts import start_draft
from appointments.views.booking_lost_time import is_still_free, taken_page, why_gone
from appointments.views.booking_page import next_url, step_url, summary_of, with_own_draft
from scheduling.models import Clinic
from scheduling.services.claiming import SlotTaken


@login_not_required
@require_POST
def start(request):
    """Make a draft of a tapped time, hold it, and lead to the first question. What no button of ours sends is a 400."""
    now = timezone.now()
    form = StartForm(request.POST)
    wish = wished(request, form.cleaned_data, now=now) if form.is_valid() else None
    if wish is None:
        return render(request, "appointments/book/unreadable.html", status=HTTPStatus.BAD_REQUEST)
    drafts = session_drafts(request.session)
    draft = start_draft(**wish, user=request.user, session_drafts=drafts, address=counted_address(request), now=now)
    remember_draft(request.session, draft)
    return redirect(first_page(request, draft, now=now))


def wished(request, asked, *, now):
    """Return what is wished for as arguments of ``start_draft``; ``None`` if nobody offers it."""
    slot = asked["slot"]
    again = appointment_to_repeat(request.user, asked["again"], now=now)
    if slot is None and again is None:
        return None
    clinic = Clinic.objects.filter(pk=slot.clinic_id, is_active=True).first() if slot else None
    if slot and clinic is None:
        return None
    starts_at = slot.starts_at if slot else None
    doctor_id = slot.doctor_id if slot else again.doctor_id
    offers = offers_at(doctor_id=doctor_id, clinic_id=getattr(clinic, "pk", None), starts_at=starts_at, now=now)
    offer, asks_type = chosen_offer(offers, asked["visit_type"], again=again)
    if offer is None:
        return None
    wish = {"offer": offer, "asks_type": asks_type, "clinic": clinic, "starts_at": starts_at}
    if again is not None and again.doctor_id == doctor_id:
        wish |= {"patient": again.patient, "reason": again.reason}
    return wish


def chosen_offer(offers, visit_type_id, *, again):
    """Return the offer and whether the kind of visit is still to be asked."""
    by_type = {offer.visit_type_id: offer for offer in offers}
    if visit_type_id:
        return by_type.get(visit_type_id), False
    if again is not None and type_to_repeat(again) in by_type:
        return by_type[again.visit_type_id], False
    return (first_offer(offers), len(offers) > 1) if offers else (None, False)


def appointment_to_repeat(user, reference, *, now):
    """Return the appointment of the user or of somebody they act for, or ``None``: a reference proves nothing."""
    if not reference or not user.is_authenticated:
        return None
    theirs = Appointment.objects.for_patient_pages(user, now=now).select_related("patient", "visit_type")
    return theirs.filter(reference=reference).first()


def type_to_repeat(appointment):
    """Return the kind of visit for the next time; a first visit is had once."""
    return None if appointment.visit_type.new_patients_only else appointment.visit_type_id


def first_page(request, draft, *, now):
    """Hold the time and return where to go: the first question, or the page of a lost time."""
    summary = summary_of(request, draft, now=now)
    if draft.starts_at is None:
        return next_url(summary.progress)
    try:
        if why_gone(summary):
            raise SlotTaken
        keep_time_of(request, draft, now=now)
    except SlotTaken:
        return step_url(draft, "taken")
    return next_url(summary.progress)


@with_own_draft
@require_safe
def book(request, summary):
    """Lead to the first question left."""
    return redirect(next_url(summary.progress))


@with_own_draft
@require_safe
def taken(request, summary):
    """Somebody else has the time: choose another one."""
    draft = summary.draft
    if draft.appointment_id or draft.starts_at is None or is_still_free(summary):
        return redirect(next_url(summary.progress))
    return taken_page(request, summary)


@with_own_draft
@require_POST
def keep(request, summary):
    """Hold the time longer for somebody who is still typing; the script that asks shows the answer."""
    draft, now = summary.draft, summary.now
    if draft.appointment_id is None and draft.starts_at is not None:
        try:
            keep_time_of(request, draft, now=now)
        except SlotTaken:
            return taken_page(request, summary)
    if "application/json" not in request.headers.get("Accept", ""):
        return redirect(next_url(summary.progress))
    held_until = draft.held_until.isoformat() if summary.is_held else now.isoformat()
    return JsonResponse({"held_until": held_until, "now": now.isoformat(), "words": summary.hold_words})
