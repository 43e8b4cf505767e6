"""
Bookings filled in up to their last button, and what became of them; run in a program on the servers' database.

Nobody holds the times: as after half an hour of thinking, each is taken when the button is pressed.
"""

import datetime as dt
import random
import time
from collections import Counter

from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, RecordGrant
from appointments.models import Appointment, AppointmentEvent, BookingDraft, Message
from appointments.record_access import LABEL
from appointments.services.drafts import version_shown
from tests.concurrency.scenarios import a_morning
from tests.factories import ClinicFactory, DoctorFactory, PatientFactory, UserFactory, VisitTypeFactory

EVERY_STEP = ["type", "time", "who", "reason"]


def mornings(count, *, patients, minutes, starts=None):
    """
    Return what to press on ``count`` mornings of twelve starts, a list each: session, address and what was shown.

    Visits longer than a slot overlap at neighbouring starts. Each patient wants
    every start of the morning, or as many as ``starts`` says, in an order of
    their own.
    """
    for factory in (ClinicFactory, DoctorFactory, PatientFactory, UserFactory, VisitTypeFactory):
        factory.reset_sequence(time.time_ns(), force=True)  # names of this program, not those of the one before
    return [presses_of_a_morning(patients=patients, minutes=minutes, starts=starts) for _morning in range(count)]


def presses_of_a_morning(*, patients, minutes, starts):
    offer, clinic, bookable, _nobody, _hours = a_morning(minutes=minutes, patients=0)
    presses = []
    for patient in PatientFactory.create_batch(patients, user__password=None):
        session = session_of(patient.user)
        wanted = random.sample(bookable, starts or len(bookable))
        drafts = BookingDraft.objects.bulk_create(draft(offer, clinic, patient, start) for start in wanted)
        presses += [press(session, one, patient) for one in drafts]
    random.shuffle(presses)
    return presses


def session_of(user):
    browser = Client()
    browser.force_login(user)
    return browser.cookies["sessionid"].value


def draft(offer, clinic, patient, starts_at):
    now = timezone.now()
    return BookingDraft(
        user=patient.user,
        patient=patient,
        doctor=offer.doctor,
        clinic=clinic,
        visit_type=offer.visit_type,
        starts_at=starts_at,
        answered=EVERY_STEP,
        created_at=now,
        expires_at=now + dt.timedelta(hours=24),
    )


def press(session, one, patient):
    return {
        "session": session,
        "path": f"/book/{one.pk}/check/",
        "form": {"seen": version_shown(one, patient=patient)},
    }


def incomplete(references=()):
    """
    Return what is half there: appointments without all that a booking writes, or named and not there at all.

    A booking writes its event, its news, its entry of the trail, the doctor's
    leave to read, and itself into its draft; all these patients are alike, so
    each has as much of it as the others. Its slots are what ``check_schedule`` asks about.
    """
    written = {
        "event": Counter(AppointmentEvent.objects.values_list("appointment__reference", flat=True)),
        "news": Counter(Message.objects.values_list("event__appointment__reference", flat=True)),
        "draft": Counter(BookingDraft.objects.values_list("appointment__reference", flat=True)),
        "trail": Counter(
            label.removeprefix(LABEL) for label in AuditEntry.objects.values_list("object_label", flat=True)
        ),
        "leave": Counter(label.removeprefix(LABEL) for label in RecordGrant.objects.values_list("because", flat=True)),
    }
    there = set(Appointment.objects.values_list("reference", flat=True))
    usual = {part: max((counts[reference] for reference in there), default=0) for part, counts in written.items()}
    half = [
        f"{reference} has {counts[reference]} of its {part}, others {usual[part]}"
        for part, counts in written.items()
        for reference in sorted(there)
        if counts[reference] != usual[part] or not usual[part]
    ]
    return half + [f"{reference} is not there" for reference in sorted(set(references) - there)]
