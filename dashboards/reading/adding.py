"""What a doctor may add, and where there is room for it."""

from django.utils.translation import gettext as _

from appointments.reading.free_starts import button
from appointments.services.alternatives import nearest_times
from appointments.services.walking_in import place_for, slots_of_today
from scheduling.clinic_time import local_date
from scheduling.models import DoctorVisitType, Mode, TimeSlot
from scheduling.time_words import clock


def offers_of(doctor, *, walk_in=False):
    """Return what the doctor offers, in person and the usual first; to a walk-in nothing else. One query."""
    offers = DoctorVisitType.objects.active().filter(doctor=doctor).select_related("doctor__user", "visit_type")
    offers = sorted(
        offers, key=lambda offer: (offer.mode != Mode.IN_PERSON, not offer.is_default, offer.minutes, offer.pk)
    )
    return [offer for offer in offers if offer.mode == Mode.IN_PERSON or not walk_in]


def clinics_of_today(doctor, clinics, *, now):
    """Return where the doctor has hours today, of ``clinics``; all of them without any. One query."""
    days = {clinic.pk: local_date(now, clinic.time_zone) for clinic in clinics}
    slots = TimeSlot.objects.filter(doctor=doctor, clinic__in=days, local_date__in=set(days.values()))
    today = {
        clinic for clinic, day in slots.order_by().values_list("clinic", "local_date").distinct() if days[clinic] == day
    }
    return [clinic for clinic in clinics if clinic.pk in today] or clinics


def places_now(doctor, offers, clinics, *, now):
    """
    Return in words where each of ``offers`` has its place now: ``{offer.pk: "at 9:20am"}``. One query.

    Where there are several clinics it depends on what is chosen, and nothing is said.
    """
    if len(clinics) != 1:
        return {}
    (clinic,) = clinics
    slots = slots_of_today(doctor.pk, clinic, now=now)
    places = {offer.pk: place_for(offer, slots, now=now) for offer in offers}
    return {
        pk: _("at %(time)s") % {"time": clock(start, clinic)} if start else _("now, outside your free times")
        for pk, start in places.items()
    }


def nearest_buttons(said, clinics, *, now):
    """Return the free times around the one that was asked for, as ``components/slot_button.html`` prints them."""
    mine = {clinic.pk for clinic in clinics}
    near = max(said.get("starts_at") or now, now)
    return [button(slot) for slot in nearest_times(offer=said["offer"], near=near, now=now) if slot.clinic_id in mine]
