"""What a doctor's public page says besides their free times; the doctor's own preview prints the same."""

import datetime as dt

from django.utils.translation import ngettext

from scheduling import doctor_words
from scheduling.models import Clinic, DoctorVisitType, Mode, WorkingHours
from scheduling.money import money
from scheduling.places import access_facts, map_url, one_line_address

A_YEAR = dt.timedelta(days=365)


def offers_of(doctor):
    """Return what ``doctor`` offers: in person first, the one offered first at the head; one query."""
    offers = list(DoctorVisitType.objects.active().filter(doctor=doctor).select_related("visit_type"))
    for offer in offers:
        offer.doctor = doctor
    order = list(Mode)
    return sorted(offers, key=lambda o: (order.index(o.mode), not o.is_default, o.minutes, o.visit_type.name))


def profile_of(doctor, offers, *, offer, today):
    """
    Return the context of ``scheduling/parts/doctor_profile.html`` except the next free time; one query.

    ``doctor`` comes from ``for_profile()``; ``offer`` is the one of ``offers`` whose times are shown, or ``None``.
    """
    specialties = doctor.specialties.all()
    helps_with = [word.strip() for specialty in specialties for word in specialty.search_words.split(",")]
    return {
        "doctor": doctor,
        "offer": offer,
        "role_line": doctor_words.role_line(doctor, specialties),
        "languages": doctor_words.spoken_languages({language.code for language in doctor.languages.all()}),
        "approval_line": doctor_words.approval_line(offer) if offer else "",
        "helps_with": [word for word in helps_with if word],
        "fees": [(kind, minutes_words(kind), Mode(kind.mode).label, fee_words(kind)) for kind in offers],
        "has_fees": any(kind.fee_minor is not None for kind in offers),
        "places": places_of(doctor, on=today),
    }


def places_of(doctor, *, on):
    """Return the clinics where the doctor works from ``on``; one query."""
    hours = WorkingHours.objects.in_force(first=on, last=on + A_YEAR).filter(doctor=doctor)
    clinics = Clinic.objects.filter(is_active=True, pk__in=hours.values("clinic").order_by())
    return [
        {
            "clinic": clinic,
            "address": one_line_address(clinic),
            "map_url": map_url(clinic),
            "access": access_facts(clinic),
        }
        for clinic in clinics
    ]


def minutes_words(offer):
    return ngettext("%(count)s minute", "%(count)s minutes", offer.minutes) % {"count": offer.minutes}


def fee_words(offer):
    return money(offer.fee_minor, offer.visit_type.currency)
