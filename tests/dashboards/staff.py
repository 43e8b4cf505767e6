"""People of the admin site, for tests: one of every group."""

from django.contrib.auth.models import Group

from accounts.roles import Role, StaffGroup
from tests.factories import UserFactory


def staff_member(*groups, **fields):
    """Return an administrator whose rights are those of ``groups``."""
    user = UserFactory(role=Role.ADMINISTRATOR, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    assert user.groups.count() == len(groups), "the groups are made by migrate"
    return user


def administrator(**fields):
    return staff_member(StaffGroup.ADMINISTRATOR, **fields)
