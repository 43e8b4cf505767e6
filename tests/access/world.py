"""One of everything that an address may name, and the seven who knock."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import Group

from accounts.models import Document, HistoryEntry, Invitation, Measurement, SubjectRequest, User
from accounts.models.invitation import hash_of
from accounts.roles import Role as Work
from accounts.roles import StaffGroup
from accounts.services.history.adding import add_history
from accounts.services.subject_requests import answer_request, open_request
from appointments.answering.tokens import answer_token
from appointments.models import Appointment, BookingDraft, CalendarFeed, Message, PushSubscription
from appointments.notifications.recipients import patient_side
from appointments.services.booking import book
from scheduling.models import ClinicStaff, TimeOff, TimeSlot, WorkingHours
from scheduling.services.publishing import publish
from scheduling.services.time_off import add_time_off
from tests.access.policy import Role
from tests.accounts.passkeys import add_passkey
from tests.accounts.pictures import with_photo
from tests.accounts.record_files import file_document, measure
from tests.factories import (
    ClinicFactory,
    DoctorFactory,
    OfferFactory,
    PatientFactory,
    SpecialtyFactory,
    UserFactory,
    VisitTypeFactory,
    WorkingHoursFactory,
)

OTHER_CLINIC_TIME = dt.time(8)
ABOUT_THE_APPOINTMENT = {
    *(
        f"appointments:{page}"
        for page in ("detail", "confirmed", "reschedule", "cancel", "calendar", "print", "answer_offer")
    ),
    *(
        f"doctor:{page}"
        for page in (
            "appointment",
            "appointment_calendar",
            "approve",
            "reject",
            "reschedule",
            "cancel",
            "propose",
            "propose_end",
        )
    ),
    *(f"doctor:{page}" for page in ("check_in", "start", "complete", "no_show", "undo")),
    *(f"doctor:{page}_note" for page in ("sign", "amend", "print", "share")),
    *(f"doctor:{page}" for page in ("note", "withdraw_summary", "follow_up", "end_follow_up")),
}
OF_A_RECORD = re.compile(r"history|document|measurement|^patient(_appointments|_notes|_readers)?$")
INVITATION = "the-token-of-an-open-invitation"
FEED = "the-token-of-a-private-calendar"


@dataclass
class World:
    users: dict[Role, User | None]
    appointment: Appointment
    draft: BookingDraft
    message: Message
    hours: WorkingHours
    time_off: TimeOff
    slot: TimeSlot
    passkey: Authenticator
    photo: str
    allergy: HistoryEntry
    document: Document
    weight: Measurement
    device: PushSubscription
    asked: SubjectRequest

    @property
    def answer_token(self):
        """The link of a reminder to the appointment's patient."""
        patient = self.appointment.patient
        side = patient_side([patient], now=self.appointment.created_at)[patient.pk]
        return answer_token(self.appointment, side[0])

    def arguments(self, name, *, absent=False):
        """Return the keyword arguments of the address ``name``; of something that does not exist when ``absent``."""
        app, _colon, page = name.partition(":")
        if app == "admin":
            return self.admin_arguments(page)
        if OF_A_RECORD.search(page):
            return self.record_arguments(name, absent=absent)
        if app == "doctor" and page.startswith("hours_") and page in {"hours_change", "hours_end"}:
            return {"pk": 0 if absent else self.hours.pk}
        known = {
            "doctor:appointment_for": {
                "record_number": "P0000000" if absent else self.appointment.patient.record_number
            },
            "doctor:time_off_end": {"pk": 0 if absent else self.time_off.pk},
            "doctor:slot_shape": {"pk": 0 if absent else self.slot.pk},
            "doctor:slot_block": {"pk": 0 if absent else self.slot.pk},
            "doctor:slot_unblock": {"pk": 0 if absent else self.slot.pk},
            "me:notification_open": {"pk": 0 if absent else self.message.pk},
            "me:privacy_ask": {"kind": "access"},
            "me:privacy_withdraw": {"pk": 0 if absent else self.asked.pk},
            "me:privacy_copy": {"pk": 0 if absent else self.asked.pk},
            "me:push_off": {"pk": 0 if absent else self.device.pk},
            "scheduling:doctor": {"slug": self.appointment.doctor.slug},
            "scheduling:times": {"slug": self.appointment.doctor.slug},
            "scheduling:photo": {"slug": self.appointment.doctor.slug, "name": self.photo, "size": 112},
            "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
            "account_invitation": {"token": "unknown" if absent else INVITATION},
            "appointments:feed": {"token": "unknown" if absent else FEED},
            "mfa_edit_webauthn": {"pk": 0 if absent else self.passkey.pk},
            "mfa_remove_webauthn": {"pk": 0 if absent else self.passkey.pk},
            "style_of": {"page": "parts"},
            "appointments:answer": {"token": "unknown" if absent else self.answer_token},
        }
        if name in known:
            return known[name]
        if page.startswith("book") and page != "block_free":
            return {"draft": uuid.uuid4() if absent else self.draft.pk}
        if name in ABOUT_THE_APPOINTMENT:
            return {"reference": "22222222" if absent else self.appointment.reference}
        return {}

    def record_arguments(self, name, *, absent):
        """Return what an address of the patient's record names; all of the record is the appointment's patient's."""
        if name in {"me:history", "me:history_access", "me:documents", "me:measurements"}:
            return {}
        named = {"record_number": "P0000000" if absent else self.appointment.patient.record_number}
        step = name.rpartition("_")[2]
        if step in {"correct", "out", "confirm", "doctor:document", "me:document"}:
            part = self.document if "document" in name else self.weight if "measurement" in name else self.allergy
            named["pk"] = 0 if absent else part.pk
        asks_for_kind = "history" in name and step in {"add", "none"}
        return named | ({"kind": "condition"} if asks_for_kind else {})

    def admin_arguments(self, page):
        if page == "app_list":
            return {"app_label": "accounts"}
        if page == "import_template":
            return {"kind": "patients", "suffix": "csv"}
        if page in {"import", "import_report"}:
            return {"pk": 0}
        if page in {"running_late", "running_late_undo"}:
            return {"pk": self.appointment.doctor_id}
        model, _underscore, action = page.rpartition("_")
        if model == "appointments_messagetext" and action in {"text", "original"}:
            return {"situation": "booked", "part": "subject", "language": "en-gb"}
        pk, slug = self.admin_step(model)
        if action == "selected":
            return {"slug": slug}
        if action == "together":
            return {"pk": pk, "other": 0}
        if action in {"merge", "apart", "move", "offer", "answer", "step", "closings", "copy"}:
            return {"pk": pk} | ({"slug": slug} if action == "step" else {})
        needs_object = action in {"change", "delete", "history"} and model
        return {"object_id": self.appointment.pk} if needs_object and page != "password_change" else {}

    def admin_step(self, model):
        """Return the key of somebody, and a step the admin has for them: the appointment's people, or itself."""
        patient = self.appointment.patient
        return {
            "accounts_doctor": (self.appointment.doctor_id, "deactivate"),
            "accounts_user": (patient.user_id, "deactivate"),
            "accounts_patient": (patient.pk, "block"),
            "accounts_subjectrequest": (self.asked.pk, "extend"),
            "scheduling_clinic": (self.appointment.clinic_id, ""),
        }.get(model, (self.appointment.pk, "cancel"))


def build(*, canary, now):
    """Return the world; the appointment is a request, so that every verb of the doctor has something to say."""
    clinic = ClinicFactory()
    doctor = DoctorFactory(full_name="Amara Osei", slug="amara-osei")
    doctor.specialties.add(SpecialtyFactory())
    other_doctor = DoctorFactory(full_name="Tomasz Nowak", slug="tomasz-nowak")
    hours = [
        WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=day, valid_from=now.date() - dt.timedelta(days=30))
        for day in range(7)
    ]
    visit_type = VisitTypeFactory(approval="by_doctor")
    offer = OfferFactory(doctor=doctor, visit_type=visit_type)
    publish(doctor=doctor, now=now, last=now.date() + dt.timedelta(days=5))
    slots = list(TimeSlot.objects.filter(doctor=doctor, starts_at__gt=now + dt.timedelta(days=2)).order_by("minute"))
    patient = PatientFactory(full_name=canary)  # their own pages greet the name of the sign-in
    appointment = book(
        patient=patient,
        offer=offer,
        clinic=clinic,
        starts_at=slots[0].starts_at,
        actor=patient.user,
        now=now,
        reason=f"{canary} has a rash",
    )
    draft = BookingDraft.objects.create(
        user=patient.user,
        doctor=doctor,
        clinic=clinic,
        visit_type=visit_type,
        starts_at=slots[5].starts_at,
        patient=patient,
        reason=f"{canary} again",
        created_at=now,
        expires_at=now + dt.timedelta(hours=24),
    )
    time_off = add_time_off(
        doctor=doctor,
        starts_at=slots[10].starts_at,
        ends_at=slots[11].ends_at,
        time_zone=clinic.time_zone,
        label=canary,
        actor=doctor.user,
        now=now,
    )
    allergy = add_history(
        patient=patient, kind="allergy", text=f"{canary} itches", source="patient", actor=patient.user, now=now
    )
    desk = UserFactory(role=Work.ADMINISTRATOR)
    desk.groups.add(Group.objects.get(name=StaffGroup.FRONT_DESK))
    ClinicStaff.objects.create(user=desk, clinic=clinic)
    administrator = UserFactory(role=Work.ADMINISTRATOR)
    administrator.groups.add(Group.objects.get(name=StaffGroup.ADMINISTRATOR))
    Invitation.objects.create(
        email="invited@example.org",
        role=Work.ADMINISTRATOR,
        invited_by=administrator,
        token_hash=hash_of(INVITATION),
        sent_at=now,
        expires_at=now + dt.timedelta(days=7),
    )
    CalendarFeed.objects.create(user=patient.user, side="patient", token_hash=hash_of(FEED), created_at=now)
    device = PushSubscription.objects.create(
        user=patient.user,
        endpoint="https://fcm.googleapis.com/a",
        endpoint_hash=hash_of("https://fcm.googleapis.com/a"),
        created_at=now,
    )
    TOTP.activate(patient.user, generate_totp_secret())
    passkey = add_passkey(patient.user, name=canary)
    return World(
        users={
            Role.STRANGER: None,
            Role.PATIENT: patient.user,
            Role.OTHER_PATIENT: PatientFactory().user,
            Role.DOCTOR: doctor.user,
            Role.OTHER_DOCTOR: other_doctor.user,
            Role.FRONT_DESK: desk,
            Role.ADMINISTRATOR: administrator,
        },
        appointment=appointment,
        draft=draft,
        message=Message.objects.filter(channel="in_app", patient=patient).first(),
        hours=hours[0],
        time_off=time_off,
        slot=slots[20],
        passkey=passkey,
        photo=with_photo(doctor, now=now).photo,
        allergy=allergy,
        document=file_document(patient, title=canary, now=now),
        weight=measure(patient, now=now),
        device=device,
        asked=a_copy_given(patient, by=administrator, now=now),
    )


def a_copy_given(patient, *, by, now):
    """Return a request for a copy that was answered, so that there is something to download."""
    told = {"kind": "access", "channel": "portal", "received_on": now.date()}
    request = open_request(patient=patient, actor=patient.user, now=now, **told)
    return answer_request(request=request, actor=by, now=now)
