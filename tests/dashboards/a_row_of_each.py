"""A row of every list of the administration, each with relations of its own; and where the pages of a model are."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.models import (
    DoctorLanguage,
    EmergencyOpening,
    Invitation,
    ListExport,
    PatientMerge,
    SubjectRequest,
    Tombstone,
)
from accounts.roles import StaffGroup
from accounts.services.granting import keep_grant
from accounts.services.history.adding import add_history
from accounts.services.sealing import seal_batch
from accounts.services.sharing import share_access
from appointments.lifecycle import Status
from appointments.models import (
    Appointment,
    AppointmentEvent,
    AppointmentSlot,
    BookingDraft,
    Message,
    MessageText,
    NoteTemplate,
    Proposal,
    ProposalOption,
    ReminderRule,
    RunningLate,
)
from appointments.notifications.texts.situations import SITUATIONS
from dashboards.models import DutyRun
from scheduling.models import ClinicStaff, DaySupply, TimeOff
from tests.accounts.record_files import file_document, measure
from tests.dashboards.staff import staff_member
from tests.factories import (
    ClinicFactory,
    DoctorFactory,
    OfferFactory,
    PatientFactory,
    SpecialtyFactory,
    TimeSlotFactory,
    UserFactory,
    VisitTypeFactory,
    WorkingHoursFactory,
)


def page(model, kind, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=args)


def appointment_of(patient, doctor, clinic, visit_type, number=0):
    starts_at = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC) + dt.timedelta(hours=number)
    return Appointment.objects.create(
        patient=patient,
        booked_by=patient.user,
        doctor=doctor,
        clinic=clinic,
        visit_type=visit_type,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=20),
        time_zone=clinic.time_zone,
        mode="in_person",
        minutes=20,
        currency="GBP",
        visit_type_name=visit_type.name,
        changeable_until=starts_at,
        late_after=starts_at,
        status=Status.CONFIRMED,
    )


def one_more(number):
    """Add one row to every list, with relations of its own; no row shares a doctor, clinic or patient with another."""
    moment = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC) + dt.timedelta(days=number)
    clinic = ClinicFactory(name=f"Clinic {number}")
    specialty = SpecialtyFactory(name=f"Specialty {number}")
    doctor = DoctorFactory(full_name=f"Amara Osei {number}", specialties=[specialty])
    DoctorLanguage.objects.create(doctor=doctor, code="pl")
    visit_type = VisitTypeFactory(name=f"Kind {number}")
    OfferFactory(doctor=doctor, visit_type=visit_type)
    hours = WorkingHoursFactory(doctor=doctor, clinic=clinic)
    patient = PatientFactory(full_name=f"Maria Lopes {number}")
    EmailAddress.objects.create(user=patient.user, email=patient.user.email, primary=True, verified=True)
    helper = staff_member(StaffGroup.ANALYST)
    ClinicStaff.objects.create(user=helper, clinic=clinic)
    share_access(patient=patient, user=UserFactory(), relation="carer", scope="book", actor=patient.user, now=moment)
    TimeOff.objects.create(doctor=doctor, starts_at=moment, ends_at=moment + dt.timedelta(hours=1))
    slot = TimeSlotFactory(doctor=doctor, clinic=clinic, starts_at=moment, working_hours=hours)
    DaySupply.objects.create(
        doctor=doctor, clinic=clinic, local_date=moment.date(), minutes_offered=60, minutes_blocked=0, minutes_booked=20
    )
    appointment = appointment_of(patient, doctor, clinic, visit_type, number)
    AppointmentSlot.objects.create(appointment=appointment, slot=slot)
    proposal = Proposal.objects.create(
        appointment=appointment, made_by=helper, made_at=moment, answer_by=moment, status="lapsed", ended_at=moment
    )
    ProposalOption.objects.create(proposal=proposal, clinic=clinic, starts_at=moment)
    RunningLate.objects.create(
        doctor=doctor,
        clinic=clinic,
        starts_at=moment,
        ends_at=moment + dt.timedelta(hours=4),
        minutes=20,
        said_by=helper,
        said_at=moment,
        since=moment,
    )
    event = AppointmentEvent.objects.create(
        appointment=appointment, kind="booked", at=moment, to_status=Status.CONFIRMED, actor=patient.user, note="Hello"
    )
    Message.objects.create(
        event=event,
        patient=patient,
        user=patient.user,
        address=patient.user.email,
        channel="email",
        kind="booked",
        language="en-gb",
        subject="Booked",
        text="It is booked.",
        dedupe_key=f"test:{number}",
        send_after=moment,
        created_at=moment,
    )
    situation, part = [(situation, part) for situation in SITUATIONS.values() for part in situation.parts][number]
    MessageText.objects.create(
        situation=situation.code,
        part=part,
        language="en-gb",
        text="Hello",
        changed_by=helper,
        changed_at=moment,
    )
    BookingDraft.objects.create(
        user=patient.user,
        doctor=doctor,
        clinic=clinic,
        visit_type=visit_type,
        patient=patient,
        starts_at=moment,
        created_at=moment,
        expires_at=moment,
        appointment=appointment,
    )
    ReminderRule.objects.create(clinic=clinic, days=3, channels=["email"])
    NoteTemplate.objects.create(name=f"Template {number}", plan="Hello", doctor=doctor)
    DutyRun.objects.create(duty=f"duty {number}", due_at=moment)
    invitation = Invitation.objects.create(
        email=f"invited{number}@example.org",
        role="administrator",
        invited_by=helper,
        token_hash=f"{number:064}",
        sent_at=moment,
        expires_at=moment + dt.timedelta(days=7),
    )
    invitation.groups.set(helper.groups.all())
    EmergencyOpening.objects.create(
        doctor=doctor,
        patient=patient,
        reason="Found unconscious",
        opened_at=moment,
        until=moment + dt.timedelta(hours=1),
    )
    keep_grant(doctor=doctor, patient=patient, because="referral", until=moment, now=moment)
    gone = PatientFactory(user=None)
    PatientMerge.objects.create(kept=patient, gone=gone, merged_at=moment, merged_by=helper, reason="Came in twice")
    add_history(patient=patient, kind="note", text="Hello", source="patient", actor=patient.user, now=moment)
    file_document(patient, now=moment)
    measure(patient, now=moment)
    Tombstone.objects.create(patient=PatientFactory(), erased_at=moment, erased_by=helper, reason="Asked by letter")
    ListExport.objects.create(
        at=moment, actor=helper, list_label="scheduling.clinic", rows=1, file_format="csv", with_names=False
    )
    SubjectRequest.objects.create(
        kind="access",
        patient=patient,
        channel="letter",
        received_on=moment.date(),
        due_on=moment.date() + dt.timedelta(days=30),
        taken_by=helper,
    )
    seal_batch(now=moment + dt.timedelta(hours=1))
    return appointment
