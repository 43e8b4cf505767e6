"""Move an appointment: choose a time from the week or type one, look at old and new side by side, then move."""

import datetime as dt
from http import HTTPStatus

from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.decorators import doctor_required
from appointments.lifecycle import Verb
from appointments.policies import may_reschedule
from appointments.services.alternatives import nearest_times
from appointments.services.booking import OwnTimeTaken
from appointments.services.moving_by_right import move
from appointments.services.recording import REFUSALS, Stale, just_done
from dashboards.forms.dates import date_in
from dashboards.forms.moving import ChosenTime, Move, OtherTime
from dashboards.reading.free_starts import button, free_week, next_free_day, slots_ahead, starts_that_fit
from dashboards.reading.home_clinic import clinics_worked_at
from dashboards.views.doctor_answering import back, spoken
from dashboards.views.doctor_frame import conflict, doctor_page, my_appointment, status_of
from scheduling.clinic_time import A_WEEK, local_date, monday_of
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


def picker(request, appointment, *, clinics, now, other=None, problem="", taken=(), status=None):
    """Show the free times of a week, and the fields for another time; 422 when they came back."""
    start = date_in(request, "week", otherwise=local_date(max(appointment.starts_at, now), appointment.time_zone))
    monday = monday_of(start)
    week = free_week(appointment, monday=monday, now=now)
    last = monday + dt.timedelta(days=6)
    is_empty = not any(day.count for day in week)
    has_errors = bool(problem or other)
    this_monday = monday_of(local_date(now, appointment.time_zone))
    context = {
        "appointment": appointment,
        "days": week,
        "is_empty": is_empty,
        "names_clinics": len({clinic for day in week for clinic, _times in day.groups}) > 1,
        "next_free": next_free_day(appointment, after=last, now=now) if is_empty else None,
        "monday": monday,
        "sunday": last,
        "before": monday - A_WEEK if monday > this_monday else None,
        "before_end": monday - dt.timedelta(days=1),
        "after": monday + A_WEEK,
        "after_end": last + A_WEEK,
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
    starts = {(slot.starts_at, slot.clinic_id) for slot in starts_that_fit(slots, appointment)}
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
