"""Make the record of a person who telephones or stands at the desk: no sign-in, somebody else types."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import AuditEntry, Patient
from accounts.policies import may_add_people
from accounts.services.auditing import audit, record_label
from accounts.services.record_numbers import unused_record_number


@transaction.atomic
def create_patient(*, full_name, date_of_birth, phone, email="", actor, now, **details):
    """
    Return a new patient without a sign-in.

    ``details`` are other fields of the record (sex, language, address, ...).
    Raises PermissionDenied with a sentence when ``actor`` may not add people.
    """
    if refusal := may_add_people(actor=actor):
        raise PermissionDenied(refusal)
    patient = Patient.objects.create(
        record_number=unused_record_number(),
        full_name=full_name,
        date_of_birth=date_of_birth,
        phone=phone,
        email=email.lower(),
        created_at=now,
        **details,
    )
    audit(actor=actor, action=AuditEntry.Action.ADD, object_label=record_label(patient), patient=patient, now=now)
    return patient
