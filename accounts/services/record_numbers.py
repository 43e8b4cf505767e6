"""Record numbers that nobody has yet."""

from accounts.models import Patient, new_record_number

TRIES = 20


def unused_record_number():
    """Return a record number no patient has; numbers are random, so a busy clinic does draw one twice."""
    for _try in range(TRIES):
        number = new_record_number()
        if not Patient.everyone.filter(record_number=number).exists():
            return number
    raise RuntimeError("Nearly every record number is taken: make them longer.")
