"""Saving in the admin while somebody else was quicker, or the database was busy: done again, not a page of errors."""

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, OperationalError

from accounts import contention
from accounts.admin import invitations
from accounts.models import Invitation
from accounts.roles import StaffGroup
from tests.dashboards.staff import administrator

pytestmark = pytest.mark.django_db

ADD = "/admin/accounts/invitation/add/"


@pytest.fixture
def new():
    return {"email": "new@example.org", "groups": [Group.objects.get(name=StaffGroup.MANAGER).pk]}


@pytest.fixture
def chief(client):
    user = administrator()
    client.force_login(user)
    return user


@pytest.fixture
def troubled(monkeypatch):
    """Return a function that lets inviting meet each of the ``troubles`` first, and a list of its pauses."""
    pauses = []
    monkeypatch.setattr(contention.time, "sleep", pauses.append)

    def meet(*troubles):
        left, really_invite = list(troubles), invitations.invite_administrator

        def invite(**told):
            if left:
                left.pop(0)()
            return really_invite(**told)

        monkeypatch.setattr(invitations, "invite_administrator", invite)
        return pauses

    return meet


def fail(error):
    def raise_it():
        raise error

    return raise_it


def test_a_lost_race_is_run_again_after_a_moment(client, chief, troubled, new):
    pauses = troubled(fail(IntegrityError("UNIQUE constraint failed")), fail(OperationalError("database is locked")))

    answer = client.post(ADD, new)

    assert answer.status_code == 302
    assert Invitation.objects.filter(email="new@example.org").exists()
    assert len(pauses) == 2


def test_what_fails_three_times_is_an_error(client, chief, troubled, new):
    troubled(*[fail(IntegrityError("CHECK constraint failed"))] * 3)

    with pytest.raises(IntegrityError):
        client.post(ADD, new)


def test_what_waiting_does_not_help_is_not_waited_for(client, chief, troubled, new):
    pauses = troubled(fail(OperationalError("no such table")))

    with pytest.raises(OperationalError):
        client.post(ADD, new)
    assert pauses == []
