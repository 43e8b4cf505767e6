"""
The words of the retention rules: which classes of the inventory end by the clock, and what is due of a table.

Each app lists its own rules beside its tables; ``dashboards.privacy.rules`` joins
them, and a table whose class ends by the clock and that no rule tends fails the suite.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import RetentionSettings
from accounts.privacy.tables import Keeping, Table

PERIODS = {
    Keeping.MESSAGES: "message_days",
    Keeping.DEVICES: "device_days",
    Keeping.INVITATIONS: "invitation_days",
    Keeping.ADMIN_LOG: "admin_log_days",
    Keeping.IMPORTS: "import_days",
}
"""Class → its column of ``RetentionSettings``."""

TENDED_BY_DUTY = {Keeping.DRAFTS: "tidy_holds_and_drafts", Keeping.SESSIONS: "prune"}
"""Classes that are over within a day or so, and the duty that ends them more often than once a night."""

WITHOUT_CLOCK = (Keeping.CLINICAL, Keeping.ACCOUNT, Keeping.AUDIT, Keeping.WORK)
"""
Nothing of these goes by itself. A record is listed once its term is over, and erased by somebody who answers for it;
an account ends with its owner, the audit trail never.
"""


@dataclass(frozen=True)
class Rule:
    """
    What of ``table`` is due: its class's days after ``since``, the first of these columns that is filled.

    ``of`` are the rows whose clock runs. ``blanks`` empties the columns that
    erasing empties, where the row itself is counted; else it is deleted.
    """

    table: Table
    since: tuple[str, ...]
    of: Q = field(default_factory=Q)
    blanks: bool = False

    @property
    def label(self) -> str:
        return self.table.label

    @property
    def days(self) -> int:
        """Return how long, as the settings say."""
        if self.table.keeping is None:
            raise ValueError(f"{self.label} belongs to no class of the inventory.")
        days: int = getattr(RetentionSettings.load(), PERIODS[Keeping(self.table.keeping)])
        return days

    def due(self, *, now: dt.datetime) -> QuerySet:
        """Return the rows whose term is over at ``now``, each with ``kept_since``."""
        begins: Any = Coalesce(*self.since) if len(self.since) > 1 else F(self.since[0])
        rows = self.table.model._base_manager.filter(self.of).annotate(kept_since=begins)
        return rows.filter(kept_since__lte=now - dt.timedelta(days=self.days))

    def clear(self, keys: list[Any]) -> int:
        """Delete or empty the rows of ``keys`` and return how many."""
        rows = self.table.model._base_manager.filter(pk__in=keys)
        if self.blanks:
            return rows.update(**{column.name: column.becomes for column in self.table.emptied(with_record=False)})
        _all, by_model = rows.delete()
        return by_model.get(self.table.model._meta.label, 0)


def table_of(tables: tuple[Table, ...], label: str) -> Table:
    """Return the row of the inventory for ``label``."""
    return next(table for table in tables if table.label == label)
