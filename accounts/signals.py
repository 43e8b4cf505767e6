"""News about people, for those above who have business with them."""

from django.dispatch import Signal

# Sent in the transaction in which a doctor is made inactive: ``doctor``, ``actor`` and ``now``.
doctor_leaving = Signal()

# Sent in the transaction in which a doctor is made active again: the same.
doctor_returning = Signal()

# Sent in the transaction in which somebody accepts: ``invitation``, with the ``user`` it opened, and ``now``.
invitation_accepted = Signal()
