"""Where a person works, and who acts for whom."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied

from accounts.models import Patient, PatientAccess, User
from accounts.roles import Role
from accounts.services.changing_details import change_details
from accounts.services.roles import set_role
from accounts.services.sharing import NotShared, end_access, share_access
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody():
    return UserFactory()


# --- Roles ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role.values)
def test_the_admin_site_follows_the_role(somebody, front_desk, now, role):
    set_role(user=somebody, role=role, actor=front_desk, now=now)

    somebody.refresh_from_db()
    assert somebody.role == role
    assert somebody.is_staff is (role == Role.ADMINISTRATOR)


def test_who_stops_being_an_administrator_keeps_no_rights(front_desk, now):
    other = User.objects.create_superuser("boss@example.org", full_name="Boss")
    other.groups.add(Group.objects.get_or_create(name="Manager")[0])
    set_role(user=other, role=Role.DOCTOR, actor=front_desk, now=now)

    other.refresh_from_db()
    assert (other.is_staff, other.is_superuser) == (False, False)
    assert not other.groups.exists()


def test_an_administrator_keeps_their_groups(front_desk, now):
    other = UserFactory(role=Role.ADMINISTRATOR)
    other.groups.add(Group.objects.get_or_create(name="Manager")[0])
    set_role(user=other, role=Role.ADMINISTRATOR, actor=front_desk, now=now)

    assert other.groups.exists()


@pytest.mark.parametrize("role", [Role.PATIENT, Role.DOCTOR])
def test_only_administrators_change_roles(somebody, now, role):
    with pytest.raises(PermissionDenied, match="Only administrators can change a role"):
        set_role(user=somebody, role=Role.ADMINISTRATOR, actor=UserFactory(role=role), now=now)

    somebody.refresh_from_db()
    assert somebody.role == Role.PATIENT


def test_nobody_changes_their_own(front_desk, now):
    with pytest.raises(PermissionDenied, match="You cannot change your own role"):
        set_role(user=front_desk, role=Role.PATIENT, actor=front_desk, now=now)


def test_an_unknown_role_is_none(somebody, front_desk, now):
    with pytest.raises(ValueError, match="surgeon"):
        set_role(user=somebody, role="surgeon", actor=front_desk, now=now)


def test_a_changed_role_counts_from_the_next_request(client, front_desk, now):
    other = UserFactory(role=Role.ADMINISTRATOR)
    client.force_login(other)
    assert client.get("/admin/").status_code == 200

    set_role(user=other, role=Role.PATIENT, actor=front_desk, now=now)

    assert client.get("/admin/", follow=True).status_code == 403


# --- Acting for somebody ------------------------------------------------------------------------


def share(patient, user, *, actor=None, now, **told):
    terms = {"relation": "carer", "scope": "book"} | told
    return share_access(patient=patient, user=user, actor=actor or patient.user, now=now, **terms)


def may_open(user, patient, now):
    return Patient.objects.accessible_to(user, now=now).filter(pk=patient.pk).exists()


def test_a_patient_lets_somebody_act_and_ends_it(patient, somebody, now):
    access = share(patient, somebody, now=now)
    assert may_open(somebody, patient, now)
    assert access.created_at == now

    end_access(access=access, actor=patient.user, now=now)

    assert not may_open(somebody, patient, now)
    assert PatientAccess.objects.filter(pk=access.pk).exists()  # who could act, and until when


def test_given_again_it_is_replaced(patient, somebody, now):
    share(patient, somebody, scope="record", now=now)
    later = now + dt.timedelta(days=1)
    access = share(patient, somebody, scope="messages", until=later + dt.timedelta(days=1), now=later)

    assert PatientAccess.objects.count() == 1
    assert (access.scope, access.created_at) == ("messages", now)


def test_the_front_desk_may_share_for_a_child(front_desk, somebody, now):
    child = PatientFactory(user=None)
    share(child, somebody, actor=front_desk, now=now)

    assert may_open(somebody, child, now)


def test_acting_for_somebody_is_no_right_to_share_them(patient, other_patient, somebody, now):
    share(patient, other_patient.user, scope="record", now=now)
    with pytest.raises(PermissionDenied, match="Only Maria Lopes can decide who acts for them"):
        share(patient, somebody, actor=other_patient.user, now=now)


def test_who_acts_for_somebody_may_stop(patient, somebody, now):
    access = share(patient, somebody, now=now)
    end_access(access=access, actor=somebody, now=now)

    assert not may_open(somebody, patient, now)


def test_a_third_person_cannot_end_it(patient, other_patient, somebody, now):
    access = share(patient, somebody, now=now)
    with pytest.raises(PermissionDenied):
        end_access(access=access, actor=other_patient.user, now=now)

    assert may_open(somebody, patient, now)


def test_ending_does_not_prolong_what_has_ended(patient, somebody, now):
    ended = now + dt.timedelta(hours=1)
    access = share(patient, somebody, until=ended, now=now)
    end_access(access=access, actor=patient.user, now=now + dt.timedelta(days=1))

    access.refresh_from_db()
    assert access.until == ended


def test_nobody_acts_for_themselves(patient, now):
    with pytest.raises(NotShared, match="Maria Lopes acts for themselves already"):
        share(patient, patient.user, now=now)


def test_it_does_not_end_before_it_begins(patient, somebody, now):
    with pytest.raises(NotShared, match="must be in the future"):
        share(patient, somebody, until=now, now=now)


# --- Details ------------------------------------------------------------------------------------


def test_details_are_changed_by_oneself_or_the_front_desk(patient, other_patient, front_desk, now):
    for actor in (patient.user, front_desk):
        change_details(patient=patient, changes={"address": actor.email}, actor=actor, now=now)
        patient.refresh_from_db()
        assert patient.address == actor.email
    with pytest.raises(PermissionDenied, match="Only Maria Lopes can change these details"):
        change_details(patient=patient, changes={"address": "x"}, actor=other_patient.user, now=now)


@pytest.mark.parametrize("field", ["date_of_birth", "record_number", "user_id", "blocked_reason"])
def test_some_things_are_not_details(patient, now, field):
    with pytest.raises(ValueError, match=field):
        change_details(patient=patient, changes={field: "1"}, actor=patient.user, now=now)
