"""Withdraw an invitation: its link works no more."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Invitation
from accounts.policies import may_invite


class NotRevoked(Exception):
    """It is too late to withdraw it. The message can be read aloud."""


@transaction.atomic
def revoke_invitation(*, invitation, actor, now):
    """Withdraw it and return it; withdrawn twice is withdrawn. Raises PermissionDenied, or NotRevoked once accepted."""
    if refusal := may_invite(actor=actor):
        raise PermissionDenied(refusal)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise NotRevoked(
            _("%(email)s has accepted. Stop the person from signing in instead.") % {"email": invitation.email}
        )
    if not invitation.revoked_at:
        invitation.revoked_at = now
        invitation.save(update_fields=["revoked_at"])
    return invitation
