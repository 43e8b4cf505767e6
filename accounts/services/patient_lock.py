"""Lock a patient's row for a change of what is theirs."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.models import Patient


def lock_patient_row(patient: Patient) -> Patient:
    """
    Return the patient's row as it is now, locked to the end of the transaction.

    Raises PermissionDenied with a sentence where the record was put together with another meanwhile.
    """
    row = Patient.objects.select_for_update(no_key=True).filter(pk=patient.pk).first()
    if row is None:
        raise PermissionDenied(_("This record was put together with another. Look for the patient again."))
    return row
