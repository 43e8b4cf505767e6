"""What the demo data leaves to chance and a test must find: run inside the installation, by ``manage.py shell``."""

import datetime as dt
import json
from collections import defaultdict
from pathlib import Path

from allauth.account.models import EmailAddress
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Doctor, Document, HistoryEntry, Measurement, Patient, User
from accounts.services.creating_doctors import create_doctor
from appointments.answering.tokens import answer_token
from appointments.lifecycle import ACTIVE, Status
from appointments.models import Appointment, Message, MessagePreference, PatientSummary, VisitNote
from appointments.notifications.recipients import patient_side
from appointments.reading.colleagues import Colleagues
from appointments.services.booking import OwnTimeTaken, book
from appointments.services.cancelling import cancel
from scheduling.models import Clinic, DoctorVisitType, TimeOff, TimeSlot, WorkingHours
from scheduling.offering import open_starts
from scheduling.services.time_off import add_time_off

ASKING = (
    "Rosa Marin", "Bo Lindqvist", "Nadia Vogel", "Idris Bello", "Yuki Arai", "Lars Holm", "Vera Sato", "Otto Brandt",
    "Zita Ruiz",
)  # fmt: skip
"""They wait for an answer of Dr Osei, beside Daniel Reid: ten, as the yardstick has it."""


def arrange(path):
    """Make it, and write the names and numbers the tests look up to ``path`` as JSON."""
    now = timezone.now()
    amara = Doctor.objects.get(user__email="doctor@example.com")
    maria = Patient.objects.get(user__email="patient@example.com")
    daniel = Patient.objects.get(user__email="patient2@example.com")
    follow_up, procedure = (
        DoctorVisitType.objects.select_related("doctor__user", "visit_type").get(doctor=amara, visit_type__slug=slug)
        for slug in ("follow-up", "minor-procedure")
    )
    for number, patient in enumerate([daniel, *people_who_ask(amara, but=[maria.pk, daniel.pk])], start=1):
        book_ahead(patient, procedure, now, days=5 + number, reason="A mole on my arm has changed.")
    confirmed = book_ahead(maria, follow_up, now, days=10, reason="To see how it heals.")
    cancelled = book_ahead(maria, follow_up, now, days=20, reason="To see how it heals.")
    cancel(appointment=cancelled, actor=maria.user, now=now)
    with_a_past = past_of(amara, Status.COMPLETED)
    beginner = doctor_without_hours(like=amara, now=now)
    add_time_off(
        doctor=amara,
        starts_at=now + dt.timedelta(days=30),
        ends_at=now + dt.timedelta(days=31),
        time_zone="Europe/London",
        label="A conference",
        actor=amara.user,
        now=now,
    )
    write_at_any_hour()
    # What was sent by now is not what a test waits for.
    Message.objects.filter(status=Message.Status.QUEUED, channel=Message.Channel.EMAIL).update(
        status=Message.Status.SENT, sent_at=now, attempts=1
    )
    known = {
        "confirmed": confirmed.reference,
        "cancelled": cancelled.reference,
        "request_of_maria": Appointment.objects.filter(patient=maria, status=Status.REQUESTED).first().reference,
        "offered": Appointment.objects.filter(patient=maria, offered_until__gt=now).first().reference,
        "request": Appointment.objects.filter(doctor=amara, status=Status.REQUESTED).first().reference,
        "completed": with_a_past.reference,
        "patient_with_a_past": with_a_past.patient.user.email,
        "missed": past_of(amara, Status.NO_SHOW).reference,
        **notes_of(amara, maria),
        "doctor_without_hours": beginner.user.email,
        "hours": WorkingHours.objects.filter(doctor=amara).first().pk,
        "time_off": TimeOff.objects.filter(doctor=amara).latest("pk").pk,
        "open_slot": TimeSlot.objects.filter(doctor=amara, status="open", starts_at__gt=now).first().pk,
        "maria": maria.record_number,
        "maria_born": [maria.date_of_birth.day, maria.date_of_birth.month, maria.date_of_birth.year],
        "said_by_maria": said(maria, "Amlodipine"),
        "confirmed_of_maria": said(maria, "Penicillin"),
        "document": Document.objects.filter(patient=maria).latest("pk").pk,
        "weight": Measurement.objects.filter(patient=maria, kind="weight").latest("pk").pk,
        "child": Patient.objects.get(full_name="Leo Lopes").record_number,
        "clinic": Clinic.objects.get(slug="fernhill-clinic").pk,
        "answer": answer_of(maria, confirmed, now),
        "answer_to_cancelled": answer_of(maria, cancelled, now),
        "admin": User.objects.get(email="admin@example.com").pk,
        "sick_day": day_a_colleague_could_take(amara, now).isoformat(),
    }
    Path(path).write_text(json.dumps(known))


def write_at_any_hour():
    """Give nobody quiet hours: what a test waits for would not come in the evening."""
    MessagePreference.objects.bulk_create(
        [MessagePreference(user=user) for user in User.objects.filter(message_preference=None)]
    )
    MessagePreference.objects.update(quiet_from=None, quiet_until=None)


def answer_of(patient, appointment, now):
    """Return the end of the link by which the patient says whether they come."""
    return answer_token(appointment, patient_side([patient], now=now)[patient.pk][0])


def notes_of(doctor, patient):
    """Return the appointments of the doctor's notes: one not signed, one added to, one shared with the patient."""
    notes = VisitNote.objects.filter(appointment__doctor=doctor)
    shared = PatientSummary.objects.standing().filter(appointment__doctor=doctor, appointment__patient=patient)
    return {
        "note_draft": notes.get(signed_at__isnull=True).appointment.reference,
        "note_amended": notes.get(amends__isnull=False).appointment.reference,
        "note_shared": shared.get().appointment.reference,
    }


def said(patient, text):
    """Return the key of what stands in the patient's history."""
    return HistoryEntry.objects.standing().get(patient=patient, text__startswith=text).pk


def people_who_ask(doctor, *, but):
    """Give the names to adults who can sign in, ask the doctor nothing yet and have the least ahead of them."""
    asking = Appointment.objects.filter(doctor=doctor, status=Status.REQUESTED).values("patient")
    adults = Patient.objects.filter(user__isnull=False, date_of_birth__lt="1990-01-01", blocked_reason="")
    adults = adults.exclude(pk__in=but).exclude(pk__in=asking)
    ahead = Count("appointments", filter=Q(appointments__status__in=ACTIVE))
    for name, patient in zip(ASKING, adults.alias(ahead=ahead).order_by("ahead", "pk"), strict=False):
        patient.full_name = name
        patient.save(update_fields=["full_name"])
        yield patient


def doctor_without_hours(*, like, now):
    """Make a doctor who has still to say when they work, and can sign in as the others can."""
    administrator = User.objects.get(email="admin@example.com")
    doctor = create_doctor(email="beginner@example.net", full_name="Ada Beginner", actor=administrator, now=now)
    User.objects.filter(pk=doctor.user_id).update(password=like.user.password, is_active=True)
    EmailAddress.objects.filter(user=doctor.user).update(verified=True)
    return doctor


def book_ahead(patient, offer, now, *, days, reason):
    """Book the first start that is free ``days`` from now, for the doctor and for the patient."""
    free = open_starts(now=now, offer=offer).filter(starts_at__gte=now + dt.timedelta(days=days))
    for slot in free.order_by("minute", "lane"):
        try:
            return book(
                patient=patient,
                offer=offer,
                clinic=Clinic.objects.get(pk=slot.clinic_id),
                starts_at=slot.starts_at,
                actor=patient.user,
                now=now,
                reason=reason,
            )
        except OwnTimeTaken:
            continue
    raise LookupError(f"No time is free for {patient}.")


def day_a_colleague_could_take(doctor, now):
    """Return the day to come on which one other doctor is free for the most of this one's appointments."""
    days = defaultdict(list)
    ahead = now + dt.timedelta(days=2)
    for one in Appointment.objects.filter(doctor=doctor, status=Status.CONFIRMED, starts_at__gt=ahead):
        days[one.starts_at.date()].append(one)
    taken_over = {day: Colleagues(those, now=now).able() for day, those in days.items()}
    return max(
        (day for day, able in taken_over.items() if able), key=lambda day: (taken_over[day][0][1], -day.toordinal())
    )


def past_of(doctor, status):
    """
    The newest appointment of somebody who can sign in, and acts for nobody else, that ended so.

    They said why they came and need no yes: booking again asks them nothing.
    """
    alone = {"patient__user__isnull": False, "patient__user__patient_access": None, "patient__blocked_reason": ""}
    mine = Appointment.objects.filter(doctor=doctor, status=status, **alone)
    mine = mine.exclude(reason="").exclude(visit_type__approval="by_doctor")
    return mine.select_related("patient__user").order_by("-starts_at").first()
