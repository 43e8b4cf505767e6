"""How long what is kept is kept, what would go tonight and what went, in the words of one page."""

import datetime as dt
from dataclasses import dataclass

from accounts.privacy.retention import Rule
from dashboards.models import RetentionRun
from dashboards.services.retaining import due

LOOKED_BACK = 400


@dataclass(frozen=True)
class Line:
    """One rule: what is due now, and when rows of it last went."""

    rule: Rule
    count: int
    oldest: dt.datetime | None
    went: int | None
    went_at: dt.datetime | None

    @property
    def heading(self) -> str:
        return self.rule.table.heading


def retention_lines(runs: list[RetentionRun], *, now: dt.datetime) -> list[Line]:
    """Return a line for each rule. One query a rule, however many rows there are."""
    lines = []
    for told in due(now=now):
        last = next((run for run in runs if told.rule.label in run.rows), None)
        went, went_at = (last.rows[told.rule.label], last.started_at) if last else (None, None)
        lines.append(Line(told.rule, told.count, told.oldest, went, went_at))
    return lines


def newest_runs() -> list[RetentionRun]:
    """Return the runs there are, newest first. One query."""
    return list(RetentionRun.objects.all()[:LOOKED_BACK])
