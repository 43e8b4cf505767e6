"""The demo data: sound, whole, and with one of everything that a page, list or chart shows."""

import datetime as dt
from collections import Counter

import time_machine
from django.core.management import call_command
from django.db.models import F, Max, Min, Q
from django.test import TestCase

from accounts.documents import keeping
from accounts.measurement_kinds import FACTS
from accounts.models import (
    AuditEntry,
    AuditSeal,
    Doctor,
    Document,
    HistoryEntry,
    Invitation,
    Measurement,
    Patient,
    PatientAccess,
    RecordGrant,
    User,
)
from accounts.remembering import forget_everything
from accounts.services.sealing import verify
from appointments.lifecycle import OWNS_SLOTS, Status, Verb
from appointments.models import (
    Appointment,
    AppointmentEvent,
    FollowUp,
    Message,
    NoteTemplate,
    PatientSummary,
    Proposal,
    VisitNote,
)
from appointments.notifications.kinds import Kind
from appointments.notifications.reminders import plan_reminders
from appointments.record_access import LABEL, reason_of
from appointments.schedule_check import check_schedule
from appointments.services.closing_day import flag_not_closed
from appointments.services.expiring import expire_due
from appointments.visits.for_patients import come_again
from dashboards.demo import rates
from dashboards.reading.requests import waiting_requests
from scheduling.clinic_time import local
from scheduling.models import DaySupply, TimeOff, TimeSlot
from scheduling.services.day_supply import count_and_prune
from tests.dashboards.demo_data import DOCTOR, OTHER_DOCTOR, TUESDAY, appointments_of, seed


class TestDemo(TestCase):
    """Twelve doctors, so that there is one of each kind; made once, for all tests of the class."""

    @classmethod
    def setUpClass(cls):
        cls.enterClassContext(time_machine.travel(TUESDAY, tick=False))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        forget_everything()
        seed(doctors=12, patients=60, days=28)

    def test_somebody_walks_in_and_somebody_is_put_beside_a_full_time(self):
        walk_in = Appointment.objects.get(is_walk_in=True)
        overbooked = Appointment.objects.with_overbooking().get(is_overbooked=True, is_walk_in=False)

        assert (walk_in.doctor.user.email, walk_in.status) == (DOCTOR, "checked_in")
        assert (overbooked.doctor.user.email, overbooked.status) == (DOCTOR, "confirmed")

    # --- The rules of the house -------------------------------------------------------------------------
    def test_the_schedule_is_sound(self):
        assert check_schedule(now=TUESDAY) == []

    def test_the_trail_is_sealed_and_whole(self):
        assert AuditSeal.objects.count() > 1000
        assert list(verify()) == []
        call_command("audit", "verify", verbosity=0)

    def test_the_worker_finds_nothing_left_to_do(self):
        """What is due by now was done: requests ended, reminders written, what nobody closed marked."""
        assert expire_due(now=TUESDAY) == 0
        assert flag_not_closed(now=TUESDAY) == 0
        assert plan_reminders(now=TUESDAY) == 0

    def test_counting_again_changes_nothing(self):
        doctor = Doctor.objects.get(user__email=DOCTOR)
        before = list(DaySupply.objects.filter(doctor=doctor).order_by("pk").values())

        count_and_prune(doctor=doctor, now=TUESDAY)

        assert list(DaySupply.objects.filter(doctor=doctor).order_by("pk").values()) == before

    def test_every_event_begins_where_the_one_before_ended(self):
        last = {}
        for event in AppointmentEvent.objects.order_by("appointment", "pk"):
            status, at = last.get(event.appointment_id, ("", event.at))
            assert (event.from_status, at <= event.at <= TUESDAY) == (status, True), event
            last[event.appointment_id] = event.to_status, event.at
        stand = dict(Appointment.objects.values_list("pk", "status"))
        assert {pk: status for pk, (status, _at) in last.items()} == stand

    def test_every_event_is_in_the_trail(self):
        # That somebody was overbooked stands there beside the booking itself.
        told = AuditEntry.objects.exclude(action__in=["read", AuditEntry.Action.OVERBOOK])
        told = told.filter(object_label__startswith=LABEL)
        told = Counter(told.values_list("object_label", "action"))
        done = Counter(
            (reason_of(event.appointment), event.kind)
            for event in AppointmentEvent.objects.select_related("appointment")
        )
        assert told == done

    def test_patients_are_on_the_books_before_they_book(self):
        assert not Appointment.objects.filter(created_at__lt=F("patient__created_at")).exists()
        assert not Appointment.objects.filter(created_at__gte=F("starts_at")).exists()

    def test_leave_to_read_ends_with_what_was_called_off(self):
        ended = Appointment.objects.exclude(status__in=OWNS_SLOTS).annotate(over=Max("events__at"))
        over = {reason_of(appointment): appointment.over for appointment in ended}
        until = dict(RecordGrant.objects.filter(because__in=over).values_list("because", "until"))
        assert until == over

    # --- One of everything --------------------------------------------------------------------------------
    def test_there_is_an_appointment_in_every_state(self):
        assert set(Appointment.objects.values_list("status", flat=True)) == set(Status)

    def test_everything_that_can_be_done_was_done_and_for_every_reason(self):
        events = AppointmentEvent.objects.order_by()
        assert set(events.values_list("kind", flat=True)) == set(Verb) - {Verb.UNDO}
        assert set(events.values_list("reason_code", flat=True)) == set(AppointmentEvent.Reason)

    def test_the_known_doctor_is_shown_what_needs_attention(self):
        marks = set(appointments_of(DOCTOR).values_list("attention", flat=True))
        assert {"doctor_away", "not_closed"} <= marks

    def test_messages_are_sent_failed_read_unread_and_called_off(self):
        states = set(Message.objects.values_list("channel", "status"))
        assert {("email", "sent"), ("email", "failed"), ("in_app", "sent")} <= states
        assert Message.objects.filter(status=Message.Status.FAILED).count() <= rates.BOUNCED
        in_app = Message.objects.filter(channel="in_app", send_after__lte=TUESDAY)
        assert in_app.filter(read_at__isnull=True).exists()
        assert in_app.filter(read_at__isnull=False).exists()
        assert not in_app.filter(Q(read_at__gt=TUESDAY) | Q(read_at__lt=F("send_after"))).exists()

    def test_nobody_is_reminded_of_what_was_called_off(self):
        reminders = Message.objects.filter(kind__in=[Kind.REMINDER_DAY, Kind.REMINDER_WEEK])
        reminders = reminders.select_related("event__appointment")
        assert len(set(reminders.values_list("kind", flat=True))) == 2
        for message in reminders:
            called_off = message.event.appointment.events.filter(to_status=Status.CANCELLED, at__lt=message.created_at)
            assert not called_off.exists()

    def test_nothing_is_left_to_send_that_was_due(self):
        assert not Message.objects.filter(status=Message.Status.QUEUED, send_after__lte=TUESDAY).exists()

    def test_requests_wait_for_both_known_doctors(self):
        rows = [
            row
            for email in (DOCTOR, OTHER_DOCTOR)
            for doctor in [Doctor.objects.get(user__email=email)]
            for row in waiting_requests(doctor=doctor, actor=doctor.user, now=TUESDAY)
        ]
        assert len(rows) >= 6
        assert any(row.age < 18 for row in rows)
        assert any(not row.appointment.is_known for row in rows)
        assert all(row.appointment.decide_by > TUESDAY for row in rows)
        assert min(row.appointment.decide_by for row in rows) < TUESDAY + dt.timedelta(hours=5)

    def test_there_are_notes_of_every_kind(self):
        """Drafts, signed ones, one that was added to, one shared with a follow-up; each by the doctor of the visit."""
        for email in (DOCTOR, OTHER_DOCTOR):
            notes = VisitNote.objects.filter(appointment__doctor__user__email=email)
            assert notes.filter(signed_at__isnull=True).exists()
            assert notes.filter(signed_at__isnull=False).count() >= 5
            assert notes.filter(amends__isnull=False, signed_at__isnull=False).exists()
            assert not notes.exclude(author=F("appointment__doctor")).exists()
            assert not notes.filter(Q(signed_at__gt=TUESDAY) | Q(started_at__lt=F("appointment__starts_at"))).exists()
        assert PatientSummary.objects.standing().count() >= 2
        assert FollowUp.objects.unanswered(today=TUESDAY.date()).exists()
        assert NoteTemplate.objects.count() >= 4

    def test_an_offer_waits_for_the_known_patient_and_others_ended_in_every_way(self):
        (waiting,) = Proposal.objects.open().values_list("appointment__patient__user__email", flat=True)

        assert waiting == "patient@example.com"
        assert set(Proposal.objects.values_list("status", flat=True)) == set(Proposal.Status)

    def test_the_known_patient_finds_a_summary_and_when_to_come_again(self):
        maria = User.objects.get(email="patient@example.com")
        assert PatientSummary.objects.visible_to(maria, now=TUESDAY).exists()
        assert come_again(maria, now=TUESDAY)

    def test_the_known_patient_has_documents_and_a_year_of_measurements(self):
        maria = Patient.objects.get(user__email="patient@example.com")
        documents = Document.objects.filter(patient=maria)
        assert {document.content_type for document in documents} == {"application/pdf", "image/png"}
        assert all(keeping.read(document) for document in documents)
        assert {document.is_confirmed for document in documents} == {True, False}
        measured = Measurement.objects.filter(patient=maria)
        assert {row.kind for row in measured} == set(FACTS) - {"glucose"}
        assert measured.filter(source="doctor").exists()
        span = measured.aggregate(first=Min("measured_at"), last=Max("measured_at"))
        assert TUESDAY - dt.timedelta(days=15) < span["last"] <= TUESDAY
        assert span["first"] < TUESDAY - dt.timedelta(days=340)

    def test_people_are_of_every_kind(self):
        assert Patient.objects.exclude(blocked_reason="").exists()
        assert Patient.objects.filter(user__time_zone="Asia/Dubai").exists()
        assert Patient.objects.filter(user=None).exists()
        assert Patient.objects.filter(full_name="نور الحداد").exists()
        assert PatientAccess.objects.count() > 3
        assert Doctor.objects.filter(is_listed=False).count() == 1
        assert Doctor.objects.filter(accepting_new_patients=False).count() == 1
        assert Doctor.objects.filter(user__is_active=False, working_hours=None).count() == 1
        assert Invitation.objects.filter(role="doctor").count() == 1
        assert TimeOff.objects.filter(clinic__isnull=False).exists()
        assert HistoryEntry.objects.filter(source="doctor", supersedes__isnull=False).exists()

    def test_doctors_see_whom_their_specialty_sees(self):
        for appointment in Appointment.objects.select_related("patient", "doctor").prefetch_related(
            "doctor__specialties"
        ):
            specialty = appointment.doctor.specialties.all()[0].slug
            age = appointment.patient.age(on=appointment.starts_at.date())
            assert specialty != "gynaecology" or appointment.patient.sex == "female"
            assert specialty != "paediatrics" or age < 18
            assert appointment.doctor.sees_children or age >= 18

    # --- Distributions ------------------------------------------------------------------------------------
    def test_shares_lie_near_the_table(self):
        past = appointments_of(DOCTOR).filter(starts_at__lt=TUESDAY)
        due = past.filter(status__in=[Status.COMPLETED, Status.NO_SHOW])
        missed = due.filter(status=Status.NO_SHOW).count() / due.count()
        assert 0.6 < missed / rates.MISSED["dermatology"] < 1.5
        off = AppointmentEvent.objects.filter(appointment__in=past, kind=Verb.CANCEL)
        late = off.filter(at__gt=F("appointment__starts_at") - dt.timedelta(days=1)).exclude(reason_code="doctor_away")
        assert 0.5 < late.count() / past.count() / rates.CANCELLED_LATE_ELSEWHERE < 1.6
        online = appointments_of(DOCTOR).filter(booked_by__role="patient").count() / appointments_of(DOCTOR).count()
        assert 0.4 < online < rates.ONLINE + 0.05

    def test_mondays_are_fuller_than_fridays_and_most_book_within_weeks(self):
        booked = appointments_of(OTHER_DOCTOR).filter(starts_at__lt=TUESDAY)
        starts = [local(appointment.starts_at, "Europe/London") for appointment in booked]
        mornings = Counter(start.weekday() for start in starts if start.hour < 12)
        afternoons = Counter(start.weekday() for start in starts if start.hour >= 12)
        assert mornings[0] > 1.5 * afternoons[4]
        ahead = sorted(
            (appointment.starts_at - appointment.created_at) / dt.timedelta(days=1) for appointment in booked
        )
        assert ahead[0] < 0.5
        assert 4 < ahead[len(ahead) // 2] < 16
        assert 30 < ahead[-1] < rates.LONGEST_LEAD_DAYS + 1

    def test_it_reaches_back_half_a_year(self):
        assert appointments_of(DOCTOR).filter(starts_at__lt=TUESDAY - dt.timedelta(days=170)).exists()
        assert TimeSlot.objects.filter(starts_at__gt=TUESDAY + dt.timedelta(days=26)).exists()
