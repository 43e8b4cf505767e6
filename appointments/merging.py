"""What bookings and messages do when two records of one patient are put together, and taken apart."""

from django.db.models import Q
from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.merging.guards import of_nobody_merged
from accounts.merging.tables import TABLES as OF_ACCOUNTS
from accounts.merging.tables import NotMerged, Table, move, move_back
from accounts.models import RecordGrant
from accounts.signals import patients_meeting, patients_merging, patients_parting
from appointments.models import Appointment, BookingDraft, Message
from appointments.record_access import LABEL

GUARDS = [
    of_nobody_merged(table)
    for table in ("appointments_appointment", "appointments_message", "appointments_bookingdraft")
]


def _told_since(merge, keys):
    """Return the messages written since about appointments that go back."""
    about = Appointment.objects.filter(pk__in=merge.moved.get(Appointment._meta.label_lower, []))
    return Q(event__appointment__in=about.order_by().values("pk"))


TABLES = [
    Table(Appointment, lambda n: ngettext("%(count)s appointment", "%(count)s appointments", n)),
    Table(
        Message,
        lambda n: ngettext("%(count)s message", "%(count)s messages", n),
        since=_told_since,
    ),
    Table(
        BookingDraft, lambda n: ngettext("%(count)s booking being filled in", "%(count)s bookings being filled in", n)
    ),
]
ALL_TABLES = [*TABLES, *OF_ACCOUNTS]
"""Everything a record has, in the order in which it is told."""

NOT_MOVED = {
    "appointments.appointmentevent.on_behalf_of": "What happened is only ever added to.",
}


def at_one_time(one, other):
    """Return ``[(of one, of the other)]`` for active appointments that overlap; two queries at most."""
    mine = list(Appointment.objects.active().filter(patient=one).order_by("starts_at"))
    theirs = Appointment.objects.active().filter(patient=other).order_by("starts_at") if mine else []
    return [
        (first, second)
        for second in theirs
        for first in mine
        if first.starts_at < second.ends_at and second.starts_at < first.ends_at
    ]


def why_not_together(one, other):
    """Return the sentence for appointments at one time, or ``None``."""
    pairs = at_one_time(one, other)
    if not pairs:
        return None
    words = ", ".join(f"{first.spoken_reference} / {second.spoken_reference}" for first, second in pairs[:5])
    return _("Both have an appointment at the same time. Move or cancel one of them first: %(pairs)s.") % {
        "pairs": words
    }


@receiver(patients_meeting, dispatch_uid="appointments.lock_theirs")
def lock_theirs(sender, patients, **kwargs):
    """Lock their appointments before they themselves are locked: the order of every step of one."""
    rows = Appointment.objects.filter(patient__in=patients).select_for_update(no_key=True).order_by("pk")
    list(rows.values_list("pk", flat=True))


@receiver(patients_merging, dispatch_uid="appointments.move_rows")
def move_rows(sender, kept, gone, **kwargs):
    if refusal := why_not_together(kept, gone):
        raise NotMerged(refusal)
    return move(TABLES, gone=gone, kept=kept)


@receiver(patients_parting, dispatch_uid="appointments.move_rows_back")
def move_rows_back(sender, merge, **kwargs):
    move_back(TABLES, merge)
    # Leave to read that an appointment gave since, to another doctor it was moved to.
    references = Appointment.objects.filter(patient=merge.gone_id).values_list("reference", flat=True)
    leave = RecordGrant.objects.filter(patient=merge.kept_id, because__in=[f"{LABEL}{one}" for one in references])
    leave.update(patient=merge.gone_id)
