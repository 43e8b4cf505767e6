"""The page of the system: what it says of the house, to whom, and what it costs."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import StaffGroup
from dashboards.analytics.page_words import page_words
from dashboards.measuring.adding import add_up
from dashboards.measuring.histogram import step_of
from dashboards.models import DutyRun, SlowStatement, SystemMetric
from tests.dashboards.staff import administrator, staff_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = reverse("admin:analytics_system")
OCTOBER = dt.datetime(2026, 10, 6, 9, tzinfo=dt.UTC)


@pytest.fixture
def chief(client):
    user = administrator()
    client.force_login(user)
    return user


def measured(name, seconds, number, *, status=2, at=OCTOBER, kind="page"):
    key = (at, kind, name, "GET", status, step_of(seconds))
    add_up(SystemMetric, {key: [number, int(seconds * 1_000_000) * number, 3 * number]})


def test_says_what_is_slow_and_what_failed(client, chief):
    measured("scheduling:home", 0.03, 100)
    measured("scheduling:results", 2.0, 50)
    measured("scheduling:results", 0.1, 3, status=5)
    add_up(SlowStatement, {(OCTOBER, "scheduling:results", "d", "SELECT slow"): [4, 2_000_000]})
    DutyRun.objects.create(duty="prune", due_at=OCTOBER, failures=2, last_finished_at=OCTOBER)

    answer = client.get(PAGE)

    rows = {row.words: row.now for row in answer.context["found"].pages}
    assert list(rows) == ["Results of a search", "Front page"]
    assert rows["Front page"].number == 100
    assert rows["Front page"].most == pytest.approx(30, rel=0.123)
    html = answer.content.decode()
    assert "Pages failed: most often Results of a search." in html
    assert "3 of 53 in these days." in html
    assert "Slowest: Results of a search." in html
    assert "SELECT slow" in html


def test_few_have_no_percentile(client, chief):
    measured("scheduling:home", 0.03, 9)

    assert client.get(PAGE).context["found"].pages[0].now.most is None


def test_compares_with_the_days_before(client, chief):
    measured("scheduling:home", 0.03, 100)
    measured("scheduling:home", 0.5, 50, at=OCTOBER.replace(month=9))

    (row,) = client.get(PAGE).context["found"].pages
    assert row.before.most == pytest.approx(500, rel=0.123)


def test_the_file_has_every_figure_and_row_of_the_page(client, chief):
    measured("scheduling:home", 0.03, 100)
    measured("scheduling:results", 2.0, 9)
    add_up(SlowStatement, {(OCTOBER, "scheduling:results", "d", "=SELECT slow"): [4, 2_000_000]})
    DutyRun.objects.create(duty="prune", due_at=OCTOBER, failures=2, last_finished_at=OCTOBER)
    rows = list(csv.reader(io.StringIO(client.get(PAGE, {"format": "csv"}).content.decode())))
    shown = client.get(PAGE).context

    assert rows[0] == ["1 to 31 October 2026"]
    for figure in (*shown["figures"], *shown["of_days"]):
        assert [figure.title, figure.value, figure.words] in rows
    front, results = (next(row for row in rows if row[:1] == [name]) for name in ("Front page", "Results of a search"))
    assert [front[1], front[-2:]] == ["100", ["0", "0"]]
    assert int(front[3]) == pytest.approx(30, rel=0.123)
    assert results[1:6] == ["9", "", "", "", ""]  # too few to tell
    assert len([row for row in rows if row and row[0].startswith("2026-10-")]) == 31
    assert ["Results of a search", "4", "500", "'=SELECT slow"] in rows
    assert next(row for row in rows if row[:1] == ["prune"])[-1] == "2"


def test_a_page_opens_its_own_days_and_statements(client, chief):
    measured("scheduling:home", 0.03, 100)
    measured("scheduling:results", 2.0, 50)
    for name in ("scheduling:home", "scheduling:results"):
        add_up(SlowStatement, {(OCTOBER, name, name, f"SELECT {name}"): [4, 2_000_000]})
    every = client.get(PAGE, {"period": "month"})
    address = next(address for row, address in every.context["rows"] if row.name == "scheduling:results")
    answer = client.get(f"{PAGE}{address}")
    found, html = answer.context["found"], answer.content.decode()
    file = client.get(f"{PAGE}{answer.context['csv']}")

    assert sum(stretch.figures.number for stretch in every.context["found"].stretches) == 150
    assert sum(stretch.figures.number for stretch in found.stretches) == 50
    assert [slow.text for slow in found.statements] == ["SELECT scheduling:results"]
    assert {row.name for row in found.pages} == {"scheduling:home", "scheduling:results"}
    assert "Day by day: Results of a search" in html
    assert client.get(f"{PAGE}{answer.context['all_pages']}").context["found"].only is None
    assert "Day by day: Results of a search" in file.content.decode()


@pytest.mark.parametrize("name", ["no:such", "\x00", "check_schedule"])
def test_a_page_nobody_measured_narrows_nothing(client, chief, name):
    measured("scheduling:home", 0.03, 100)
    measured("check_schedule", 0.03, 100, kind="duty")
    found = client.get(PAGE, {"of": name}).context["found"]

    assert found.only is None
    assert sum(stretch.figures.number for stretch in found.stretches) == 100


def test_draws_how_quick_and_how_sound_each_day_was(client, chief):
    measured("scheduling:home", 0.5, 95)
    measured("scheduling:home", 0.5, 5, status=5)
    measured("scheduling:home", 3.0, 9, at=OCTOBER + dt.timedelta(days=1))  # too few to tell
    context = client.get(PAGE).context

    _name, _top, tall = context["quickness"].columns[5].parts[0]
    assert tall * context["quickness"].steps[0] / 100 == pytest.approx(500, rel=0.123)
    assert context["failures"].columns[5].parts == [("failed", 37.5, 62.5)]
    assert context["failures"].steps == [80, 60, 40, 20, 0]
    assert [chart.columns[6].parts[0][2] for chart in (context["quickness"], context["failures"])] == [0, 0]


def test_nothing_is_said_calmly(client, chief):
    html = client.get(PAGE, {"period": "year"}).content.decode()

    assert "No page was measured in these days." in html
    assert "The worker has never run" in html


@pytest.mark.parametrize("group", [StaffGroup.FRONT_DESK, StaffGroup.AUDITOR, StaffGroup.ANALYST])
def test_is_closed_to_others(client, group):
    client.force_login(staff_member(group))

    assert client.get(PAGE).status_code == 403


def test_is_open_to_managers(client):
    client.force_login(staff_member(StaffGroup.MANAGER))

    assert client.get(PAGE).status_code == 200


def test_asks_the_same_number_of_queries_whatever_there_is(client, chief):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    measured("scheduling:home", 0.03, 100)
    client.get(PAGE)
    few = queries()
    for number in range(20):
        measured(f"me:page_{number}", 0.1 * number, 40, at=OCTOBER + dt.timedelta(days=number))

    assert queries() == few


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("admin:accounts_patient_changelist", "Administration: patients, list"),
        ("doctor:time_off", "Doctor: time off"),
        ("mfa_index", "Second step: index"),
        ("", "Addresses that lead nowhere"),
    ],
)
def test_pages_have_words(name, words):
    assert page_words(name) == words
