"""
Whom a question to the trail is about, found before the trail is asked.

The trail is then asked by key, which its indexes answer; looking for a name in
the joined trail would read all of it.
"""

from django.db.models import Q, QuerySet

from accounts.admin.keys import is_key
from accounts.models import Patient, User

MOST_FOUND = 20
"""More people than this are no answer: whoever asks has to say more of the name."""


def patients_named(words: str) -> QuerySet[Patient]:
    """
    Return the patient with this record number; if there is none, those with ``words`` in the name.

    A record that was put together with another is found by its number, too: it stands in old entries.
    """
    words = words.strip()
    if not words:
        return Patient.objects.none()
    by_number = Patient.everyone.filter(record_number__iexact=words)
    return by_number if by_number.exists() else Patient.objects.filter(full_name__icontains=words).order_by("full_name")


def accounts_named(words: str) -> QuerySet[User]:
    """Return the account with this key or email address; if there is none, those with ``words`` in name or address."""
    words = words.strip()
    if not words:
        return User.objects.none()
    exact = User.objects.filter(pk=int(words)) if is_key(words) else User.objects.filter(email__iexact=words)
    if exact.exists():
        return exact
    return User.objects.filter(Q(full_name__icontains=words) | Q(email__icontains=words)).order_by("full_name")


def about_patients(patients: list[Patient]) -> Q:
    """Return the condition of the entries about ``patients``: the one place that knows what belongs to a person."""
    keys = [patient.pk for patient in patients]
    together = Patient.everyone.filter(merged_into__in=keys)
    return Q(patient__in=[*keys, *together.values_list("pk", flat=True)])


def by_accounts(accounts: list[User]) -> Q:
    """Return the condition of the entries that tell what ``accounts`` did."""
    return Q(actor__in=[account.pk for account in accounts])
