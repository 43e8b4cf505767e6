"""Accept an invitation: its link proves the address, the person brings their name and a password."""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Invitation, User
from accounts.services.sign_ins import add_primary_address, awaits_invitation, create_sign_in
from accounts.signals import invitation_accepted


class InvitationOver(Exception):
    """The link opens nothing (any more). The message can be read aloud."""


def usable_invitation(*, token, now):
    """Return the invitation ``token`` belongs to. Raises InvitationOver with a sentence that says what to do."""
    invitation = Invitation.objects.with_token(token).select_related("user", "invited_by").first()
    return _usable(invitation, now=now)


def accept_invitation(*, token, full_name, password, now):
    """
    Open the sign-in of the invitation and return its user.

    The address is the invitation's, whatever else is sent. A sign-in of
    somebody else is never touched: an address that has an account by now is
    refused, and so is a doctor's sign-in with a password. Of two presses, one
    gets in. Raises InvitationOver or EmailTaken.
    """
    hashed = make_password(password)  # slow on purpose: never while holding the write lock
    with transaction.atomic():
        rows = Invitation.objects.with_token(token).select_for_update()
        invitation = _usable(rows.first(), now=now)
        user = _waiting_sign_in(invitation) if invitation.user_id else _new_sign_in(invitation, full_name, now)
        user.full_name, user.password, user.is_active = full_name, hashed, True
        user.save(update_fields=["full_name", "password", "is_active"])
        user.groups.set(invitation.groups.all())
        add_primary_address(user=user, verified=True)
        invitation.user, invitation.accepted_at = user, now
        invitation.save(update_fields=["user", "accepted_at"])
        invitation_accepted.send(Invitation, invitation=invitation, now=now)
    return user


def _usable(invitation, *, now):
    if invitation is None:
        raise InvitationOver(_("Check that you opened the whole link from our message."))
    state = invitation.state(now=now)
    if state == Invitation.State.ACCEPTED:
        raise InvitationOver(_("This invitation has been used. Sign in with the password you chose."))
    if state != Invitation.State.OPEN:
        raise InvitationOver(_("This invitation is over. Ask whoever invited you for a new one."))
    return invitation


def _waiting_sign_in(invitation):
    user = User.objects.select_for_update().get(pk=invitation.user_id)
    if user.email != invitation.email or user.role != invitation.role or not awaits_invitation(user):
        raise InvitationOver(_("This invitation is over. Ask whoever invited you for a new one."))
    return user


def _new_sign_in(invitation, full_name, now):
    return create_sign_in(email=invitation.email, full_name=full_name, role=invitation.role, now=now)
