"""Add sums to rows that other processes add to as well: one statement, which the database carries out whole."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import connection

from dashboards.models import SearchMetric, SlowStatement, Span, SystemMetric
from dashboards.models.measured import ASKED, Measured

AT_ONCE = 200
HOUR = 3600

TOLD: dict[type[Measured], tuple[str, ...]] = {
    SystemMetric: ("at", "kind", "name", "method", "status", "step"),
    SlowStatement: ("at", "name", "digest", "statement"),
    SearchMetric: ("at", *ASKED),
}
"""What tells one row of a table from the next, the beginning of its hour first."""
SUMS: dict[type[Measured], tuple[str, ...]] = {
    SystemMetric: ("number", "microseconds", "queries"),
    SlowStatement: ("number", "microseconds"),
    SearchMetric: ("number",),
}
"""What is added up."""


def add_up(model, sums: Mapping[tuple, Sequence[int]], *, span: Span = Span.HOUR) -> None:
    """
    Add ``sums``, by the values of ``TOLD``, to the rows of ``model``; those that are not there yet begin with them.

    Rows are told apart by the first constraint of the model. The order is
    everybody's, so that two processes never wait for each other.
    """
    by_key = sorted(sums.items(), key=lambda item: tuple(map(str, item[0])))
    rows = [(span.value, *key, *numbers) for key, numbers in by_key]
    sql = statement(model)
    with connection.cursor() as cursor:
        for first in range(0, len(rows), AT_ONCE):
            part = rows[first : first + AT_ONCE]
            places = ", ".join([f"({', '.join(['%s'] * len(part[0]))})"] * len(part))
            cursor.execute(sql.format(rows=places), [fit(value) for row in part for value in row])


def statement(model):
    """Return the insert that adds where the row is there, with one place for its rows."""
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ("span", *TOLD[model], *SUMS[model])
    keys = model._meta.constraints[0].fields
    sums = ", ".join(f"{quote(name)} = {table}.{quote(name)} + excluded.{quote(name)}" for name in SUMS[model])
    return (
        f"INSERT INTO {table} ({', '.join(map(quote, columns))}) VALUES {{rows}} "  # noqa: S608 - our own columns
        f"ON CONFLICT ({', '.join(map(quote, keys))}) DO UPDATE SET {sums}"
    )


def fit(value):
    """Return ``value`` as the driver takes it."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, dt.datetime) else value


def hour_of(number: int) -> dt.datetime:
    """Return the beginning of an hour, by its number since 1970, UTC."""
    return dt.datetime.fromtimestamp(number * HOUR, dt.UTC)
