"""What ``workbench.py`` has done in the project: a doctor with a full week, day and list of requests, and asking."""

import datetime as dt
import statistics
import time
from zoneinfo import ZoneInfo

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appointments.lifecycle import Status
from appointments.models import Appointment
from appointments.services.booking import book
from scheduling.clinic_time import ONE_DAY, monday_of
from scheduling.services.publishing import publish
from tests.factories import (
    ClinicFactory,
    DoctorFactory,
    OfferFactory,
    PatientFactory,
    VisitTypeFactory,
    WorkingHoursFactory,
)

LONDON = ZoneInfo("Europe/London")
TEN = dt.timedelta(minutes=10)
A_DAY, REQUESTS, LINES = 60, 50, 200
EACH_OTHER_DAY = 14
"""Appointments, each with free time after it: two lines, or one on a day that is over."""
PAGES = {
    f"calendar_{LINES}": ("/doctor/calendar/", 'class="ev ', LINES),
    f"today_{A_DAY}": ("/doctor/", 'class="day-item', A_DAY),
    f"requests_{REQUESTS}": ("/doctor/requests/", 'class="request"', REQUESTS),
}


def measure(times):
    """Ask ``times`` times for each page, at half past ten on the Wednesday of a week to come."""
    monday = monday_of(timezone.now().date()) + 7 * ONE_DAY
    at_work = dt.datetime.combine(monday + 2 * ONE_DAY, dt.time(10, 25), LONDON)
    doctor = a_full_doctor(monday, now=timezone.now(), at_work=at_work)
    with time_machine.travel(at_work, tick=True):
        client = Client(SERVER_NAME="localhost")
        client.force_login(doctor.user)
        return {name: page(client, *about, times=times) for name, about in PAGES.items()}


def page(client, address, mark, least, *, times):
    """Return how long the page took, in milliseconds, how many lines it has and how many queries it made."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    asked = len(queries)  # now: the next request empties the log they are read from
    lines = answer.content.decode().count(mark)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    assert lines >= least, f"{address} has {lines} lines"
    took, processor = [], time.process_time()
    for _time in range(times):
        began = time.perf_counter()
        client.get(address)
        took.append(1000 * (time.perf_counter() - began))
    return {
        "lines": lines,
        "queries": asked,
        "p50_ms": round(statistics.median(took), 1),
        "p95_ms": round(sorted(took)[int(len(took) * 0.95)], 1),
        "own_processor_ms": round(1000 * (time.process_time() - processor) / times, 1),
    }


def a_full_doctor(monday, *, now, at_work):
    """Return a doctor whose Wednesday is full and who sees somebody every 40 minutes on the other days."""
    clinic, doctor = ClinicFactory(), DoctorFactory()
    checks = an_offer(doctor, "Check", "automatic")
    asked = an_offer(doctor, "Procedure", "by_doctor")
    for weekday in range(7):
        WorkingHoursFactory(
            doctor=doctor, clinic=clinic, weekday=weekday, starts=dt.time(8), ends=dt.time(18), slot_minutes=10
        )
    publish(doctor=doctor, now=now)
    for ahead in range(7):
        is_full = ahead == at_work.weekday()
        first = dt.datetime.combine(monday + ahead * ONE_DAY, dt.time(8), LONDON)
        for number in range(A_DAY if is_full else EACH_OTHER_DAY):
            somebody(checks, clinic, first + number * (TEN if is_full else 4 * TEN), now=now)
    first = dt.datetime.combine(monday + 7 * ONE_DAY, dt.time(8), LONDON)
    for number in range(REQUESTS):
        somebody(asked, clinic, first + number * TEN, now=now)
    Appointment.objects.filter(ends_at__lte=at_work).update(status=Status.COMPLETED)
    return doctor


def an_offer(doctor, name, approval):
    visit_type = VisitTypeFactory(name=name, slug=name.lower(), minutes=10, approval=approval)
    return OfferFactory(doctor=doctor, visit_type=visit_type, is_default=approval == "automatic")


def somebody(offer, clinic, starts_at, *, now):
    patient = PatientFactory(user__password=None)
    told = {"offer": offer, "clinic": clinic, "starts_at": starts_at, "reason": "To see how it heals."}
    book(patient=patient, actor=patient.user, now=now, **told)
