"""Move an appointment: choose a time from the week or type one, look at old and new side by side, then move."""

import datetime as dt
from http import HTTPStatus
from urllib.parse import urlencode

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import doctor_required
from appointments.lifecycle import Verb
from appointments.policies import may_reschedule
from appointments.reading.free_starts import button, nearest_start, slots_ahead, starts_to_move_to, week_to_choose_from
from appointments.services.alternatives import nearest_times
from appointments.services.booking import OwnTimeTaken
from appointments.services.moving_by_right import move
from appointments.services.recording import REFUSALS, Stale, just_done
from dashboards.forms.dates import date_in
from dashboards.forms.moving import ChosenTime, Dropped, Move, OtherTime
from dashboards.reading.home_clinic import clinics_worked_at
from dashboards.views.doctor_answering import back, spoken
from dashboards.views.doctor_frame import conflict, doctor_page, my_appointment, status_of
from scheduling.clinic_time import local_date
from scheduling.services.claiming import SlotTaken
from scheduling.services.slots_by_hand import SlotRefused
from scheduling.slot_value import slot_value


@doctor_required
@require_http_methods(["GET", "HEAD", "POST"])
def reschedule(request, reference):
    """Move one of my appointments."""
    now = timezone.now()
    appointment = my_appointment(request, reference, now=now)
    if request.method == "POST":
        return carry_out(request, appointment, now=now)
    if refusal := may_reschedule(appointment, actor=request.user, now=now):
        return conflict(request, refusal, now=now, appointment=appointment)
    clinics = clinics_worked_at(request.doctor, now=now)
    if "near" in request.GET:
        return dropped(request, appointment, clinics=clinics, now=now)
    if "slot" in request.GET:
        chosen = ChosenTime(request.GET, doctor=request.doctor, now=now)
        if chosen.is_valid():
            return compare(request, appointment, chosen.cleaned_data["slot"].starts_at, chosen.clinic, now=now)
        problem = next(iter(chosen.errors["slot"]))
        return picker(request, appointment, clinics=clinics, now=now, problem=problem)
    other = OtherTime(request.GET, clinics=clinics, now=now) if "time" in request.GET else None
    if other is not None and other.is_valid():
        return compare(request, appointment, other.cleaned_data["starts_at"], other.cleaned_data["clinic"], now=now)
    return picker(request, appointment, clinics=clinics, now=now, other=other)


def dropped(request, appointment, *, clinics, now):
    """Lead to the start nearest to where the appointment was dropped in the calendar, if there is one within reach."""
    place = Dropped(request.GET)
    if place.is_valid():
        near, clinic = place.cleaned_data["near"], place.cleaned_data["clinic"]
        start = nearest_start(appointment, near=near, clinic=clinic, now=now)
        if start is not None:
            chosen = {"slot": slot_value(request.doctor.pk, clinic.pk, start), "next": back(request, appointment)}
            return redirect(f"{request.path}?{urlencode(chosen)}")
    problem = _("There is not enough free time where you dropped it. Choose another time.")
    return picker(request, appointment, clinics=clinics, now=now, problem=problem)


def picker(request, appointment, *, clinics, now, other=None, problem="", taken=(), status=None):
    """Show the free times of a week, and the fields for another time; 422 when they came back."""
    day = date_in(request, "week", otherwise=local_date(appointment.starts_at, appointment.time_zone))
    has_errors = bool(problem or other)
    context = {
        **week_to_choose_from(appointment, day=day, now=now),
        "appointment": appointment,
        "other": other or OtherTime(clinics=clinics, now=now),
        "problem": problem,
        "taken": taken,
        "has_errors": has_errors,
        "next": back(request, appointment),
    }
    return doctor_page(request, "doctor/reschedule.html", context, now=now, status=status or status_of(has_errors))


def compare(request, appointment, starts_at, clinic, *, now, form=None, problem="", status=None):
    """Show the old time and the new one, and what is particular about the new one; 422 when it came back."""
    slots = slots_ahead(appointment, first=local_date(starts_at, clinic.time_zone), days=1, now=now)
    starts = {(slot.starts_at, slot.clinic_id) for slot in starts_to_move_to(slots, appointment)}
    same = (starts_at, clinic.pk) == (appointment.starts_at, appointment.clinic_id)
    by_hand = not same and (starts_at, clinic.pk) not in starts
    value = slot_value(request.doctor.pk, clinic.pk, starts_at)
    has_errors = bool(problem or (form and form.errors))
    context = {
        "appointment": appointment,
        "starts_at": starts_at,
        "ends_at": starts_at + dt.timedelta(minutes=appointment.minutes),
        "clinic": clinic,
        "is_same": same,
        "by_hand": by_hand,
        "form": form
        or Move(
            appointment=appointment,
            doctor=request.doctor,
            now=now,
            initial={"slot": value, "by_hand": by_hand},
        ),
        "problem": problem,
        "has_errors": has_errors,
        "next": back(request, appointment),
    }
    return doctor_page(
        request, "doctor/reschedule_check.html", context, now=now, status=status or status_of(has_errors)
    )


def carry_out(request, appointment, *, now):
    """Move, or say why not: somebody was quicker, the page is old, the time cannot be opened."""
    clinics = clinics_worked_at(request.doctor, now=now)
    form = Move(request.POST, appointment=appointment, doctor=request.doctor, now=now)
    if form.conflict:
        return conflict(request, form.conflict, now=now)
    if "slot" in form.errors:
        problem = next(iter(form.errors["slot"]))
        return picker(request, appointment, clinics=clinics, now=now, problem=problem)
    starts_at, clinic = form.cleaned_data["slot"].starts_at, form.clinic
    if not form.is_valid():
        return compare(request, appointment, starts_at, clinic, now=now, form=form)
    said = {name: form.cleaned_data[name] for name in ("by_hand", "note", "seen")}
    try:
        move(appointment=appointment, starts_at=starts_at, clinic=clinic, actor=request.user, now=now, **said)
    except SlotTaken:
        return taken(request, appointment, starts_at, clinic, clinics=clinics, now=now)
    except (SlotRefused, OwnTimeTaken) as refusal:
        problem = spoken(refusal)
        return compare(
            request, appointment, starts_at, clinic, now=now, form=form, problem=problem, status=HTTPStatus.CONFLICT
        )
    except REFUSALS as refusal:
        moved_already = appointment.starts_at == starts_at and appointment.clinic_id == clinic.pk
        if not (
            isinstance(refusal, Stale)
            and moved_already
            and just_done(appointment, verb=Verb.RESCHEDULE, actor=request.user, now=now)
        ):
            return conflict(request, spoken(refusal), now=now, appointment=appointment)
    return redirect(back(request, appointment))


def taken(request, appointment, starts_at, clinic, *, clinics, now):
    """Answer 409 with the nearest other times."""
    offer = appointment.offer
    nearest = nearest_times(offer=offer, near=starts_at, now=now, exclude_start=appointment.starts_at) if offer else []
    problem = SlotTaken()
    return picker(
        request,
        appointment,
        clinics=clinics,
        now=now,
        problem=str(problem),
        taken=[button(slot) for slot in nearest],
        status=HTTPStatus.CONFLICT,
    )
