"""Saving in the admin while somebody else was quicker, or the database was busy: done again, not a page of errors."""

import pytest
from django.db import IntegrityError, OperationalError

from accounts import contention
from accounts.admin import users
from accounts.models import User
from accounts.roles import Role
from tests.dashboards.staff import administrator

pytestmark = pytest.mark.django_db

NEW = {"email": "new@example.org", "full_name": "Nora New", "phone": "", "role": Role.ADMINISTRATOR}


@pytest.fixture
def chief(client):
    user = administrator()
    client.force_login(user)
    return user


@pytest.fixture
def troubled(monkeypatch):
    """Return a function that lets making a sign-in meet each of the ``troubles`` first, and a list of its pauses."""
    pauses = []
    monkeypatch.setattr(contention.time, "sleep", pauses.append)

    def meet(*troubles):
        left, create = list(troubles), users.create_sign_in

        def create_sign_in(**told):
            if left:
                left.pop(0)()
            return create(**told)

        monkeypatch.setattr(users, "create_sign_in", create_sign_in)
        return pauses

    return meet


def fail(error):
    def raise_it():
        raise error

    return raise_it


def test_a_lost_race_is_run_again_after_a_moment(client, chief, troubled):
    pauses = troubled(fail(IntegrityError("UNIQUE constraint failed")), fail(OperationalError("database is locked")))

    answer = client.post("/admin/accounts/user/add/", NEW)

    assert answer.status_code == 302
    assert User.objects.filter(email="new@example.org").exists()
    assert len(pauses) == 2


def test_what_fails_three_times_is_an_error(client, chief, troubled):
    troubled(*[fail(IntegrityError("CHECK constraint failed"))] * 3)

    with pytest.raises(IntegrityError):
        client.post("/admin/accounts/user/add/", NEW)


def test_what_waiting_does_not_help_is_not_waited_for(client, chief, troubled):
    pauses = troubled(fail(OperationalError("no such table")))

    with pytest.raises(OperationalError):
        client.post("/admin/accounts/user/add/", NEW)
    assert pauses == []
