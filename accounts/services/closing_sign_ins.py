"""Close somebody's sign-in, or open it again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Invitation, User
from accounts.policies import may_close_sign_in
from accounts.services.ending_sessions import end_sessions


@transaction.atomic
def set_sign_in_active(*, user, is_active, actor, now):
    """
    Let ``user`` sign in, or stop them, and return them; their sessions end with it.

    An invitation that was to open this sign-in dies with it, too. Raises
    PermissionDenied with a sentence.
    """
    if refusal := may_close_sign_in(user, actor=actor):
        raise PermissionDenied(refusal)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    if not is_active:
        end_sessions(user=user)
        Invitation.objects.open().filter(user=user).update(revoked_at=now)
    return user
