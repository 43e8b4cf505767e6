"""News about people, for those above who have business with them."""

from django.dispatch import Signal

# Sent in the transaction in which a doctor is made inactive: ``doctor``, ``actor`` and ``now``.
doctor_leaving = Signal()
