"""What ``admin_lists.py`` has done in the project: tables as long as in two years, and every list of them asked for."""

import datetime as dt
import statistics
import time

from django.contrib import admin
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, Doctor, Patient
from appointments.models import AppointmentEvent, Message
from scheduling.clinic_time import utc_minute
from scheduling.models import Clinic, TimeSlot
from tests.benchmarks.analytics_work import make, tidy
from tests.benchmarks.publishing_work import names_of_its_own
from tests.dashboards.staff import administrator

AT_A_TIME = 5000
SLOTS_EACH = 5
"""Slots for each appointment: most of what is published stays open."""
TURNS = 3
LONGEST = 12


def measure(appointments, doctors):
    made = make(appointments, doctors)
    add_slots(appointments * SLOTS_EACH)
    add_messages()
    add_trail()
    tidy()
    names_of_its_own()
    user = administrator()
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    asked = {}
    for model, of_model in admin.site._registry.items():
        if user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}"):
            asked |= list_of(client, user, model, of_model)
    slowest = dict(sorted(asked.items(), key=lambda row: -row[1]["ms"])[:LONGEST])
    return {"made": made, "slots": TimeSlot.objects.count(), "asked": len(asked), "slowest": slowest}


def add_slots(count):
    """Write slots of twenty minutes, every doctor's one after the other."""
    doctors, clinics = list(Doctor.objects.all()), list(Clinic.objects.all())
    began = timezone.now().replace(hour=8, minute=0, second=0, microsecond=0) - dt.timedelta(days=60)
    rows = []
    for number in range(count):
        nth, of_doctor = divmod(number, len(doctors))
        starts_at = began + dt.timedelta(days=nth // 24, minutes=20 * (nth % 24))
        rows.append(
            TimeSlot(
                doctor=doctors[of_doctor], clinic=clinics[of_doctor % len(clinics)], starts_at=starts_at,
                ends_at=starts_at + dt.timedelta(minutes=20), minute=utc_minute(starts_at),
                local_date=starts_at.date(), local_minute=starts_at.hour * 60 + starts_at.minute, minutes_left=20,
                status="booked" if number % SLOTS_EACH == 0 else "open",
            )
        )  # fmt: skip
        if len(rows) == AT_A_TIME:
            TimeSlot.objects.bulk_create(rows)
            rows = []
    TimeSlot.objects.bulk_create(rows)


def add_messages():
    """Write one message for each event."""
    rows = []
    for pk, at, patient in AppointmentEvent.objects.values_list("pk", "at", "appointment__patient").iterator():
        rows.append(
            Message(
                event_id=pk, patient_id=patient, address="somebody@example.org", channel="email", kind="booked",
                language="en", subject="Booked", text="Booked.", dedupe_key=f"event:{pk}", send_after=at,
                created_at=at, status="sent", sent_at=at,
            )
        )  # fmt: skip
        if len(rows) == AT_A_TIME:
            Message.objects.bulk_create(rows)
            rows = []
    Message.objects.bulk_create(rows)


def add_trail():
    """Write one entry of the trail for each event."""
    patients = list(Patient.objects.values_list("pk", flat=True))
    rows = [
        AuditEntry(at=at, role="system", action="booked", object_label=f"event:{pk}", patient_id=patients[pk % 100])
        for pk, at in AppointmentEvent.objects.values_list("pk", "at").iterator()
    ]
    AuditEntry.objects.bulk_create(rows, batch_size=AT_A_TIME)


def list_of(client, user, model, of_model):
    """Return the milliseconds and queries of a list, for each way it is asked."""
    name = f"{model._meta.app_label}_{model._meta.model_name}"
    address = reverse(f"admin:{name}_changelist")
    ways = {"": "", " page 2": "?p=2"} | choices_of(address, user, of_model)
    if of_model.search_fields:
        ways[" search"] = "?q=osei"
    return {f"{name}{way}": asked_for(client, address + query) for way, query in ways.items()}


def choices_of(address, user, of_model):
    """Return the second choice of each filter, and the year of a list with dates."""
    request = RequestFactory().get(address)
    request.user = user
    found = {}
    if of_model.date_hierarchy:
        found[" year"] = f"?{of_model.date_hierarchy}__year={timezone.now().year}"
    if not of_model.list_filter:
        return found
    lists = of_model.get_changelist_instance(request)
    for spec in lists.filter_specs:
        choices = [choice for choice in spec.choices(lists) if "query_string" in choice]
        if len(choices) > 1:
            found[f" by {spec.title}"] = choices[1]["query_string"]
    return found


def asked_for(client, address):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, follow=True)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    took = []
    for _turn in range(TURNS):
        began = time.perf_counter()
        client.get(address, follow=True)
        took.append(1000 * (time.perf_counter() - began))
    slowest = max(asked.captured_queries, key=lambda query: float(query["time"]), default=None)
    return {
        "ms": round(statistics.median(took)),
        "queries": len(asked),
        "slowest": slowest and f"{slowest['time']} s: {slowest['sql'][:90]} … {slowest['sql'][-90:]}",
    }
