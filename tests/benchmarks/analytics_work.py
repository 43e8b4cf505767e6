"""What ``analytics.py`` has done in the project: appointments by the million, counted, proved and looked at."""

import datetime as dt
import random
import statistics
import time

from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Doctor, Patient, Specialty
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentEvent
from dashboards.analytics.counting import count_everything
from dashboards.analytics.pages import PAGES
from dashboards.analytics.proof import differences
from dashboards.models import AccessSample, DailyMetric, HourlyMetric, WaitMetric
from scheduling.models import Clinic, DaySupply, VisitType
from tests.benchmarks.publishing_work import names_of_its_own
from tests.dashboards.staff import administrator
from tests.factories import ClinicFactory, DoctorFactory, PatientFactory, SpecialtyFactory, VisitTypeFactory

AT_A_TIME = 5000
DAYS = 730
AHEAD = 4, 60
"""Days: booked before it could be cancelled."""
CLINICS, SPECIALTIES, VISIT_TYPES = 20, 15, 6
APPOINTMENTS_EACH = 20
"""Of a patient, in the two years."""
ENDS = ["attended"] * 85 + ["missed"] * 6 + ["cancelled_late"] * 4 + ["cancelled_in_time"] * 5
STATUS = {"attended": (Status.COMPLETED, Verb.COMPLETE), "missed": (Status.NO_SHOW, Verb.NO_SHOW)}
CANCELLED = (Status.CANCELLED, Verb.CANCEL)
ZONES = ("Europe/London", "America/New_York")
TURNS = 7


def make(appointments, doctors):
    """Write places and people, and so many ended appointments of the last two years; each is told by two events."""
    began, chance = time.monotonic(), random.Random(7)
    fields = [SpecialtyFactory(name=f"Field {number}") for number in range(SPECIALTIES)]
    clinics = [ClinicFactory(time_zone=ZONES[number % len(ZONES)]) for number in range(CLINICS)]
    visit_types = [VisitTypeFactory() for _number in range(VISIT_TYPES)]
    patients = [patient.pk for patient in write_patients(max(1, appointments // APPOINTMENTS_EACH))]
    people = [
        DoctorFactory(user__password=None, specialties=[fields[number % SPECIALTIES]]) for number in range(doctors)
    ]
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    for first in range(0, appointments, AT_A_TIME):
        several = []
        for number in range(first, min(first + AT_A_TIME, appointments)):
            doctor, clinic = people[number % doctors], clinics[number % doctors % CLINICS]
            ago = dt.timedelta(days=1 + number * DAYS // appointments, minutes=-chance.randrange(480, 1020))
            made, outcome = appointment(chance, doctor, clinic, visit_types, patients, today - ago)
            made.reference = f"{number:08d}"  # by chance, two of a million would be alike
            several.append((made, outcome))
        write(several)
    supply(people, clinics, today)
    tidy()
    return {"appointments": Appointment.objects.count(), "s": round(time.monotonic() - began, 1)}


def write_patients(number):
    """Write so many at once; by chance, two of fifty thousand record numbers would be alike."""
    rows = (PatientFactory.build(user=None, record_number=f"P{one:07d}") for one in range(number))
    return Patient.objects.bulk_create(rows, batch_size=AT_A_TIME)


def appointment(chance, doctor, clinic, visit_types, patients, starts_at):
    """Return an appointment not written yet, and what became of it."""
    outcome, visit_type = chance.choice(ENDS), chance.choice(visit_types)
    status, _verb = STATUS.get(outcome, CANCELLED)
    made = Appointment(
        patient_id=chance.choice(patients), doctor=doctor, clinic=clinic, visit_type=visit_type, starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=20), time_zone=clinic.time_zone, mode="in_person", minutes=20,
        currency="GBP", visit_type_name=visit_type.name, changeable_until=starts_at,
        late_after=starts_at - dt.timedelta(days=1), status=status,
        created_at=starts_at - dt.timedelta(days=chance.randrange(*AHEAD)),
    )  # fmt: skip
    return made, outcome


def write(several):
    Appointment.objects.bulk_create([made for made, _outcome in several])
    events = []
    for made, outcome in several:
        status, verb = STATUS.get(outcome, CANCELLED)
        early = dt.timedelta(days=3 if outcome == "cancelled_in_time" else 0, hours=2)
        booked = {"appointment": made, "kind": Verb.BOOK, "at": made.created_at, "to_status": Status.CONFIRMED}
        events.append(AppointmentEvent(**booked))
        events.append(AppointmentEvent(appointment=made, kind=verb, at=made.starts_at - early, to_status=status))
    AppointmentEvent.objects.bulk_create(events, batch_size=AT_A_TIME)


def supply(people, clinics, today):
    """Write eight hours offered by everybody every day, and how long somebody new would have waited."""
    days = [today.date() - dt.timedelta(days=number) for number in range(1, DAYS)]
    for number, doctor in enumerate(people):
        DaySupply.objects.bulk_create(
            DaySupply(
                doctor=doctor, clinic=clinics[number % CLINICS], local_date=day, minutes_offered=480,
                minutes_blocked=0, minutes_booked=0,
            )
            for day in days
        )  # fmt: skip
        AccessSample.objects.bulk_create(
            AccessSample(doctor=doctor, clinic=clinics[number % CLINICS], day=day, days=(day.toordinal() + number) % 30)
            for day in days
        )


def tidy():
    """Do what PostgreSQL's autovacuum does by itself, where a server has it off: rows seen by all, and statistics."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def count():
    began = time.monotonic()
    days = sum(1 for _day in count_everything())
    tidy()
    rows = {"daily": DailyMetric.objects.count(), "hourly": HourlyMetric.objects.count()}
    rows["waits"] = WaitMetric.objects.count()
    return {"days": days, **rows, "s": round(time.monotonic() - began, 1)}


def prove():
    began = time.monotonic()
    return {"differences": sum(1 for _one in differences()), "s": round(time.monotonic() - began, 1)}


def open_pages():
    """Open the pages of a year, of all and narrowed; return the median of each, in seconds."""
    client = Client(SERVER_NAME="localhost")
    names_of_its_own()
    client.force_login(administrator())
    narrowed = {
        "specialty": Specialty.objects.first().pk,
        "clinic": Clinic.objects.first().pk,
        "visit_type": VisitType.objects.first().pk,
    }
    asked = {"year": {"period": "year"}, "month": {"period": "month"}}
    asked |= {f"year_of_one_{name}": {"period": "year", name: key} for name, key in narrowed.items()}
    pages = {page.name.removeprefix("analytics_"): reverse(page.url_name) for page in PAGES}
    return {
        "doctors": Doctor.objects.count(),
        **{
            page: {name: median_of(client, address, what) for name, what in asked.items()}
            for page, address in pages.items()
        },
    }


def median_of(client, address, asked):
    taken = []
    for _turn in range(TURNS):
        began = time.monotonic()
        assert client.get(address, asked).status_code == 200
        taken.append(time.monotonic() - began)
    return round(statistics.median(taken), 3)
