"""A patient's own appointments: the list, one of them, and the page that says it is booked."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import patient_required
from accounts.models import Patient
from appointments.calendars.links import calendar_links
from appointments.lifecycle import ACTIVE, MAY_MOVE, Status
from appointments.models import Appointment
from appointments.notifications.ledger import patients_ledger
from appointments.notifications.reading import told_at
from appointments.reading.as_read import AsRead, Reader
from appointments.reading.timeline import timeline
from appointments.visits.for_patients import come_again, summary_for, summary_step


def mine(request, *, now):
    """The appointments of the people the user may act for, with everything a page prints of them."""
    return Appointment.objects.for_patient_pages(request.user, now=now).for_listing()


@patient_required
@require_safe
def appointment_list(request):
    """What is coming, what waits for an answer, and one year of what is over, of everybody or of one person."""
    now = timezone.now()
    theirs, reader = mine(request, now=now), Reader.of(request, now=now)
    active = [AsRead(row, reader=reader) for row in coming(theirs, now=now)]
    people = list(Patient.objects.accessible_to(request.user, now=now, scope="book").order_by("full_name", "pk"))
    person = next((one for one in people if one.record_number == request.GET.get("person")), None)
    over = theirs.exclude(status__in=ACTIVE, ends_at__gt=now)
    if person is not None:
        over = over.filter(patient=person)
    years = [day.year for day in over.dates("starts_at", "year", order="DESC")]
    year = chosen_year(request.GET.get("year", ""), years)
    past = [AsRead(row, reader=reader) for row in over.filter(starts_at__year=year)] if year else []
    context = {
        "upcoming": [row for row in active if not row.appointment.is_request],
        "waiting": [row for row in active if row.appointment.is_request],
        "past": past,
        "years": years,
        "year": year,
        "people": people if len(people) > 1 else [],
        "person": person,
        "clock_is_unknown": any(row.is_ambiguous for row in [*active, *past]),
    }
    return render(request, "appointments/list.html", context)


def coming(appointments, *, now):
    """Active and not over, the soonest first."""
    return appointments.filter(status__in=ACTIVE, ends_at__gt=now).order_by("starts_at", "pk")


def chosen_year(text, years):
    """Return the year asked for if there is something in it, else the newest; ``None`` without any."""
    wanted = int(text) if text.isdecimal() and len(text) == 4 else None
    return wanted if wanted in years else (years[0] if years else None)


def acts_for_several(user, *, now):
    """Say whether cards have to name the person; one query."""
    return Patient.objects.accessible_to(user, now=now, scope="book").count() > 1


@patient_required
@require_safe
def detail(request, reference):
    """One appointment: when, where, who, why, what happened to it and what may be done with it."""
    now = timezone.now()
    appointment = get_object_or_404(mine(request, now=now), reference=reference)
    read = AsRead(appointment, reader=Reader.of(request, now=now))
    summary = summary_for(appointment, user=request.user, now=now)
    context = {
        "read": read,
        "appointment": appointment,
        "steps": timeline(read, more=[summary_step(summary, read=read)] if summary else []),
        "summary": summary,
        "come_again": come_again(request.user, now=now, appointment=appointment),
        "calendars": calendar_links(appointment),
        "ledger": patients_ledger(appointment, reader=request.user, moment=read.moment, now=now),
    }
    return render(request, "appointments/detail.html", context)


@patient_required
@require_safe
def confirmed(request, reference):
    """It is booked, or asked for: said once, with what happens next."""
    now = timezone.now()
    appointment = get_object_or_404(mine(request, now=now), reference=reference)
    if appointment.status not in MAY_MOVE:
        return redirect(appointment)
    context = {
        "read": AsRead(appointment, reader=Reader.of(request, now=now)),
        "appointment": appointment,
        "is_request": appointment.status == Status.REQUESTED,
        "told": told_at(appointment),
        "calendars": calendar_links(appointment),
    }
    return render(request, "appointments/confirmed.html", context)
