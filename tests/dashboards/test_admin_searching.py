"""Lists searched by keys find what Django finds by joins; the way in by date leaves out no row, and costs the same."""

import datetime as dt

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.admin.long_lists import CountsLongLists
from accounts.admin.searching import SearchesByKeys
from accounts.templatetags.long_lists import Ends, steps
from appointments.models import Appointment
from scheduling.models import TimeSlot
from tests.dashboards.a_row_of_each import one_more
from tests.dashboards.staff import administrator
from tests.factories import TimeSlotFactory

pytestmark = pytest.mark.django_db

SEARCHED = {
    model._meta.label_lower: model
    for model, of_model in admin.site._registry.items()
    if of_model.search_fields and isinstance(of_model, SearchesByKeys)
}
FOUND_BY_OTHER_WORDS = {"accounts.auditseal", "accounts.tombstone", "appointments.appointmentslot"}
TERMS = ["osei", "maria", "1", "maria lopes", '"lopes 2"', "lopes osei", "nobody at all", "'", "example"]


@pytest.fixture
def chief(rf):
    request = rf.get("/")
    request.user = administrator()
    return request


def test_finds_what_django_finds(chief, monkeypatch):
    one_more(1), one_more(2)

    def found(model, term):
        of_model = admin.site._registry[model]
        rows, many = of_model.get_search_results(chief, of_model.get_queryset(chief), term)
        return sorted((rows.distinct() if many else rows).values_list("pk", flat=True))

    def all_found():
        return {(label, term): found(model, term) for label, model in SEARCHED.items() for term in TERMS}

    by_keys = all_found()
    monkeypatch.delattr(SearchesByKeys, "get_search_results")

    assert by_keys == all_found()
    assert {label for label, term in by_keys if by_keys[label, term]} >= SEARCHED.keys() - FOUND_BY_OTHER_WORDS


def test_no_long_table_is_read_beside_another(chief):
    one_more(1)
    of_model = admin.site._registry[TimeSlot]
    rows, _many = of_model.get_search_results(chief, TimeSlot.objects.order_by(), "osei")

    assert "LIKE" not in str(rows.query)
    assert "JOIN" not in str(rows.query)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("year", ["2025-01-01", "2026-01-01"]),
        ("month", ["2025-11-01", "2025-12-01", "2026-01-01"]),
        (
            "day",
            [*(f"2025-11-{day}" for day in (29, 30)), *(f"2025-12-{day:02}" for day in range(1, 32)), "2026-01-01"],
        ),
    ],
)
def test_steps_reach_from_the_first_to_the_last(kind, wanted):
    assert [f"{day}" for day in steps(dt.date(2025, 11, 29), dt.date(2026, 1, 1), kind)] == wanted


def test_a_moment_is_on_the_day_of_the_lists_clock(settings):
    one_more(1)
    Appointment.objects.update(starts_at=dt.datetime(2026, 6, 30, 23, 30, tzinfo=dt.UTC))
    settings.TIME_ZONE = "Europe/London"

    assert Ends(Appointment.objects.all()).datetimes("starts_at", "day") == [dt.date(2026, 7, 1)]


def test_an_empty_list_has_no_way_in():
    assert Ends(Appointment.objects.all()).dates("starts_at", "year") == []


def test_each_step_leads_to_its_rows(client):
    client.force_login(administrator())
    one_more(1)
    for year in (2024, 2025):
        TimeSlotFactory(starts_at=dt.datetime(year, 3, 5, 9, tzinfo=dt.UTC))
    address = reverse("admin:scheduling_timeslot_changelist")
    html = client.get(address).content.decode()

    for year in (2024, 2025, 2026):
        assert f"local_date__year={year}" in html
    month = client.get(f"{address}?local_date__year=2025").content.decode()
    assert "local_date__month=3" in month
    day = client.get(f"{address}?local_date__year=2025&local_date__month=3")
    assert "local_date__day=5" in day.content.decode()
    assert day.context["cl"].result_count == 1


def test_the_slots_are_read_by_their_own_index(client):
    client.force_login(administrator())
    one_more(1)
    of_model = admin.site._registry[TimeSlot]
    assert isinstance(of_model, CountsLongLists)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("admin:scheduling_timeslot_changelist"))
    listed = next(one["sql"] for one in queries if "scheduling_timeslot" in one["sql"] and "ORDER BY" in one["sql"])

    ordered = listed.rpartition("ORDER BY")[2].replace('"', "")
    assert ordered.split(" LIMIT")[0].strip() == (
        "scheduling_timeslot.doctor_id ASC, scheduling_timeslot.minute ASC, scheduling_timeslot.lane ASC"
    )
