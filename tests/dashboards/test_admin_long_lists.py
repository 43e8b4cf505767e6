"""Lists of hundreds of thousands of rows: an estimate is shown as one, and every row can still be reached."""

import datetime as dt

import pytest
from django.core.paginator import EmptyPage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.admin import long_lists
from accounts.admin.long_lists import About, LongListPaginator
from scheduling.models import TimeSlot
from tests.factories import ClinicFactory, DoctorFactory, slots_in_a_row

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:scheduling_timeslot_changelist")
SLOTS, A_PAGE = 130, 50


@pytest.fixture
def slots(db):
    doctor, clinic = DoctorFactory(), ClinicFactory()
    slots_in_a_row(
        doctor=doctor, clinic=clinic, starts_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC), count=SLOTS, minutes=5
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "ANALYZE scheduling_timeslot"
            )  # the planner forgets what other tests put there and took back
    return list(TimeSlot.objects.order_by("minute").values_list("pk", flat=True))


@pytest.fixture(params=[60, 131, 5000])
def estimated(request, monkeypatch):
    """The planner's guess, from far too low to far too high."""
    monkeypatch.setattr(long_lists, "about", lambda rows: None if rows.query.where else About(request.param))
    return request.param


def shown(client, query=""):
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return answer.context["cl"], [slot.pk for slot in answer.context["cl"].result_list]


@pytest.mark.parametrize("number", [1, 2, 3])
def test_every_row_is_on_its_page_whatever_was_estimated(client, chief, slots, estimated, number):
    _list, rows = shown(client, f"?p={number}")

    assert rows == slots[(number - 1) * A_PAGE : number * A_PAGE]


@pytest.mark.parametrize("number", [4, 99, 10**9])
def test_a_page_behind_the_last_is_the_last(client, chief, slots, estimated, number):
    changelist, rows = shown(client, f"?p={number}")

    assert rows == slots[100:]
    assert changelist.page_num == 3
    assert changelist.result_count == SLOTS


def test_the_last_page_is_linked_or_found_by_the_last_link(client, chief, slots, estimated):
    changelist, _rows = shown(client)

    assert shown(client, f"?p={changelist.paginator.num_pages}")[0].result_count == SLOTS


@pytest.mark.parametrize("asked", ["0", "-1", "x", "²", "9" * 60, ""])
def test_what_is_no_page_is_no_error(client, chief, slots, estimated, asked):
    assert client.get(PAGE, {"p": asked}, follow=True).status_code == 200


def test_an_estimate_says_so_in_round_figures():
    assert str(About(361_234)) == "about 361,000"
    assert f"{About(361_234)}" == "about 361,000"
    with translation.override("de"):
        assert "361.000" in str(About(361_234))


def test_the_page_says_about(client, chief, slots, monkeypatch):
    monkeypatch.setattr(long_lists, "about", lambda rows: About(361_234))

    assert "about 361,000 time slots" in client.get(PAGE).content.decode()


def test_an_action_on_all_of_them_takes_each(client, chief, slots, monkeypatch):
    taken = []
    monkeypatch.setattr(long_lists, "about", lambda rows: About(100_000))
    monkeypatch.setattr("scheduling.admin.slots.block_slot", lambda slot_id, **told: taken.append(slot_id))

    client.post(PAGE, {"action": "block", "select_across": "1", "index": "0", "_selected_action": [slots[0]]})

    assert sorted(taken) == sorted(slots)


def test_the_far_half_is_read_from_its_end(slots):
    paginator = LongListPaginator(TimeSlot.objects.order_by("minute"), A_PAGE)
    with CaptureQueriesContext(connection) as queries:
        rows = list(paginator.page(3))

    asked = [query["sql"] for query in queries if not query["sql"].startswith("EXPLAIN")]  # PostgreSQL's estimate
    assert len(asked) == 2
    assert [slot.pk for slot in rows] == slots[100:]
    assert "OFFSET" not in asked[-1]
    with pytest.raises(EmptyPage):
        paginator.page(0)


def test_a_short_list_and_a_choice_are_counted(slots):
    assert LongListPaginator(TimeSlot.objects.all(), A_PAGE).count == SLOTS
    assert long_lists.about(TimeSlot.objects.filter(status="open")) is None


@pytest.mark.postgres
def test_postgresql_estimates_a_long_list(slots, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(long_lists, "LONG", 10)
    with django_assert_num_queries(1):
        count = LongListPaginator(TimeSlot.objects.all(), 1).count

    assert isinstance(count, About)
    assert long_lists.about(TimeSlot.objects.filter(status="open")) is None
