"""May this be done to a person's record or rights? ``None``, or the sentence to show."""

from django.utils.translation import gettext as _

from accounts.models import Doctor, HistoryEntry, Patient
from accounts.organisation import organisation
from accounts.roles import Role

Source = HistoryEntry.Source


def may_add_people(*, actor):
    """Say whether ``actor`` may create patients and doctors."""
    if actor.is_active and actor.is_administrator:
        return None
    return _("Only people who work at the front desk or in administration can add people.")


def may_add_patients(*, actor):
    """Say whether ``actor`` may begin a patient's record for who telephones or stands before them: doctors, too."""
    if actor.is_active and (actor.is_administrator or Doctor.objects.working_for(actor).exists()):
        return None
    return _("Only doctors and people who work at the front desk or in administration can add patients.")


def may_change_details(patient, *, actor, now):
    """Say whether ``actor`` may correct the name, contact and needs of ``patient``."""
    if patient.erased_at is not None:
        return erased()
    own = patient.user_id is not None and patient.user_id == actor.pk
    if actor.is_active and (own or actor.is_administrator):
        return None
    return _("Only %(name)s can change these details.") % {"name": patient.full_name}


def may_change_profile(doctor, *, actor):
    """Say whether ``actor`` may change what patients read about ``doctor``: themself, or who looks after doctors."""
    own = doctor.user_id == actor.pk and doctor.is_active
    if actor.is_active and (own or actor.has_perm("accounts.change_doctor")):
        return None
    return _("Only %(name)s can change this profile.") % {"name": doctor.display_name}


def may_open_in_emergency(doctor, *, actor):
    """Say whether ``actor`` may open a record without an appointment: a doctor who works here, as themself."""
    if actor.is_active and doctor.is_active and doctor.user_id == actor.pk:
        return None
    return _("Only a doctor who works here can open a record in an emergency.")


def may_review_emergency(opening, *, actor):
    """Say whether ``actor`` may look into an emergency: whoever has the right to, and did not open it."""
    if actor.is_active and actor.has_perm("accounts.change_emergencyopening") and opening.doctor.user_id != actor.pk:
        return None
    return _("Only people with the right to review emergencies can do this, and nobody their own.")


def may_share(patient, *, actor, now):
    """Say whether ``actor`` may let somebody else act for ``patient``, or end it."""
    if patient.erased_at is not None:
        return erased()
    own = patient.user_id is not None and patient.user_id == actor.pk
    if actor.is_active and (own or actor.is_administrator):
        return None
    return _("Only %(name)s can decide who acts for them.") % {"name": patient.full_name}


def erased():
    """Return the sentence for whoever wants to do something with the record of somebody who was erased."""
    return _("This record was erased. It says nothing of whom it was about.")


def may_erase(patient, *, actor):
    """Say whether ``actor`` may erase whom the record of ``patient`` is about: with the right to, and not themself."""
    if not (actor.is_active and actor.is_administrator and actor.has_perm("accounts.erase_patient")):
        return _("Only administrators can erase a person.")
    if patient.user_id == actor.pk:
        return _("You cannot change this about yourself. Ask somebody else who may.")
    return None


def may_answer_requests(*, actor):
    """Say whether ``actor`` may take, answer and close what patients ask about their data."""
    if actor.is_active and actor.is_administrator and actor.has_perm("accounts.change_subjectrequest"):
        return None
    return _("Only people with the right to answer privacy requests can do this.")


def may_ask_about_data(patient, *, actor):
    """Say whether ``actor`` may ask about the data of ``patient`` and take it back: it is theirs."""
    if patient.erased_at is not None:
        return erased()
    if actor.is_active and patient.user_id is not None and patient.user_id == actor.pk:
        return None
    return may_answer_requests(actor=actor)


def may_set_role(user, *, actor):
    """Say whether ``actor`` may change where ``user`` works."""
    if not (actor.is_active and actor.is_administrator):
        return _("Only administrators can change a role.")
    if user.pk == actor.pk:
        return _("You cannot change your own role. Ask another administrator.")
    return None


def may_close_sign_in(user, *, actor):
    """Say whether ``actor`` may close the sign-in of ``user``, open it again, or take its second factor off."""
    if not (actor.is_active and actor.has_perm("accounts.change_user")):
        return _("Only administrators can change how people sign in.")
    if user.pk == actor.pk:
        return _("You cannot change your own access. Ask another administrator.")
    if user.is_superuser and not actor.is_superuser:
        return _("You cannot change how this person signs in.")
    return None


def may_open_sign_in(user, *, actor):
    """Say whether ``actor`` may let ``user`` sign in again: nobody may into a record that is no longer anybody's."""
    if refusal := may_close_sign_in(user, actor=actor):
        return refusal
    if user.role != Role.PATIENT:
        return None
    patient = Patient.everyone.select_related("merged_into").filter(user=user).first()
    if patient is not None and patient.merged_into is not None:
        kept = patient.merged_into.full_name
        return _("This person's record was put together with that of %(name)s. Take them apart first.") % {"name": kept}
    if patient is not None and patient.erased_at is not None:
        return erased()
    return None


def may_change_doctor(doctor, *, actor):
    """Say whether ``actor`` may decide that ``doctor`` is found, takes new patients, or works here at all."""
    if not (actor.is_active and actor.is_administrator and actor.has_perm("accounts.change_doctor")):
        return _("Only administrators and managers can change what patients see of a doctor.")
    if doctor.user_id == actor.pk:
        return _("You cannot change this about yourself. Ask somebody else who may.")
    return None


def may_invite(*, actor):
    """Say whether ``actor`` may invite people who work in administration."""
    if actor.is_active and actor.is_administrator and actor.has_perm("accounts.add_invitation"):
        return None
    return _("Only administrators can invite people.")


def may_merge(*patients, actor):
    """Say whether ``actor`` may put the records of ``patients`` together, or take them apart: nobody their own."""
    if not (actor.is_active and actor.is_administrator and actor.has_perm("accounts.merge_patients")):
        return _("Only administrators and managers can put two records together.")
    if any(patient.user_id == actor.pk for patient in patients):
        return _("One of the two is your own record. Ask somebody else who may.")
    return None


def may_write_history(patient, *, actor, source, now):
    """
    Say whether ``actor`` may add to the history of ``patient``, as a doctor or on the patient's own side.

    A doctor needs leave to read the record; who acts for the patient, access to it.
    """
    if source == Source.DOCTOR:
        doctors = Doctor.objects.working_for(actor).values("pk")
        allowed = Patient.objects.in_care_of(doctors, now=now).filter(pk=patient.pk)
    else:
        allowed = Patient.objects.accessible_to(actor, now=now, scope="record").filter(pk=patient.pk)
    if actor.is_active and allowed.exists():
        return None
    return _("You cannot add to this record.")


def why_not_yours_to_change(entry, *, source):
    """
    Say why this entry cannot be corrected or taken out on the patient's side, or ``None``.

    What a doctor wrote or confirmed stays until a doctor changes it: an allergy
    must not disappear by a slip of the thumb.
    """
    by = entry.recorded_by if entry.source == Source.DOCTOR else getattr(entry, "confirmed_by", None)
    if source == Source.DOCTOR or by is None:
        return None
    doctor = getattr(by, "doctor", None)
    names = {"doctor": doctor.display_name if doctor else by, "phone": organisation().help_phone}
    return _("%(doctor)s wrote or confirmed this. Is it wrong? Tell your doctor, or call %(phone)s.") % names
