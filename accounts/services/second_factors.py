"""Take the second factor off the sign-in of somebody who has lost it, for an administrator."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.notices import tell
from accounts.policies import may_close_sign_in
from accounts.services.ending_sessions import end_sessions


@transaction.atomic
def remove_second_factor(*, user, actor, now):
    """
    Remove app, passkeys and recovery codes of ``user``, and say whether there were any.

    Their sessions end and they are told by mail. Who asks for this on the
    telephone is somebody else until the front desk is sure. Raises
    PermissionDenied with a sentence.
    """
    if refusal := may_close_sign_in(user, actor=actor):
        raise PermissionDenied(refusal)
    removed, _by_model = Authenticator.objects.filter(user=user).delete()
    if removed:
        end_sessions(user=user)
        tell(user, "second_factor_removed")
    return bool(removed)
