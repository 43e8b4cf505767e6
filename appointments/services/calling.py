"""Write down that somebody called a patient no message reached. There is no way back: a call was made."""

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.services.auditing import audit
from appointments.models import Appointment, PatientCall
from appointments.notifications import reachability
from appointments.policies import NotAllowed, only_the_clinic, require
from appointments.reading.desk_questions import to_call
from appointments.record_access import reason_of
from appointments.services.recording import locked

CALLED = "called"
"""The word for it in the audit trail."""


@in_one_transaction()
def record_call(*, appointment, actor, now, note, seen=None):
    """
    Write the call with what was said, take *cannot be reached* away, and return the ``PatientCall``.

    Pressed twice it is one call. Raises ``NotAllowed``, also where a colleague
    called meanwhile, or ``Stale``.
    """
    appointment = locked(appointment, seen=seen)
    require(only_the_clinic(appointment, actor=actor, now=now))
    note = note.strip()
    if not note:
        raise NotAllowed(_("Write in a few words what was said, or that nobody answered."))
    if not to_call(Appointment.objects.filter(pk=appointment.pk), now=now).exists():
        return _the_call_before(appointment, actor=actor)
    call = PatientCall.objects.create(appointment=appointment, actor=actor, at=now, note=note)
    reachability.forget(appointment=appointment)
    audit(actor=actor, action=CALLED, object_label=reason_of(appointment), patient=appointment.patient, now=now)
    return call


def _the_call_before(appointment, *, actor):
    before = appointment.calls.select_related("actor").last()
    if before is None:
        raise NotAllowed(_("There is nothing to tell this patient any more."))
    if before.actor_id != actor.pk:
        raise NotAllowed(_("%(name)s has called already.") % {"name": before.actor})
    return before
