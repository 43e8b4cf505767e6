"""Correct a patient's own details; the sign-in's copy of name and phone follows."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import AuditEntry, User
from accounts.notices import tell
from accounts.policies import may_change_details
from accounts.services.auditing import audit
from accounts.services.patient_lock import lock_patient_row

CHANGEABLE = {
    "full_name",
    "sex",
    "phone",
    "email",
    "language",
    "address",
    "emergency_contact_name",
    "emergency_contact_phone",
    "access_needs",
}
COPIED_TO_THE_SIGN_IN = ("full_name", "phone")
OBJECT_LABEL_LENGTH = AuditEntry._meta.get_field("object_label").max_length


@transaction.atomic
def change_details(*, patient, changes, actor, now):
    """
    Write ``changes`` (field to value) to ``patient`` and return them.

    Name and phone of the sign-in change with it only where they said the
    same: a doctor's name at work is not the patient's to change. Who changes
    how the patient is reached tells them, where they were reached before, too.
    Raises PermissionDenied with a sentence.
    """
    if unknown := changes.keys() - CHANGEABLE:
        raise ValueError(f"Not a patient's to change: {', '.join(sorted(unknown))}")
    # The account first, then the patient: the order in which a booking locks them.
    user = User.objects.select_for_update(no_key=True).filter(pk=patient.user_id).first()
    patient = lock_patient_row(patient)
    if refusal := may_change_details(patient, actor=actor, now=now):
        raise PermissionDenied(refusal)
    before = {name: getattr(patient, name) for name in {"email", *changes}}
    for name, value in changes.items():
        setattr(patient, name, value)
    patient.save(update_fields=list(changes))
    if user is not None:
        _follow(user, before, changes)
    _tell(patient, user, before, changes)
    audit(
        actor=actor,
        action=AuditEntry.Action.CHANGE,
        object_label=f"details:{','.join(sorted(changes))}"[:OBJECT_LABEL_LENGTH],
        patient=patient,
        on_patients_side=patient.user_id == actor.pk,
        now=now,
    )
    return patient


def _tell(patient, user, before, changes):
    old, new = before["email"], patient.email
    if "email" in changes and old and old != new:
        tell(user, "contact_email_changed", to=filter(None, [old, new]), from_email=old, to_email=new)
    if "phone" in changes and changes["phone"] != before["phone"] and (address := user.email if user else old):
        tell(user, "phone_changed", to=[address])


def _follow(user, before, changes):
    copied = [name for name in COPIED_TO_THE_SIGN_IN if name in changes and getattr(user, name) == before[name]]
    for name in copied:
        setattr(user, name, changes[name])
    if copied:
        user.save(update_fields=copied)
