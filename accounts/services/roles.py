"""Change where a person works, and with it whether they may open the admin site."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.policies import may_set_role
from accounts.roles import Role
from accounts.services.closing_sign_ins import lock_both


@transaction.atomic
def set_role(*, user, role, actor, now):
    """
    Give ``user`` the role and return them; it counts from their next request.

    ``is_staff`` follows the role. Who stops being an administrator loses the
    groups too: an administrator's rights are nothing but groups. Two who take
    each other's role wait for each other, and the later has none to give.
    Raises PermissionDenied with a sentence.
    """
    user, actor = lock_both(user, actor)
    if refusal := may_set_role(user, actor=actor):
        raise PermissionDenied(refusal)
    user.role = Role(role)
    user.is_staff = user.role == Role.ADMINISTRATOR
    if not user.is_staff:
        user.is_superuser = False
        user.groups.clear()
        user.user_permissions.clear()
    user.save(update_fields=["role", "is_staff", "is_superuser"])
    return user
