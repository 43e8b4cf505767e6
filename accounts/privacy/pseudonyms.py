"""What stands where a person's name, address and birthday stood, once they are erased."""

import datetime as dt

from accounts.models import Patient

ADDRESS = "erased-{}@erased.invalid"
"""RFC 2606: no letter to such an address ever arrives."""


def name_of(patient: Patient) -> str:
    """Return ``Erased patient P4820917``: the number is the pseudonym, by which the law's record is still found."""
    return f"Erased patient {patient.record_number}"


def address_of(patient: Patient) -> str:
    """Return an address for the sign-in, which cannot be without one."""
    return ADDRESS.format(patient.user_id)


def birthday_of(patient: Patient) -> dt.date:
    """Return the first day of the year of birth: what a record means depends on the age, and nobody is found by it."""
    return dt.date(patient.date_of_birth.year, 1, 1)
