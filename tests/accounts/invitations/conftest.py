"""An invitation on its way, and who sent it."""

import pytest
import time_machine
from django.contrib.auth.models import Group

from accounts.roles import StaffGroup
from accounts.services.creating_doctors import create_doctor
from accounts.services.inviting import invite_administrator
from tests.accounts.invitations.mailed import ADDRESS, path_mailed
from tests.dashboards.staff import administrator


@pytest.fixture(autouse=True)
def clock(now):
    with time_machine.travel(now, tick=False) as travelled:
        yield travelled


@pytest.fixture
def chief():
    return administrator(email="chief@example.org", full_name="Ada Chief")


@pytest.fixture
def manager_group():
    return Group.objects.get(name=StaffGroup.MANAGER)


@pytest.fixture
def invitation(chief, manager_group, now):
    return invite_administrator(email=ADDRESS, groups=[manager_group], actor=chief, now=now)


@pytest.fixture
def link(invitation):
    """The page the mail leads to."""
    return path_mailed()


@pytest.fixture
def doctor(chief, now):
    return create_doctor(email="li@example.org", full_name="Li Wen", actor=chief, now=now)
