"""What nobody planned on a doctor's day: somebody who walks in, and somebody put beside a full time."""

import datetime as dt

from django.conf import settings

from accounts.models import Patient
from appointments.lifecycle import Status
from appointments.policies import NotAllowed
from appointments.services.booking_by_phone import book_by_phone
from appointments.services.walking_in import slots_of_today, walk_in
from scheduling.clinic_time import ONE_DAY
from scheduling.services.claiming import SlotTaken

A_WHILE = dt.timedelta(minutes=6)
A_FEW = 20
MAY_BE_LEFT = 3
"""So many free starts of the day stay for whoever tries the demo."""


def see_the_unplanned(*, offer, now):
    """Let a walk-in wait, where the doctor works at this hour, and overbook one of the next days. Return the two."""
    seen = Patient.objects.filter(appointments__doctor=offer.doctor).exclude(user__email__in=settings.DEMO_EMAILS)
    known = list(seen.distinct().order_by("pk")[:A_FEW])
    made = [first_who_can(walks_in, known, offer, now), first_who_can(beside_a_full_time, known[1:], offer, now)]
    return [appointment for appointment in made if appointment]


def first_who_can(do, people, offer, now):
    """Return what becomes of the first of ``people`` who is nowhere else at that time; ``None`` if all are."""
    for patient in people:
        try:
            return do(patient, offer, now)
        except (SlotTaken, NotAllowed):
            continue
    return None


def walks_in(patient, offer, now):
    clinic = offer.doctor.working_hours.order_by("pk").first().clinic
    slots = slots_of_today(offer.doctor_id, clinic, now=now)
    if not any(slot.starts_at <= now for slot in slots):
        return None  # nobody walks in where nobody is
    has_room = sum(slot.is_usable and slot.starts_at > now for slot in slots) > MAY_BE_LEFT
    told = {"patient": patient, "newcomer": None, "offer": offer, "clinic": clinic, "actor": offer.doctor.user}
    because = "" if has_room else "The face has begun to swell."
    reason = "A rash since yesterday, and it spreads."
    return walk_in(**told, reason=reason, overbook_because=because, now=now - A_WHILE)


def beside_a_full_time(patient, offer, now):
    full = offer.doctor.appointments.filter(status=Status.CONFIRMED, starts_at__gt=now + ONE_DAY, attention="")
    taken = full.select_related("clinic").order_by("starts_at").first()
    return taken and book_by_phone(
        patient=patient,
        newcomer=None,
        offer=offer,
        clinic=taken.clinic,
        starts_at=taken.starts_at,
        actor=offer.doctor.user,
        now=now - A_WHILE,
        reason="The stitches have come loose.",
        by_right=True,
        overbook_because="Must not wait until there is room.",
    )
