"""A doctor leaves, or comes back. Whoever has appointments with them is looked after above, by the two signals."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Doctor
from accounts.policies import may_change_doctor
from accounts.signals import doctor_leaving, doctor_returning


@transaction.atomic
def set_active(*, doctor, is_active, actor, now):
    """
    Make ``doctor`` inactive, or active again, and return them; told once, when it changes.

    Raises PermissionDenied with a sentence.
    """
    if refusal := may_change_doctor(doctor, actor=actor):
        raise PermissionDenied(refusal)
    doctor = Doctor.objects.select_for_update(no_key=True).get(pk=doctor.pk)
    if doctor.is_active == is_active:
        return doctor
    doctor.is_active = is_active
    doctor.save(update_fields=["is_active"])
    news = doctor_returning if is_active else doctor_leaving
    news.send(Doctor, doctor=doctor, actor=actor, now=now)
    return doctor
