"""News from working hours and time off, for those above who booked the time."""

from django.dispatch import Signal

# Sent in the transaction of the change, once for each doctor whose booked time
# now stands differently: ``doctor``, ``now``, ``actor`` and
# ``intervals=[(starts_at, ends_at, cause)]``. The cause is "doctor_away" or
# "outside_hours", and "" where the doctor works again; those with "" come
# first, so that who goes through them in order ends with what is true.
time_withdrawn = Signal()
