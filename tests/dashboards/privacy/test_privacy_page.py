"""What is kept about people: the page and its file say what the inventory says, to those who answer for it."""

import csv

import pytest
from django.urls import reverse

from accounts.privacy.tables import by_column
from accounts.roles import StaffGroup
from dashboards.privacy.inventory import TABLES
from dashboards.privacy.rules import RULES
from tests.dashboards.staff import staff_member

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:privacy")


@pytest.mark.parametrize("group", [StaffGroup.ADMINISTRATOR, StaffGroup.AUDITOR])
def test_names_each_column_with_what_erasing_does(client, group):
    client.force_login(staff_member(group))
    html = client.get(PAGE).content.decode()

    assert "emergency_contact_phone" in html
    assert "Replaced by a pseudonym" in html
    assert html.count('<tr><th scope="row">') == len(list(by_column(TABLES))) + len(RULES)


def test_the_file_holds_the_same(client):
    client.force_login(staff_member(StaffGroup.ADMINISTRATOR))
    answer = client.get(PAGE, {"format": "csv"})
    rows = list(csv.reader(answer.content.decode().splitlines()))

    assert answer["Content-Disposition"] == 'attachment; filename="personal-data.csv"'
    assert [(row[0], row[1]) for row in rows[1:]] == [(table.label, column.name) for table, column in by_column(TABLES)]
    assert rows[1][2:] == [
        "Who it is",
        "To know who is treated, and to reach them",
        "Clinical record",
        "Replaced by a pseudonym",
        "Yes",
    ]


@pytest.mark.parametrize("group", [StaffGroup.FRONT_DESK, StaffGroup.MANAGER, StaffGroup.ANALYST])
def test_is_for_nobody_else(client, group):
    client.force_login(staff_member(group))

    assert client.get(PAGE).status_code == 403


def test_the_list_of_erased_records_leads_there(client):
    client.force_login(staff_member(StaffGroup.ADMINISTRATOR))

    assert f'href="{PAGE}"' in client.get(reverse("admin:accounts_tombstone_changelist")).content.decode()
