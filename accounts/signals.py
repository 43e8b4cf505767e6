"""News about people, for those above who have business with them."""

from django.dispatch import Signal

# Sent in the transaction in which a doctor is made inactive: ``doctor``, ``actor`` and ``now``.
doctor_leaving = Signal()

# Sent in the transaction in which a doctor is made active again: the same.
doctor_returning = Signal()

# Sent in the transaction in which somebody accepts: ``invitation``, with the ``user`` it opened, and ``now``.
invitation_accepted = Signal()

# Sent in the transaction in which sessions are ended from elsewhere: ``user``, and ``kept``, what each held.
sessions_ended = Signal()

# Sent in the transaction in which somebody's sign-in is closed: ``user`` and ``now``.
sign_in_closed = Signal()

# Sent before the two patients are locked, whose order comes later: ``patients``, whose rows above are to be locked.
patients_meeting = Signal()

# Sent in the transaction in which two records are put together, while ``gone`` stands: ``kept``, ``gone``, ``now``.
# A receiver moves its rows and returns the keys it moved, ``{"app.model": [keys]}``; it may raise ``NotMerged``.
patients_merging = Signal()

# Sent in the transaction in which they are taken apart, once ``gone`` stands again: ``merge`` and ``now``.
patients_parting = Signal()

# Sent in the transaction in which a patient is erased: ``patient``, ``actor``, ``now``, ``with_record`` (whether the
# clinical record goes as well) and the ``addresses`` they had. Receivers return how many rows of each table they
# wrote, or raise ``accounts.services.erasing.StandsAgainst``.
patient_erasing = Signal()

# A question, not news: when the ``patient`` was last in care here. Receivers return an instant, or None.
last_contact_asked = Signal()
