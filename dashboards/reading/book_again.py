"""Doctors somebody saw before, each with the next free time for the same kind of visit."""

from dataclasses import dataclass

from django.db.models import Subquery

from appointments.lifecycle import OWNS_SLOTS
from appointments.models import Appointment
from appointments.reading.as_read import AsRead
from appointments.reading.time_buttons import time_buttons
from scheduling.models import DoctorVisitType, TimeSlot
from scheduling.offering import open_starts

DOCTORS = 3
LOOK_BACK = 40


@dataclass(frozen=True)
class Again:
    """A doctor to book again: the last appointment with them, and the next free time as a button, if there is one."""

    last: AsRead
    visit_type_id: int | None
    next_free: dict | None

    @property
    def doctor(self):
        return self.last.appointment.doctor


def book_again(reader):
    """Return up to three doctors, the one seen last first; three queries whatever the number of appointments."""
    now = reader.now
    last = last_with_each(reader.user, now=now)
    offers = next_starts([appointment.doctor_id for appointment in last], now=now)
    chosen = {appointment.pk: offer_for(appointment, offers) for appointment in last}
    starts = {offer.start for offer in chosen.values() if offer and offer.start}
    slots = TimeSlot.objects.select_related("clinic").in_bulk(starts) if starts else {}
    rows = []
    for appointment in last:
        read, offer = AsRead(appointment, reader=reader), chosen[appointment.pk]
        slot = slots.get(offer.start) if offer else None
        button = time_buttons([slot], as_read=read)[0] if slot else None
        rows.append(Again(last=read, visit_type_id=offer.visit_type_id if offer else None, next_free=button))
    return rows


def last_with_each(user, *, now):
    """Return the latest appointment with each of the doctors seen last who can still be booked."""
    seen = (
        Appointment.objects.for_patient_pages(user, now=now)
        .for_listing()
        .filter(status__in=OWNS_SLOTS, starts_at__lte=now, doctor__is_active=True, doctor__is_listed=True)
        .order_by("-starts_at", "-pk")[:LOOK_BACK]
    )
    latest = {}
    for appointment in seen:
        latest.setdefault(appointment.doctor_id, appointment)
    return list(latest.values())[:DOCTORS]


def next_starts(doctor_ids, *, now):
    """Return the listed offers of the doctors, each with ``start``: the slot of its next free time."""
    if not doctor_ids:
        return []
    first = open_starts(now=now).filter(clinic__is_active=True).order_by("minute", "lane").values("pk")[:1]
    return list(
        DoctorVisitType.objects.listed()
        .filter(doctor__in=doctor_ids, visit_type__new_patients_only=False)
        .annotate(start=Subquery(first))
        .order_by("-is_default", "minutes", "pk")
    )


def offer_for(appointment, offers):
    """Return the offer of the same kind of visit, else of the same way to meet, else any of the doctor's."""
    theirs = [offer for offer in offers if offer.doctor_id == appointment.doctor_id]
    same_kind = [offer for offer in theirs if offer.visit_type_id == appointment.visit_type_id]
    same_mode = [offer for offer in theirs if offer.mode == appointment.mode]
    return next(iter([*same_kind, *same_mode, *theirs]), None)
