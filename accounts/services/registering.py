"""Make the record of a person who signs in themselves. The front desk's way is ``creating_patients``."""

from django.db import IntegrityError, transaction

from accounts.models import Patient
from accounts.services.record_numbers import unused_record_number


def register_patient(*, user, full_name, date_of_birth, phone, now):
    """
    Return the patient ``user`` is, made now if there is none.

    The record is always a new one: an existing patient is never linked by
    name or birth date, since anybody can type those. Pressing the button
    twice makes one record. The row itself says who began it and when: a line
    in the audit trail would keep for ever what nobody ever confirmed.
    """
    try:
        with transaction.atomic():
            return Patient.objects.create(
                user=user,
                record_number=unused_record_number(),
                full_name=full_name,
                date_of_birth=date_of_birth,
                email=user.email,
                phone=phone,
                language=user.language,
                created_at=now,
            )
    except IntegrityError:
        if existing := Patient.objects.filter(user=user).first():
            return existing
        raise
