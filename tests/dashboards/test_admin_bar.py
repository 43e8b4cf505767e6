"""The bar at the top of the administration: the rooms somebody may enter, and which one this is."""

import pytest
from django.urls import reverse

from accounts.roles import StaffGroup
from tests.dashboards.staff import administrator, staff_member

pytestmark = pytest.mark.django_db


def rooms(client, address):
    return {str(room.words): room.is_current for room in client.get(address).context["rooms"]}


def test_an_administrator_may_enter_all(client):
    client.force_login(administrator())

    assert rooms(client, reverse("admin:index")) == dict.fromkeys(["Monitor", "Analytics", "Settings", "Import"], False)


def test_others_see_what_they_may_enter(client):
    client.force_login(staff_member(StaffGroup.ANALYST))

    assert rooms(client, reverse("admin:index")) == {"Analytics": False}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("admin:monitor", "Monitor"),
        ("admin:analytics_system", "Analytics"),
        ("admin:settings", "Settings"),
        ("admin:imports", "Import"),
    ],
)
def test_the_room_one_is_in_is_marked(client, name, words):
    client.force_login(administrator())
    html = client.get(reverse(name)).content.decode()
    told = rooms(client, reverse(name))

    assert [room for room, is_current in told.items() if is_current] == [words]
    assert f'aria-current="page">{words}</a>' in html
