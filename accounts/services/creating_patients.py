"""Make the record of a person who telephones or stands at the desk: no sign-in, somebody else types."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.policies import may_add_patients
from accounts.services.beginning_records import begin_record


@transaction.atomic
def create_patient(*, full_name, date_of_birth, phone, email="", actor, now, **details):
    """
    Return a new patient without a sign-in.

    ``details`` are other fields of the record (sex, language, address, ...).
    Raises PermissionDenied with a sentence when ``actor`` may not add patients.
    """
    if refusal := may_add_patients(actor=actor):
        raise PermissionDenied(refusal)
    return begin_record(
        full_name=full_name,
        date_of_birth=date_of_birth,
        phone=phone,
        email=email.lower(),
        actor=actor,
        now=now,
        **details,
    )
