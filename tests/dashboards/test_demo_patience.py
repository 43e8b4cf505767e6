"""Demo data are written without the limits of time that pages have."""

import pytest
from django.db import connection

from dashboards.demo.patience import LIMITS, in_one_long_transaction

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def limits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(name) FROM unnest(%s::text[]) AS name", [list(LIMITS)])
        return [value for (value,) in cursor.fetchall()]


def test_pages_have_limits():
    assert "0" not in limits()


def test_there_are_no_limits_while_demo_data_are_made():
    with in_one_long_transaction():
        meanwhile = limits()

    assert meanwhile == ["0", "0"]
