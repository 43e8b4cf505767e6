"""Change where a person works, and with it whether they may open the admin site."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.policies import may_set_role
from accounts.roles import Role


@transaction.atomic
def set_role(*, user, role, actor, now):
    """
    Give ``user`` the role and return them; it counts from their next request.

    ``is_staff`` follows the role. Who stops being an administrator loses the
    groups too: an administrator's rights are nothing but groups. Raises
    PermissionDenied with a sentence.
    """
    if refusal := may_set_role(user, actor=actor):
        raise PermissionDenied(refusal)
    user = User.objects.select_for_update().get(pk=user.pk)
    user.role = Role(role)
    user.is_staff = user.role == Role.ADMINISTRATOR
    if not user.is_staff:
        user.is_superuser = False
        user.groups.clear()
        user.user_permissions.clear()
    user.save(update_fields=["role", "is_staff", "is_superuser"])
    return user
