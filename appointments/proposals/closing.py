"""End the open offer of an appointment and free what it held. Runs in the transaction of whatever ends it."""

from appointments.lifecycle import Verb
from appointments.notifications.announcing import call_back_kind
from appointments.notifications.kinds import Kind
from appointments.proposals.models import Proposal
from scheduling.services.holding import let_go_all

KEEPS_THE_OFFER = (Verb.OFFER, Verb.COMING)
"""What may happen to an appointment while an offer waits; everything else ends the offer."""


def close(appointment, *, outcome, now, keeping=None):
    """
    End the open offer with ``outcome``; the locked ``appointment`` is saved. The option ``keeping`` stays held.

    An offer nobody has been told of is not told any more.
    """
    appointment.offered_until = None
    appointment.save(update_fields=["offered_until"])
    proposal = Proposal.objects.open().filter(appointment=appointment).first()
    if proposal is None:
        return
    proposal.status, proposal.ended_at = outcome, now
    proposal.save(update_fields=["status", "ended_at"])
    let_go_all(hold_keys=[option.hold_key for option in proposal.options.all() if option != keeping], now=now)
    if outcome == Proposal.Status.WITHDRAWN:
        call_back_kind(appointment=appointment, kind=Kind.OFFERED, now=now)


def close_for(appointment, *, verb, now):
    """Withdraw the open offer because ``verb`` happened to the appointment; nothing where none is open."""
    if appointment.is_offered and verb not in KEEPS_THE_OFFER:
        close(appointment, outcome=Proposal.Status.WITHDRAWN, now=now)
