"""A doctor leaves, or comes back. Whoever has appointments with them is looked after above (``doctor_leaving``)."""

from django.db import transaction

from accounts.models import Doctor
from accounts.signals import doctor_leaving


@transaction.atomic
def set_active(*, doctor, is_active, actor, now):
    """Make ``doctor`` inactive, or active again, and return them; told once, when it changes."""
    doctor = Doctor.objects.select_for_update(no_key=True).get(pk=doctor.pk)
    if doctor.is_active == is_active:
        return doctor
    doctor.is_active = is_active
    doctor.save(update_fields=["is_active"])
    if not is_active:
        doctor_leaving.send(Doctor, doctor=doctor, actor=actor, now=now)
    return doctor
