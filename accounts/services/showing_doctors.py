"""What patients see of a doctor who works here: whether they are found, and whether new patients are taken."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Doctor
from accounts.policies import may_change_doctor


def set_listed(*, doctor, is_listed, actor, now):
    """Let patients find and book ``doctor`` online, or not, and return them; what is booked stays booked."""
    return _set(doctor, "is_listed", is_listed, actor=actor)


def set_taking_new_patients(*, doctor, takes_new, actor, now):
    """Let ``doctor`` be booked by people they have not seen, or not, and return them."""
    return _set(doctor, "accepting_new_patients", takes_new, actor=actor)


@transaction.atomic
def _set(doctor, name, value, *, actor):
    if refusal := may_change_doctor(doctor, actor=actor):
        raise PermissionDenied(refusal)
    doctor = Doctor.objects.select_for_update(no_key=True).get(pk=doctor.pk)
    setattr(doctor, name, value)
    doctor.save(update_fields=[name])
    return doctor
