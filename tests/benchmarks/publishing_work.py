"""What ``publishing.py`` has done in the project: a year of one doctor, many doctors, a night's batch."""

import datetime as dt
import statistics
import time
from itertools import product

from django.utils import timezone

from scheduling.models import TimeSlot, WorkingHours
from scheduling.services.publishing import publish, publish_all
from tests.appointments.notifications.outbox_of_thousands import no_duty_for_an_hour
from tests.factories import ClinicFactory, DoctorFactory, UserFactory, VisitTypeFactory

MORNING, AFTERNOON = (dt.time(9), dt.time(13)), (dt.time(14), dt.time(18))
YEAR = dt.timedelta(days=365)


def names_of_its_own():
    """Let the factories count from where no program before this one did."""
    for factory in (ClinicFactory, DoctorFactory, UserFactory, VisitTypeFactory):
        factory.reset_sequence(time.time_ns(), force=True)


def a_doctor(clinic):
    """Return a doctor who works five days, eight hours each in slots of 20 minutes, with an hour for lunch."""
    doctor = DoctorFactory(user__password=None)
    WorkingHours.objects.bulk_create(
        WorkingHours(
            doctor=doctor, clinic=clinic, weekday=weekday, starts=starts, ends=ends, slot_minutes=20,
            valid_from=dt.date(2020, 1, 1),
        )
        for weekday, (starts, ends) in product(range(5), (MORNING, AFTERNOON))
    )  # fmt: skip
    return doctor


def a_year():
    """Publish a year of a doctor, three of them, and again with nothing to do; return medians, in seconds."""
    clinic, now = ClinicFactory(), timezone.now()
    fresh, processors, again = [], [], []
    no_duty_for_an_hour()
    for _turn in range(3):
        doctor = a_doctor(clinic)
        processor = time.process_time()
        fresh.append(timed(publish, doctor=doctor, now=now, last=now.date() + YEAR))
        processors.append(time.process_time() - processor)
        again.append(timed(publish, doctor=doctor, now=now, last=now.date() + YEAR))
    slots = TimeSlot.objects.filter(doctor=doctor).count()
    TimeSlot.objects.all().delete()
    WorkingHours.objects.all().delete()
    return {"slots": slots, "s": median(fresh), "own_processor_s": median(processors), "again_s": median(again)}


def make_doctors(count):
    names_of_its_own()
    clinic = ClinicFactory()
    for _number in range(count):
        a_doctor(clinic)


def a_night(days_later):
    """Publish everybody as the worker does at night, some days from now; return how long it and its slowest took."""
    now = timezone.now() + dt.timedelta(days=days_later)
    slots, failed, slowest = TimeSlot.objects.count(), 0, 0.0
    began = last = time.monotonic()
    for report in publish_all(now=now):
        failed += report.error != ""
        slowest, last = max(slowest, time.monotonic() - last), time.monotonic()
    return {
        "s": round(time.monotonic() - began, 1),
        "slowest_doctor_s": round(slowest, 2),
        "failed": failed,
        "slots_added": TimeSlot.objects.count() - slots,
    }


def timed(call, **arguments):
    began = time.monotonic()
    call(**arguments)
    return time.monotonic() - began


def median(values):
    return round(statistics.median(values), 2)
