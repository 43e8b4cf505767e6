"""Invite people to work here: a link to one address, good for one sign-in. Its inverse is ``revoking_invitations``."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Invitation
from accounts.models.invitation import VALID_FOR, hash_of, new_token
from accounts.notices import send_invitation
from accounts.policies import may_add_people, may_invite
from accounts.roles import Role
from accounts.services.sign_ins import EmailTaken, awaits_invitation, is_taken


class NotInvited(Exception):
    """There is nothing to invite this person to. The message can be read aloud."""


@transaction.atomic
def invite_administrator(*, email, groups, actor, now):
    """
    Invite somebody to the admin site, with the rights of ``groups``, and return the invitation.

    Their sign-in is made when they accept. Raises PermissionDenied, EmailTaken
    or NotInvited with a sentence.
    """
    if refusal := may_invite(actor=actor):
        raise PermissionDenied(refusal)
    email = email.strip().lower()
    if is_taken(email):
        raise EmailTaken(email)
    invitation = _write(email=email, role=Role.ADMINISTRATOR, user=None, actor=actor, now=now)
    invitation.groups.set(groups)
    return invitation


@transaction.atomic
def invite_doctor(*, doctor, actor, now):
    """
    Invite a doctor to the sign-in that was made with their profile, and return the invitation.

    An invitation they have not used is sent again. Raises PermissionDenied, or
    NotInvited once they have signed in.
    """
    if refusal := may_add_people(actor=actor):
        raise PermissionDenied(refusal)
    if not awaits_invitation(doctor.user):
        raise NotInvited(_("%(name)s has a password already.") % {"name": doctor.full_name})
    if unused := Invitation.objects.open().filter(user=doctor.user).first():
        return _send(unused, now=now)
    return _write(email=doctor.user.email, role=Role.DOCTOR, user=doctor.user, actor=actor, now=now)


@transaction.atomic
def send_again(*, invitation, actor, now):
    """Send another link, good for as long as the first was; the former one works no more. Raises as the others do."""
    if refusal := may_invite(actor=actor):
        raise PermissionDenied(refusal)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.revoked_at:
        raise NotInvited(_("The invitation to %(email)s is over. Write a new one.") % {"email": invitation.email})
    if invitation.user is None and is_taken(invitation.email):
        raise EmailTaken(invitation.email)
    return _send(invitation, now=now)


def _write(*, email, role, user, actor, now):
    # One that is too old makes room; one whose link works does not.
    Invitation.objects.open().filter(email__iexact=email, expires_at__lte=now).update(revoked_at=now)
    invitation = Invitation(email=email, role=role, user=user, invited_by=actor)
    try:
        with transaction.atomic():
            return _send(invitation, now=now)
    except IntegrityError:
        if not Invitation.objects.open().filter(email__iexact=email).exists():
            raise
    raise NotInvited(_("%(email)s is invited already. Send the invitation again.") % {"email": email})


def _send(invitation, *, now):
    token = new_token()
    invitation.token_hash, invitation.sent_at, invitation.expires_at = hash_of(token), now, now + VALID_FOR
    invitation.save()
    send_invitation(invitation, link=reverse("account_invitation", args=[token]), days=VALID_FOR.days)
    return invitation
