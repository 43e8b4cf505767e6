"""Erase what bookings and messages say of a patient; called in the transaction of ``accounts.services.erasing``."""

from django.db.models import Max, Q
from django.db.models.functions import Lower

from accounts.privacy.tables import erase
from accounts.services.erasing import StandsAgainst
from appointments.desk_policies import open_appointments_of
from appointments.models import Appointment, Message
from appointments.privacy import MESSAGES, TABLES


def erase_bookings(*, patient, actor, with_record, addresses):
    """
    Empty it and return how many rows of each table were written; what waits to be sent is called back.

    Whoever erases ends the appointments first; a tombstone that is replayed
    (``actor`` None) has nobody to ask. Raises ``StandsAgainst``.
    """
    if actor is not None and (refusal := open_appointments_of(patient)):
        raise StandsAgainst(refusal)
    about = MESSAGES.rows_of(patient).values("pk")
    # Mail about the account has no key to anybody, only the address.
    to_them = Message.objects.annotate(to=Lower("address")).filter(to__in=[address.lower() for address in addresses])
    theirs = Message.objects.filter(Q(pk__in=about) | Q(pk__in=to_them.values("pk")))
    theirs.filter(status=Message.Status.QUEUED).update(status=Message.Status.CANCELLED)
    emptied = {column.name: column.written(patient) for column in MESSAGES.emptied(with_record=with_record)}
    by_address = Message.objects.filter(pk__in=list(to_them.values_list("pk", flat=True))).update(**emptied)
    rows = erase(TABLES, patient=patient, with_record=with_record)
    if by_address:
        rows["appointments.message by address"] = by_address
    return rows


def last_visit(patient):
    """Return when the last appointment of ``patient`` ended, or was to end; None where there never was one."""
    return Appointment.objects.filter(patient=patient).aggregate(at=Max("ends_at"))["at"]
