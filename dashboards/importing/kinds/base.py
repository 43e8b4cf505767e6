"""What every kind of rows can do: say what a row is worth, and make it."""

import datetime as dt
from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.spreadsheet_tables import Layout, Row
from dashboards.importing.columns import Column
from dashboards.importing.verdicts import Outcome, Verdict
from dashboards.models import ImportJob

Seen = MutableMapping[Any, int]
"""The line that said the same first, by what makes two rows the same, throughout the file."""


class Kind:
    """
    Rows of one kind. A *unit* is what is imported in one transaction, so short that nobody waits for it.

    ``examine`` only reads. It is asked twice: when the file is checked, with
    ``seen``, and again in the transaction that makes the unit, because
    people are added by others meanwhile.
    """

    columns: tuple[Column, ...]
    most_rows = 20_000
    unit_rows = 100
    refusals: tuple[type[Exception], ...] = ()

    @property
    def layout(self) -> Layout:
        return Layout(
            columns=[column.name for column in self.columns],
            needed=[column.name for column in self.columns if column.is_needed],
            most_rows=self.most_rows,
            nothing_in_it=_("There are no rows in it: only the names of the columns, or the example."),
        )

    @property
    def example(self) -> list[str]:
        return [column.example for column in self.columns]

    def is_example(self, row: Row) -> bool:
        """Say whether this is the example of the template, left in: it is no row of anybody's."""
        return all(row.cells.get(column.name, "") == column.example for column in self.columns)

    def units(self, rows: Sequence[Row]) -> list[Sequence[Row]]:
        return [rows[start : start + self.unit_rows] for start in range(0, len(rows), self.unit_rows)]

    def examine(self, unit: Sequence[Row], *, now: dt.datetime, seen: Seen | None = None) -> list[Verdict]:
        raise NotImplementedError

    def make(self, verdict: Verdict, *, job: ImportJob, now: dt.datetime) -> None:
        raise NotImplementedError

    def make_all(self, verdicts: Sequence[Verdict], *, job: ImportJob, now: dt.datetime) -> None:
        """Make what is new; a row that is refused after all becomes a bad one, with the sentence."""
        for verdict in verdicts:
            if verdict.outcome != Outcome.NEW:
                continue
            try:
                with transaction.atomic():
                    self.make(verdict, job=job, now=now)
            except self.refusals as refusal:
                verdict.outcome, verdict.said = Outcome.BAD, [("", str(refusal))]


def beyond(row: Row) -> list[tuple[str, str]]:
    """Return the sentence for cells that stand under no column's name, if there are any."""
    return [("", _("There is something to the right of the last column."))] if row.beyond else []


def said_before(row: Row, key: Any, seen: Seen | None) -> list[tuple[str, str]]:
    """Return the sentence for a row that is in the file twice; the first one is remembered."""
    if seen is None or seen.setdefault(key, row.line) == row.line:
        return []
    return [("", _("Row %(line)s says the same.") % {"line": seen[key]})]


def differing(written: dict[str, Any], on_record: Callable[[str], Any]) -> list[str]:
    """Return the fields whose value somebody wrote differs from what is on record."""
    return [name for name, value in written.items() if folded(value) != folded(on_record(name))]


def folded(value: Any) -> Any:
    """Return a value so that two that mean the same are equal: letters in small, sets without order."""
    if isinstance(value, list | tuple | set | frozenset):
        return {folded(one) for one in value}
    return "" if value is None else str(value).casefold()
