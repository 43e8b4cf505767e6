"""Who may do what: the page says what the database holds, to those who see the groups."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.roles import StaffGroup
from dashboards.reading.who_may_do_what import who_may_do_what
from tests.dashboards.staff import staff_member

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:roles")


def may():
    """Return ``{model in words: {group: words}}`` of the page."""
    holders, sections = who_may_do_what()
    names = [holder.name for holder in holders]
    return {row.name: dict(zip(names, row.cells, strict=True)) for _section, rows in sections for row in rows}


def test_says_what_each_group_may_do():
    rights = may()

    assert rights["Patients"]["Front desk"] == "see, add, change"
    assert rights["Patients"]["Analyst"] == ""
    assert rights["Daily metrics"]["Analyst"] == "see"
    assert rights["Audit trail"]["Auditor"] == "see"
    assert rights["Imports"]["Administrator"] == "can import people, clinics and hours from files"
    assert rights["Imports"]["Clinic manager"] == ""
    assert "past notice, horizon and listing" in rights["Appointments"]["Front desk"]
    assert "put right who was seen" not in rights["Appointments"]["Front desk"]


def test_follows_the_database_and_not_the_code():
    analyst = Group.objects.get(name=StaffGroup.ANALYST)
    analyst.permissions.add(Permission.objects.get(codename="view_patient"))

    assert may()["Patients"]["Analyst"] == "see"


def test_counts_who_holds_a_group_and_leads_to_them(client, chief):
    for active in (True, True, False):
        staff_member(StaffGroup.AUDITOR, is_active=active)
    auditor = next(holder for holder in who_may_do_what()[0] if holder.name == "Auditor")

    assert auditor.people == 2
    assert client.get(auditor.address).status_code == 200
    assert auditor.address in client.get(PAGE).content.decode()


def test_the_list_of_groups_leads_there(client, chief):
    html = client.get(reverse("admin:auth_group_changelist")).content.decode()

    assert f'href="{PAGE}"' in html


@pytest.mark.parametrize("group", [StaffGroup.FRONT_DESK, StaffGroup.MANAGER, StaffGroup.ANALYST, StaffGroup.AUDITOR])
def test_is_for_those_who_see_the_groups(client, group):
    client.force_login(staff_member(group))

    assert client.get(PAGE).status_code == 403


def test_asks_three_times(django_assert_num_queries):
    who_may_do_what()
    with django_assert_num_queries(3):
        who_may_do_what()
