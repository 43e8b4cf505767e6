"""``/me/``: what comes next for me and mine, what waits, and who I may want to see again."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import patient_required
from appointments.models import Appointment
from appointments.notifications.reading import unread_count
from appointments.reading.as_read import AsRead, Reader
from appointments.views.appointment_pages import acts_for_several, coming
from appointments.visits.for_patients import come_again
from dashboards.reading.book_again import book_again


@patient_required
@require_safe
def home(request):
    """My home: the same number of queries for one appointment and for many."""
    now, user = timezone.now(), request.user
    reader = Reader.of(request, now=now)
    theirs = Appointment.objects.for_patient_pages(user, now=now).for_listing()
    active = [AsRead(row, reader=reader) for row in coming(theirs, now=now)]
    booked = [row for row in active if not (row.appointment.is_request or row.appointment.is_offered)]
    context = {
        "next": booked[0] if booked else None,
        "later_count": len(booked[1:]),
        "offered": [row for row in active if row.appointment.is_offered],
        "waiting": [row for row in active if row.appointment.is_request and not row.appointment.is_offered],
        "unread_messages": unread_count(user, now=now),
        "again": book_again(reader),
        "come_again": come_again(user, now=now),
        "names_people": acts_for_several(user, now=now),
        "clock_is_unknown": any(row.is_ambiguous for row in active),
    }
    return render(request, "me/home.html", context)
