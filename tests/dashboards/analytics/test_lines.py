"""The lines below the main figures: the way the whole weeks go, and nothing that only looks like one."""

import datetime as dt

import pytest
from django.urls import reverse

from dashboards.analytics.drawing import line
from scheduling.models import DaySupply
from tests.dashboards.analytics.conftest import count
from tests.dashboards.staff import administrator

PAGE = reverse("admin:analytics_attendance")


def test_a_line_goes_from_nothing_up_to_the_most():
    assert line([5, 0, 10]) == "M0.0 14.0L60.0 28.0L120.0 0.0"


def test_what_is_not_known_leaves_a_gap():
    assert line([5, None, 10, 10]) == "M0.0 14.0M80.0 0.0L120.0 0.0"


@pytest.mark.parametrize("values", [[], [5], [None, 5, None], [0, 0, 0]])
def test_too_little_to_tell_draws_nothing(values):
    assert line(values) == ""


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_a_week_the_period_breaks_off_in_is_left_out(client, ended, october):
    """The last Monday of October 2026 is the 26th: its week ends in November."""
    ended("attended", october(14, 9), 20)
    ended("attended", october(21, 9), 10)
    ended("missed", october(21, 9), 10)
    ended("attended", october(28, 9), 30)
    count()
    DaySupply.objects.filter(local_date=dt.date(2026, 10, 14)).update(minutes_offered=1200, minutes_blocked=0)
    client.force_login(administrator())
    found = client.get(PAGE).context["found"]
    lines = {figure.title: figure.line for figure in client.get(PAGE).context["figures"]}

    assert [week.due for week in found.whole_weeks][-3:] == [0, 20, 20]
    assert len(found.whole_weeks) == 12
    assert lines["Visits due"].endswith("L98.2 28.0L109.1 0.0L120.0 0.0")
    assert lines["Missed"] == "M109.1 28.0L120.0 0.0"  # none of 20, then 10 of 20; weeks without visits leave a gap
    assert lines["Cancelled late"] == ""
