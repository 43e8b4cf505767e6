"""Close somebody's sign-in, or open it again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Invitation, User
from accounts.policies import may_close_sign_in, may_open_sign_in
from accounts.services.ending_sessions import end_sessions
from accounts.signals import sign_in_closed


@transaction.atomic
def set_sign_in_active(*, user, is_active, actor, now):
    """
    Let ``user`` sign in, or stop them, and return them; their sessions end with it.

    An invitation that was to open this sign-in dies with it, too. Nobody closes
    their own, and two who close each other's wait for each other: the later is
    an administrator no more, and at least one always remains. Raises
    PermissionDenied with a sentence.
    """
    user, actor = lock_both(user, actor)
    may = may_open_sign_in if is_active else may_close_sign_in
    if refusal := may(user, actor=actor):
        raise PermissionDenied(refusal)
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    if not is_active:
        end_sessions(user=user)
        Invitation.objects.open().filter(user=user).update(revoked_at=now)
        sign_in_closed.send(sender=User, user=user, now=now)
    return user


def lock_both(user, actor):
    """Lock two people, always in the same order, and return them as they are now: ``actor`` may have lost the right."""
    both = User.objects.select_for_update().filter(pk__in=[user.pk, actor.pk]).order_by("pk")
    now = {person.pk: person for person in both}
    return now[user.pk], now[actor.pk]
