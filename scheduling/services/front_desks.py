"""Who works at the front desk of which clinic, from the invitation on."""

from django.db import transaction

from scheduling.models import ClinicStaff, InvitedStaff


def invite_to_clinics(*, invitation, clinics):
    """Note the front desks somebody is invited to; they work there once they accept (``seat_invited``)."""
    InvitedStaff.objects.bulk_create(InvitedStaff(invitation=invitation, clinic=clinic) for clinic in clinics)


@transaction.atomic
def seat_invited(*, invitation):
    """Let who has accepted ``invitation`` see the clinics they were invited to."""
    for invited in InvitedStaff.objects.filter(invitation=invitation):
        ClinicStaff.objects.get_or_create(user=invitation.user, clinic_id=invited.clinic_id)
