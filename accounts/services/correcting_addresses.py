"""Correct the address somebody signs in with, for an administrator: a slip of the pen, a lost mailbox."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Doctor, Invitation, Patient, User
from accounts.notices import tell
from accounts.services.inviting import invite_doctor
from accounts.services.sign_ins import EmailTaken, add_primary_address, awaits_invitation


@transaction.atomic
def correct_address(*, user, email, actor, now):
    """
    Give ``user`` another address to sign in with and return them.

    The old one opens the account no more (``accounts.receivers``), the new one
    is unproven: a code is asked at the next sign-in. A patient's record that
    held the old address follows. Both addresses are told, except of somebody
    who has never signed in: their invitation goes to the new one instead.
    Raises PermissionDenied or EmailTaken.
    """
    if not (actor.is_active and actor.is_administrator) or (user.is_superuser and not actor.is_superuser):
        raise PermissionDenied(_("You cannot change the address of this person."))
    email = email.strip().lower()
    user = User.objects.select_for_update().get(pk=user.pk)
    if User.objects.filter(email=email).exclude(pk=user.pk).exists():
        raise EmailTaken(email)
    old, user.email = user.email, email
    user.save(update_fields=["email"])
    add_primary_address(user=user, verified=False)
    Patient.objects.filter(user=user, email__in=["", old]).update(email=email)
    if awaits_invitation(user):
        _invite_there(user, actor, now)
    else:
        tell(user, "email_changed", to=[old, email], from_email=old, to_email=email)
    return user


def _invite_there(user, actor, now):
    withdrawn = Invitation.objects.open().filter(user=user).update(revoked_at=now)
    doctor = Doctor.objects.filter(user=user).first()
    if withdrawn and doctor:
        invite_doctor(doctor=doctor, actor=actor, now=now)
