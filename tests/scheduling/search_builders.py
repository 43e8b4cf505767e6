"""Doctors with free times at named clocks, for tests of the search and the pages that show times."""

import datetime as dt

from django.http import QueryDict

from accounts.models import Specialty
from accounts.models.doctor import DoctorLanguage
from scheduling.clinic_time import instant, utc_minute
from scheduling.forms.search import DoctorFilter
from scheduling.models import Clinic, TimeSlot
from tests.factories import (
    ClinicFactory,
    DoctorFactory,
    OfferFactory,
    SpecialtyFactory,
    VisitTypeFactory,
    WorkingHoursFactory,
)

MONDAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 7, 0, tzinfo=dt.UTC)  # before anybody works
TUESDAY = MONDAY + dt.timedelta(days=1)
WEDNESDAY = MONDAY + dt.timedelta(days=2)


def oakford(**fields):
    return ClinicFactory(**{"name": "Fernhill Clinic", "city": "Oakford", "postcode": "OK1 2FH", **fields})


def boston(**fields):
    return ClinicFactory(**{"name": "Harbour Clinic", "city": "Boston", "time_zone": "America/New_York", **fields})


def dermatology():
    return SpecialtyFactory(name="Dermatology", search_words="rash, acne, mole")


def cardiology():
    return SpecialtyFactory(
        name="Cardiology",
        plain_name="heart doctor",
        plain_name_plural="heart doctors",
        practitioner_title="Cardiologist",
        search_words="chest, rash",
    )


def an_offer(who="Amara Osei", *, minutes=20, mode="in_person", specialties=(), languages=(), doctor=None, **fields):
    """Return an offer that is the doctor's first for its mode; ``fields`` are of the visit type."""
    if doctor is None:
        doctor = DoctorFactory(full_name=who, specialties=specialties)
        DoctorLanguage.objects.bulk_create(DoctorLanguage(doctor=doctor, code=code) for code in languages)
    visit_type = VisitTypeFactory(minutes=minutes, mode=mode, minimum_notice_minutes=0, **fields)
    return OfferFactory(doctor=doctor, visit_type=visit_type)


def doctor_osei(clinic):
    """Return the offer of Dr Amara Osei, a skin doctor who is free on Monday and Tuesday."""
    offer = an_offer("Amara Osei", specialties=[dermatology()], languages=["en", "fr"])
    free(offer, clinic, MONDAY, "9:00 9:20")
    free(offer, clinic, TUESDAY, "12:00")
    return offer


def free(offer, clinic, day, clocks, *, length=20, minutes_left=480, **fields):
    """Make open slots of the offer's doctor at wall clocks such as ``9:00 9:20`` and return them."""
    working_hours = fields.pop("working_hours", None) or hours_at(offer.doctor, clinic)
    slots = []
    for text in clocks.split():
        hour, minute = text.split(":")
        starts_at = instant(day, dt.time(int(hour), int(minute)), clinic.time_zone)
        slots.append(
            TimeSlot(
                doctor=offer.doctor,
                clinic=clinic,
                starts_at=starts_at,
                ends_at=starts_at + dt.timedelta(minutes=length),
                minute=utc_minute(starts_at),
                local_date=day,
                local_minute=int(hour) * 60 + int(minute),
                minutes_left=minutes_left,
                working_hours=working_hours,
                **fields,
            )
        )
    return TimeSlot.objects.bulk_create(slots)


def hours_at(doctor, clinic):
    """Return working hours of the doctor at the clinic, new ones if there are none."""
    return doctor.working_hours.filter(clinic=clinic).first() or WorkingHoursFactory(doctor=doctor, clinic=clinic)


def wish(query="", *, now=NOW):
    """Return what the query string asks for, as the results page reads it."""
    read = DoctorFilter(
        QueryDict(query),
        specialties=Specialty.objects.filter(is_active=True),
        clinics=list(Clinic.objects.all()),
        languages={"en", "fr", "pl"},
    )
    return read.wish(now=now)
