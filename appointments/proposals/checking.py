"""What must always be true of offers, for ``schedule_check.py``."""

from django.db.models import Exists, F, OuterRef, Q

from appointments.lifecycle import MAY_MOVE
from appointments.models import Appointment
from appointments.proposals.models import Proposal, ProposalOption


def keys_of_offers():
    """Return the keys by which open offers hold time."""
    return set(ProposalOption.objects.filter(proposal__status=Proposal.Status.OPEN).values_list("hold_key", flat=True))


def offers_agree():
    """Return the references of appointments that disagree with their offer on until when the patient has the word."""
    its_offer = Proposal.objects.open().filter(appointment=OuterRef("pk"), answer_by=OuterRef("offered_until"))
    without = Appointment.objects.filter(
        Q(offered_until__isnull=False) & (~Exists(its_offer) | ~Q(status__in=MAY_MOVE))
    )
    unsaid = Proposal.objects.open().exclude(
        appointment__offered_until__isnull=False, appointment__offered_until=F("answer_by")
    )
    return sorted(
        {*without.values_list("reference", flat=True), *unsaid.values_list("appointment__reference", flat=True)}
    )
