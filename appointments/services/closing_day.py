"""Find the appointments whose time is over and whose end nobody has recorded."""

import datetime as dt

from appointments.lifecycle import Status
from appointments.models import Appointment

LEFT_OPEN = (Status.CONFIRMED, Status.CHECKED_IN, Status.IN_PROGRESS)
GRACE = dt.timedelta(hours=1)
"""Doctors run late and write up after the visit; before that, nothing is amiss."""

BATCH = 500


def flag_not_closed(*, now):
    """
    Mark past appointments that were never closed *not closed*, and return how many.

    Whether the patient came is for a person to say: the status stays as it is.
    Recording it takes the mark away. A plain read first, so that an hour in
    which all is well takes no lock.
    """
    left_open = Appointment.objects.filter(status__in=LEFT_OPEN, ends_at__lte=now - GRACE)
    left_open = left_open.exclude(attention=Appointment.Attention.NOT_CLOSED)
    marked = 0
    while pks := list(left_open.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        found = left_open.filter(pk__in=pks).update(attention=Appointment.Attention.NOT_CLOSED)
        if not found:
            break
        marked += found
    return marked
