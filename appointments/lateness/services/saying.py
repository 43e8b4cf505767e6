"""Say how late a doctor runs for the rest of a session, or on time again. ``taking_back.py`` undoes it."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry
from accounts.services.auditing import audit
from appointments.lateness.following import repeat
from appointments.lateness.models import RunningLate
from appointments.lateness.policies import may_say_late
from appointments.lateness.reading import rest_of_today
from appointments.lateness.telling import tell
from appointments.models import BookingSettings
from appointments.policies import NotAllowed, require
from scheduling.services.doctor_lock import lock_doctors


@dataclass
class Said:
    """What holds now, ``None`` where nothing was ever said; and whom it was told just now."""

    row: RunningLate | None
    told: list = field(default_factory=list)


@in_one_transaction()
def say_late(*, doctor, clinic, minutes, actor, now):
    """
    Say that ``doctor`` runs ``minutes`` late, 0 for on time again, in the rest of the session at ``clinic``.

    Only those who still wait are told, each once; the messages leave when it can no longer be taken back.
    Nothing happens where just that was said already: a second press tells nobody anew. The doctor is locked,
    so of two at once the second meets what the first said. Raises ``NotAllowed``.
    """
    require(may_say_late(doctor=doctor, clinic=clinic, actor=actor))
    lock_doctors([doctor.pk])
    rest = rest_at(doctor, clinic, now=now)
    if rest is None:
        raise NotAllowed(_("Nobody waits for the rest of the session any more, so nobody was told."))
    if rest.minutes == minutes:
        return Said(rest.said)
    row = RunningLate.objects.create(
        doctor=doctor,
        clinic=clinic,
        starts_at=rest.session.starts_at,
        ends_at=rest.session.ends_at,
        minutes=minutes,
        said_by=actor,
        said_at=now,
        since=now,
        undo_until=now + dt.timedelta(seconds=BookingSettings.load().undo_seconds),
    )
    concerned = rest.concerned
    repeat(row, concerned)
    told = tell(said=row, appointments=concerned, send_after=row.undo_until, now=now)
    write_down(row, AuditEntry.Action.ADD, actor=actor, now=now)
    return Said(row, told)


def rest_at(doctor, clinic, *, now):
    """Return what is left of today's session at ``clinic``, its appointments locked; ``None`` where nobody waits."""
    rests = rest_of_today(doctor, now=now, lock=True)
    return next((rest for rest in rests if rest.clinic.pk == clinic.pk), None)


def write_down(row, action, *, actor, now):
    """Leave the entry of the audit trail; it is about no patient."""
    label = f"lateness:{row.doctor.slug}:{row.clinic.slug}"
    audit(actor=actor, action=action, object_label=label, patient=None, now=now)
