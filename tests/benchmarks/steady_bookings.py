"""Bookings at a steady pace, by several connections of one program; prepared first, begun when told to."""

import datetime as dt
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.utils import timezone

from accounts.models import Patient, User
from appointments.services.booking import book
from scheduling.models import TimeSlot
from scheduling.services.publishing import publish
from tests.appointments.notifications.outbox_of_thousands import no_duty_for_an_hour
from tests.factories import ClinicFactory, DoctorFactory, OfferFactory, VisitTypeFactory, WorkingHoursFactory

OF_EACH_PATIENT = 5
OF_EACH_DOCTOR = 200
THREADS = 4


def run(per_second, seconds):
    """Prepare, say so, wait for a line, book, and print how it went."""
    waiting = iter(prepared(per_second * seconds))
    no_duty_for_an_hour()
    print("ready", flush=True)  # noqa: T201 - to the program that started this one
    sys.stdin.readline()
    turn, began, slow = threading.Lock(), time.monotonic(), []
    numbers = iter(range(per_second * seconds))

    def one_after_the_other():
        while True:
            with turn:
                number, told = next(numbers, None), next(waiting, None)
            if told is None:
                connection.close()
                return
            wait = began + number / per_second - time.monotonic()
            time.sleep(max(0, wait))
            started = time.monotonic()
            book(**told, now=timezone.now())
            slow.append(time.monotonic() - started)

    with ThreadPoolExecutor(THREADS) as threads:
        for done in [threads.submit(one_after_the_other) for _number in range(THREADS)]:
            done.result()
    took = time.monotonic() - began
    figures = {"booked": len(slow), "booked_per_second": round(len(slow) / took, 1)}
    figures["booking_ms_p95"] = round(1000 * sorted(slow)[int(len(slow) * 0.95)], 1)
    figures["booking_ms_max"] = round(1000 * max(slow), 1)
    print(json.dumps(figures))  # noqa: T201


def prepared(count):
    """Return what to book: times that no other takes, each patient a few one after the other."""
    now, clinic, visit_type = timezone.now(), ClinicFactory(), VisitTypeFactory()
    patients, told = made_patients(-(-count // OF_EACH_PATIENT)), []
    while len(told) < count:
        doctor = DoctorFactory()
        offer = OfferFactory(doctor=doctor, visit_type=visit_type)
        for weekday in range(7):
            WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=weekday, starts=dt.time(7), ends=dt.time(21))
        publish(doctor=doctor, now=now, last=now.date() + dt.timedelta(days=8))
        slots = TimeSlot.objects.filter(doctor=doctor, starts_at__gt=now + dt.timedelta(days=2)).order_by("minute")
        for slot in slots[: min(OF_EACH_DOCTOR, count - len(told))]:
            patient = patients[len(told) // OF_EACH_PATIENT]
            common = {"offer": offer, "clinic": clinic, "actor": patient.user, "reason": "A measurement."}
            told.append({"patient": patient, "starts_at": slot.starts_at, **common})
    return told


def made_patients(count):
    """Return new patients, also where there are some from a measurement before."""
    first = Patient.objects.count()
    users = User.objects.bulk_create(
        User(email=f"p{number}@example.com", full_name=f"Patient {number}", password="!")
        for number in range(first, first + count)
    )
    return Patient.objects.bulk_create(
        Patient(
            user=user, full_name=user.full_name, date_of_birth=dt.date(1964, 3, 27), email=user.email,
            record_number=f"B{number:07}",
        )
        for number, user in enumerate(users, first)
    )  # fmt: skip
