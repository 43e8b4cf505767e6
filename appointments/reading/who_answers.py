"""Who answers an offer of other times: somebody who signs in, or nobody but on the telephone."""

from dataclasses import dataclass

from accounts.models import PatientAccess
from appointments.reading.people_to_call import Number, numbers_of_those_who_act


@dataclass(frozen=True)
class WhoAnswers:
    """``signs_in``: somebody can answer on the pages. ``numbers`` are those to call."""

    signs_in: bool
    numbers: list[Number]


def who_answers(patient, *, now):
    """Return who answers for ``patient``, which comes with its sign-in. Two queries."""
    own = patient.user is not None and patient.user.is_active
    if patient.phone:
        numbers = [Number(patient.full_name, patient.phone)]
    else:
        numbers = numbers_of_those_who_act([patient], now=now)[patient.pk]
    return WhoAnswers(own or _somebody_books_for(patient, now=now), numbers)


def _somebody_books_for(patient, *, now):
    scopes = PatientAccess.scopes_that_include(PatientAccess.Scope.BOOK)
    access = PatientAccess.objects.current(now=now).filter(patient=patient, scope__in=scopes, user__is_active=True)
    return access.exists()
