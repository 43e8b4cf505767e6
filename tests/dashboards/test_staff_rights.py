"""What each group may do: one table in the code, in the database after every migrate."""

import pytest
from django.contrib.auth.models import Group, Permission

from accounts.roles import StaffGroup
from dashboards.staff_rights import RIGHTS, codenames, write_rights

pytestmark = pytest.mark.django_db


def rights(group):
    permissions = Group.objects.get(name=group).permissions
    return set(permissions.values_list("content_type__app_label", "codename"))


def table(group):
    return {right for models, actions in RIGHTS[group].items() for right in codenames(models, actions)}


@pytest.mark.parametrize("group", list(StaffGroup))
def test_a_group_has_exactly_the_rights_of_the_table(group):
    assert rights(group) == table(group)


def test_the_table_names_only_rights_that_exist():
    known = set(Permission.objects.values_list("content_type__app_label", "codename"))

    for group in StaffGroup:
        assert table(group) <= known


def test_what_was_changed_by_hand_is_put_back():
    desk = Group.objects.get(name=StaffGroup.FRONT_DESK)
    desk.permissions.add(Permission.objects.get(codename="change_user", content_type__app_label="accounts"))
    desk.permissions.remove(Permission.objects.get(codename="add_appointment"))
    write_rights()

    assert rights(StaffGroup.FRONT_DESK) == table(StaffGroup.FRONT_DESK)


@pytest.mark.parametrize("group", [group for group in StaffGroup if group != StaffGroup.ADMINISTRATOR])
def test_only_administrators_may_change_sign_ins(group):
    mine = rights(group)

    assert not mine & {("accounts", f"{action}_user") for action in ("add", "change", "delete")}
    assert not mine & {("auth", f"{action}_group") for action in ("add", "change", "delete")}


@pytest.mark.parametrize("group", list(StaffGroup))
def test_nobody_may_delete_people_or_bookings(group):
    deleting = {right for right in rights(group) if right[1].startswith("delete_")}

    assert deleting <= {
        ("accounts", "delete_doctorlanguage"),
        ("scheduling", "delete_clinicstaff"),
        ("appointments", "delete_reminderrule"),  # without rules a clinic has the default plan again
    }


def test_analysts_and_auditors_see_no_patients():
    for group in (StaffGroup.ANALYST, StaffGroup.AUDITOR):
        assert not {codename for app, codename in rights(group) if codename.endswith(("_patient", "_appointment"))}


@pytest.mark.parametrize("group", list(StaffGroup))
def test_only_administrators_read_histories(group):
    assert (("accounts", "view_historyentry") in rights(group)) == (group == StaffGroup.ADMINISTRATOR)


@pytest.mark.parametrize("group", list(StaffGroup))
def test_nobody_writes_histories_grants_or_the_trail(group):
    models = ("historyentry", "recordgrant", "auditentry", "auditseal")
    writing = {("accounts", f"{action}_{model}") for action in ("add", "change", "delete") for model in models}

    assert not rights(group) & writing


@pytest.mark.parametrize("group", list(StaffGroup))
def test_the_trail_is_for_administrators_and_auditors(group):
    assert (("accounts", "view_auditentry") in rights(group)) == (
        group in {StaffGroup.ADMINISTRATOR, StaffGroup.AUDITOR}
    )
