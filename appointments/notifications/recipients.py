"""Who is told: the patient or the people who act for them, the doctor, and the clinic."""

from collections import defaultdict
from dataclasses import dataclass, replace

from django.db.models import Q

from accounts.models import PatientAccess, User
from accounts.roles import DECIDE_AT_THEIR_CLINICS, DECIDE_EVERYWHERE, Role
from accounts.time_zones import known_zone
from appointments.models import MessagePreference
from appointments.notifications.channels import registry


@dataclass(frozen=True)
class Recipient:
    """
    One person to write to, and how they read.

    ``time_zone`` is theirs, or empty when they have not said; ``key`` is their
    part of the dedupe key; ``phone`` is E.164. ``acts_for`` is true for somebody
    who is written to about another person; ``private`` leaves out the doctor's
    name. ``preference`` is empty where they have chosen nothing, or cannot.
    """

    key: str
    name: str
    address: str
    language: str
    phone: str = ""
    time_zone: str = ""
    user_id: int | None = None
    patient_id: int | None = None
    acts_for: bool = False
    private: bool = False
    preference: MessagePreference | None = None


def patient_side(patients, *, now, users=None):
    """
    Return ``{patient.pk: [Recipient, …]}``: the patient's own contact, else everybody with access to their messages.

    A telephone number alone counts last: that of a child is as a rule a parent's.
    At most two queries, whatever the number of patients; one when their ``users``
    are given by key. A patient whom nothing reaches and nobody acts for has an
    empty list.
    """
    patients = list(patients)
    if users is None:
        sign_ins = User.objects.select_related("message_preference")
        users = sign_ins.in_bulk({patient.user_id for patient in patients if patient.user_id})
    without = [patient.pk for patient in patients if _own_contact(patient, users) is None]
    holders = defaultdict(list)
    if without:
        access = _access_to_messages(now).filter(patient__in=without, user__is_active=True)
        for grant in access.select_related("user__message_preference").order_by("user_id"):
            holders[grant.patient_id].append(grant.user)
    return {patient.pk: _side_of(patient, users, holders[patient.pk]) for patient in patients}


def both_sides(appointment, *, now):
    """
    Return ``(patient's side, doctor)`` of one appointment, which comes with the sign-ins of both and their choices.

    The doctor is ``None`` where they have left or their sign-in is closed. A
    query only for a patient who has no sign-in that is open and left no address.
    """
    patient = appointment.patient
    users = {patient.user_id: _sign_in_of(patient)} if patient.user_id else {}
    side = patient_side([patient], now=now, users=users)[patient.pk]
    return side, _doctor(appointment.doctor, appointment)


def who_had_it(event, appointment):
    """Return the doctor another one took over from, as ``both_sides`` returns a doctor; at most one query."""
    return _doctor(event.old_doctor, appointment)


def _doctor(doctor, appointment):
    user = _sign_in_of(doctor)
    is_here = doctor.is_active and user.is_active
    return at_work(user, time_zone=appointment.time_zone, side="doctor") if is_here else None


def staff_of(appointment):
    """Return who runs the clinic of ``appointment``; one query."""
    return staff_at(appointment.clinic_id, time_zone=appointment.time_zone)


def staff_at(clinic_id, *, time_zone):
    """Return who runs a clinic: its front desk, managers and administrators; one query."""
    everywhere = Q(is_superuser=True) | Q(groups__name__in=DECIDE_EVERYWHERE)
    here = Q(groups__name__in=DECIDE_AT_THEIR_CLINICS, clinic_staff__clinic=clinic_id)
    staff = User.objects.filter(everywhere | here, role=Role.ADMINISTRATOR, is_active=True).distinct().order_by("pk")
    return [at_work(user, time_zone=time_zone, side="staff") for user in staff]


def _sign_in_of(person):
    """Return the user of a patient or doctor; with what they chose in one query, where neither came along."""
    if not type(person).user.is_cached(person):
        person.user = User.objects.select_related("message_preference").get(pk=person.user_id)
    return person.user


def _access_to_messages(now):
    scopes = PatientAccess.scopes_that_include(PatientAccess.Scope.MESSAGES)
    return PatientAccess.objects.current(now=now).filter(scope__in=scopes)


def _own_contact(patient, users):
    user = users.get(patient.user_id)
    if user is not None and user.is_active:
        return _recipient(user, patient=patient)
    return _without_sign_in(patient) if patient.email else None


def _without_sign_in(patient):
    return Recipient(
        key=f"patient-{patient.pk}",
        name=_first_name(patient.full_name),
        address=patient.email,
        phone=_e164(patient.phone),
        language=patient.language,
        patient_id=patient.pk,
    )


def _side_of(patient, users, holders):
    own = _own_contact(patient, users)
    if own is not None:
        return [own]
    if holders:
        return [_recipient(user, patient=patient, acts_for=True) for user in holders]
    by_phone = _without_sign_in(patient)
    return [by_phone] if registry.reaches(by_phone) else []


def _recipient(user, *, patient=None, acts_for=False, side="user"):
    """``side`` keeps the keys of somebody at work apart from those of the same person as a patient or parent."""
    preference = getattr(user, "message_preference", None)
    return Recipient(
        key=f"{side}-{user.pk}",
        name=_first_name(user.full_name),
        address=user.email,
        phone=_phone_of(user, patient=None if acts_for else patient),
        language=user.language,
        time_zone=known_zone(user.time_zone),
        user_id=user.pk,
        patient_id=patient.pk if patient else None,
        acts_for=acts_for,
        private=preference is not None and preference.private,
        preference=preference,
    )


def of_user(user, *, patient):
    """Return ``user`` as they are written to about themselves; ``patient`` is their own record, if they have one."""
    return _recipient(user, patient=patient)


def at_work(user, *, time_zone, side):
    """Return somebody at work: who has not said whose clock they live by lives by the clinic's ``time_zone``."""
    recipient = _recipient(user, side=side)
    return replace(recipient, time_zone=recipient.time_zone or time_zone)


def _phone_of(user, *, patient):
    """Return the number ``user`` keeps up to date: that of their own record, else that of the sign-in."""
    return (_e164(patient.phone) if patient else "") or _e164(user.phone)


def _e164(number):
    """Return a number as it is dialled from anywhere, empty where none is known or it cannot be one."""
    return number.as_e164 if number and number.country_code else ""


def _first_name(full_name):
    return full_name.split(" ")[0]
