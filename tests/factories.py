"""People, places and time for tests; no factory touches the clock."""

import datetime as dt
import random

import factory
from django.utils.text import slugify

from accounts.models import Doctor, Patient, Specialty, User
from accounts.roles import Role
from scheduling.clinic_time import utc_minute
from scheduling.models import Clinic, DoctorVisitType, TimeSlot, VisitType, WorkingHours

FIRST_RECORD = random.SystemRandom().randrange(9_000_000)
"""Where this process begins: of numbers drawn one by one, two are alike in every few runs of the suite."""


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    role = Role.PATIENT
    is_staff = factory.LazyAttribute(lambda user: user.role == Role.ADMINISTRATOR)
    password = factory.django.Password("correct horse battery")


class PatientFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Patient

    user = factory.SubFactory(UserFactory)
    record_number = factory.Sequence(lambda n: f"P{1_000_000 + (FIRST_RECORD + n) % 9_000_000}")
    full_name = factory.Sequence(lambda n: f"Patient {n}")
    date_of_birth = dt.date(1964, 3, 27)
    email = factory.LazyAttribute(lambda patient: patient.user.email if patient.user else "")


class SpecialtyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Specialty
        django_get_or_create = ("slug",)

    name = "Dermatology"
    slug = factory.LazyAttribute(lambda specialty: slugify(specialty.name))
    plain_name = "skin doctor"
    plain_name_plural = "skin doctors"
    practitioner_title = "Dermatologist"


class DoctorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Doctor
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory, role=Role.DOCTOR)
    full_name = factory.Sequence(lambda n: f"Amara Osei{n}")
    slug = factory.LazyAttribute(lambda doctor: slugify(doctor.full_name))
    search_text = factory.LazyAttribute(lambda doctor: doctor.full_name.lower())

    @factory.post_generation
    def specialties(self, create, given, **kwargs):
        if create and given:
            self.specialties.add(*given)


class ClinicFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Clinic

    name = factory.Sequence(lambda n: f"Fernhill Clinic {n}")
    slug = factory.LazyAttribute(lambda clinic: slugify(clinic.name))
    address = "12 Mill Road"
    city = "Oakford"
    time_zone = "Europe/London"


class VisitTypeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = VisitType

    name = factory.Sequence(lambda n: f"Follow-up {n}")
    slug = factory.LazyAttribute(lambda visit_type: slugify(visit_type.name))
    minutes = 20


class OfferFactory(factory.django.DjangoModelFactory):
    """A doctor's offer; its copies follow the visit type as the service would write them."""

    class Meta:
        model = DoctorVisitType

    doctor = factory.SubFactory(DoctorFactory)
    visit_type = factory.SubFactory(VisitTypeFactory)
    minutes = factory.LazyAttribute(lambda offer: offer.own_minutes or offer.visit_type.minutes)
    occupies = factory.LazyAttribute(lambda offer: offer.minutes + offer.visit_type.buffer_minutes)
    mode = factory.LazyAttribute(lambda offer: offer.visit_type.mode)
    own_minutes = None
    is_default = True


class WorkingHoursFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WorkingHours

    doctor = factory.SubFactory(DoctorFactory)
    clinic = factory.SubFactory(ClinicFactory)
    weekday = 0
    starts = dt.time(9)
    ends = dt.time(17)
    slot_minutes = 20
    valid_from = dt.date(2026, 1, 1)


class TimeSlotFactory(factory.django.DjangoModelFactory):
    """One open slot as publishing would write it, in UTC wall clock."""

    class Meta:
        model = TimeSlot

    class Params:
        length = 20

    doctor = factory.SubFactory(DoctorFactory)
    clinic = factory.SubFactory(ClinicFactory)
    starts_at = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    ends_at = factory.LazyAttribute(lambda slot: slot.starts_at + dt.timedelta(minutes=slot.length))
    minute = factory.LazyAttribute(lambda slot: utc_minute(slot.starts_at))
    local_date = factory.LazyAttribute(lambda slot: slot.starts_at.date())
    local_minute = factory.LazyAttribute(lambda slot: slot.starts_at.hour * 60 + slot.starts_at.minute)
    minutes_left = 240


def slots_in_a_row(*, doctor, clinic, starts_at, count, minutes=20, lane=0, **fields):
    """Return ``count`` open slots without a gap, as one session of hours would publish them."""
    step = dt.timedelta(minutes=minutes)
    return [
        TimeSlotFactory(
            doctor=doctor,
            clinic=clinic,
            starts_at=starts_at + step * index,
            length=minutes,
            lane=lane,
            minutes_left=minutes * (count - index),
            **fields,
        )
        for index in range(count)
    ]
