"""
The patient's answer to an offer: one of the times, or none of them.

``by_clinic`` says that somebody of the clinic writes down what the patient's side said, on the telephone or at the
desk: the history names them, and nothing of it is theirs to undo.
"""

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from appointments.lifecycle import Verb
from appointments.models import AppointmentEvent
from appointments.notifications import reachability
from appointments.policies import NotAllowed, require
from appointments.proposals.closing import close
from appointments.proposals.models import Proposal
from appointments.proposals.policies import may_answer, may_write_down
from appointments.proposals.services.ending import ask_anew
from appointments.services.cancelling import cancel
from appointments.services.recording import Stale, locked, record
from appointments.services.rescheduling import reschedule
from scheduling.services.claiming import SlotTaken


def seen_of(proposal):
    """Return what the page of an offer carries of it, so that an answer lands on the offer that was shown."""
    return str(proposal.pk)


@in_one_transaction(otherwise=SlotTaken)
def accept(*, appointment, starts_at, clinic_id, seen, actor, now, by_clinic=False):
    """
    Take one of the offered times and return the appointment, confirmed at it.

    The old time and the other offered ones are given back in the same transaction. Raises ``NotAllowed``,
    ``Stale``, or what ``reschedule`` raises; the offer then stays as it was.
    """
    appointment, proposal = offered(appointment, seen=seen, actor=actor, now=now, by_clinic=by_clinic)
    option = proposal.options.filter(starts_at=starts_at, clinic=clinic_id).select_related("clinic").first()
    if option is None:
        raise NotAllowed(_("Choose one of the times."))
    close(appointment, outcome=Proposal.Status.ACCEPTED, now=now, keeping=option)
    return reschedule(
        appointment=appointment,
        starts_at=option.starts_at,
        clinic=option.clinic,
        actor=actor,
        now=now,
        hold_key=option.hold_key,
        as_patient=not by_clinic,
        was_offered=True,
    )


@in_one_transaction()
def refuse(*, appointment, seen, actor, now, by_clinic=False):
    """
    Say that none of the times suits, and return the appointment as it was. Raises ``NotAllowed`` or ``Stale``.

    A request stays a request: the doctor's time to answer it begins anew.
    """
    appointment, _proposal = offered(appointment, seen=seen, actor=actor, now=now, by_clinic=by_clinic)
    close(appointment, outcome=Proposal.Status.REFUSED, now=now)
    if by_clinic:
        reachability.forget(appointment=appointment)
    ask_anew(appointment, now=now)
    record(
        appointment=appointment,
        verb=Verb.REFUSE,
        from_status=appointment.status,
        actor=actor,
        now=now,
        as_patient=not by_clinic,
        undoable=False,
    )
    return appointment


@in_one_transaction()
def refuse_and_cancel(*, appointment, seen, actor, now, by_clinic=False):
    """Refuse the times and call the appointment off. Raises ``NotAllowed`` or ``Stale``."""
    appointment, _proposal = offered(appointment, seen=seen, actor=actor, now=now, by_clinic=by_clinic)
    close(appointment, outcome=Proposal.Status.REFUSED, now=now)
    # The patient's reason, so that nobody reads it as the clinic's doing.
    said = {"reason_code": AppointmentEvent.Reason.CANNOT_MAKE_IT} if by_clinic else {"as_patient": True}
    return cancel(appointment=appointment, actor=actor, now=now, **said)


def offered(appointment, *, seen, actor, now, by_clinic):
    """Return the locked appointment and its open offer, if that is the one that was shown."""
    appointment = locked(appointment, with_doctor=True)
    require(may_write_down(appointment, actor=actor, now=now) if by_clinic else may_answer(appointment, now=now))
    proposal = Proposal.objects.open().filter(appointment=appointment).first()
    if proposal is None or seen_of(proposal) != seen:
        raise Stale
    return appointment, proposal
