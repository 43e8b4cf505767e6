"""Keep how somebody wants to hear from us. Choosing otherwise is its own inverse."""

from django.db import transaction

from appointments.models import MessagePreference


@transaction.atomic
def choose_messages(*, user, choices):
    """
    Write ``choices`` (column to value) of ``user`` and return the row; what is not in it stays.

    What is already in the outbox leaves as it was written.
    """
    preference, _is_new = MessagePreference.objects.update_or_create(user=user, defaults=choices)
    return preference
