"""The page of searches: what it counts, what it hides, to whom it is shown, and that its file is what it shows."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import StaffGroup
from dashboards.measuring.adding import add_up
from dashboards.models import SearchMetric
from scheduling.search.asked import Asked
from tests.dashboards.analytics.shown import same_tables
from tests.dashboards.staff import administrator, staff_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = reverse("admin:analytics_searches")
OCTOBER = dt.datetime(2026, 10, 6, 9, tzinfo=dt.UTC)
SEPTEMBER = OCTOBER.replace(month=9)


@pytest.fixture
def chief(client):
    user = administrator()
    client.force_login(user)
    return user


def searched(number, at=OCTOBER, **asked):
    add_up(SearchMetric, {(at, *Asked(**asked)): [number]})


@pytest.fixture
def a_month(skin):
    """October: 1,300 searches, 300 in vain, most of these for the skin; September: 400, a tenth in vain."""
    searched(700, specialty="general-practice", city="London")
    searched(300, specialty=skin.slug, city="Leeds", modes="video", evening=True)
    searched(200, specialty=skin.slug, elsewhere=True, has_days=True, found=False)
    searched(91, words="podiatrist", found=False)
    searched(9, specialty="rare", words="my neighbour", found=False)
    searched(360, SEPTEMBER, specialty="general-practice")
    searched(40, SEPTEMBER, specialty=skin.slug, found=False)


def figures(answer):
    return {figure.title: figure for figure in answer.context["figures"]}


def table(answer, key):
    return next(table for table in answer.context["tables"] if table.key == key).shown


def test_shows_what_of_what_and_what_changed(client, chief, a_month):
    shown = figures(client.get(PAGE))

    assert (shown["Searches"].value, shown["Searches"].words) == ("1,300", "225% more than in September 2026.")
    assert shown["Searches a day"].value == "41.9"
    assert shown["Without a result"].value == "23.1%"
    assert shown["Without a result"].words == "300 of 1,300. Up 13.1 points."
    assert shown["Without a result"].tone == "bad"


def test_tells_by_specialty_place_and_wish_what_was_in_vain(client, chief, a_month):
    answer = client.get(PAGE)

    assert [row[:4] for row in table(answer, "specialties")] == [
        ["general-practice", "700", "0", "0.0"],
        ["Dermatology", "500", "200", "40.0"],
        ["No specialty chosen", "91", "91", "100.0"],
        ["Others, each asked for fewer than ten times", "9", "too few", ""],
        ["All", "1,300", "300", "23.1"],
    ]
    assert table(answer, "specialties")[1][4:] == ["35.8", "44.4", "40", "100.0"]
    assert [row[:3] for row in table(answer, "places")][:3] == [
        ["London", "700", "0"],
        ["Leeds", "300", "0"],
        ["No town with a clinic", "200", "200"],
    ]
    assert {row[0]: row[1] for row in table(answer, "wishes")} == {
        "Video": "300",
        "In the evening": "300",
        "On certain days": "200",
    }


def test_hides_the_words_of_fewer_than_ten(client, chief, a_month):
    answer = client.get(PAGE)
    file = client.get(PAGE, {"format": "csv"}).content.decode()

    assert table(answer, "words") == [["podiatrist", "91"]]
    assert "neighbour" not in answer.content.decode() + file
    assert "rare" not in file


def test_says_what_stands_out(client, chief, a_month):
    sentences = [sentence.what for sentence in client.get(PAGE).context["sentences"]]

    assert sentences[0] == "More searches in vain than before: 23.1%, 10.0% in September 2026."
    assert "No specialty chosen: most often in vain, 100.0%; 23.1% of all." in sentences


@pytest.mark.parametrize("period", ["month", "quarter"])
def test_the_file_is_what_is_shown(client, chief, a_month, period):
    answer = client.get(PAGE, {"period": period, "format": "csv"})

    assert answer["Content-Disposition"].startswith('attachment; filename="searches-2026-')
    same_tables(client.get(PAGE, {"period": period}), answer)


def test_draws_a_column_for_each_day(client, chief, a_month):
    chart = client.get(PAGE).context["chart"]

    assert len(chart.columns) == 31
    assert [(name, height > 0) for name, _top, height in chart.columns[5].parts] == [("found", True), ("in_vain", True)]
    assert chart.steps[0] >= 1300


def test_nothing_is_said_calmly(client, chief):
    assert "Nobody searched in these days." in client.get(PAGE).content.decode()


@pytest.mark.parametrize("group", [StaffGroup.FRONT_DESK, StaffGroup.AUDITOR])
def test_is_closed_to_others(client, group):
    client.force_login(staff_member(group))

    assert client.get(PAGE).status_code == 403


def test_is_open_to_analysts(client):
    client.force_login(staff_member(StaffGroup.ANALYST))

    assert client.get(PAGE).status_code == 200


def test_asks_the_same_number_of_queries_whatever_there_is(client, chief, skin):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    searched(20, specialty=skin.slug)
    client.get(PAGE)
    few = queries()
    for number in range(20):
        searched(20, OCTOBER + dt.timedelta(days=number), specialty=f"field-{number}", city=f"Town {number}")

    assert queries() == few
