"""
The words of the inventory of personal data (a record of processing, art. 30 GDPR), and what follows from them.

Each app lists its own tables; `dashboards.privacy` joins them. A column that no table lists fails the suite.
Erasing, the copy for the patient and the page in the administration are all read off here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import Patient


class Kind(TextChoices):
    """What a column tells."""

    IDENTITY = "identity", _("Who it is")
    CONTACT = "contact", _("How to reach them")
    HEALTH = "health", _("Health and care")
    WORDS = "words", _("Free text")
    TECHNICAL = "technical", _("Technical")
    SECRET = "secret", _("Keys for signing in")
    LINK = "link", _("Points to a person")
    WORK = "work", _("About people who work here")


class Keeping(TextChoices):
    """How long; which of them end by the clock, and when, is said by ``accounts.privacy.retention``."""

    CLINICAL = "clinical", _("Clinical record")
    ACCOUNT = "account", _("While the account is open")
    MESSAGES = "messages", _("Text of messages")
    DRAFTS = "drafts", _("Half-filled bookings: a day")
    DEVICES = "devices", _("Devices and calendar addresses")
    SESSIONS = "sessions", _("Sessions: half a day")
    INVITATIONS = "invitations", _("Invitations")
    ADMIN_LOG = "admin_log", _("History of the administration")
    IMPORTS = "imports", _("Imports: the file a day at most, what was found in it a while")
    AUDIT = "audit", _("Audit trail")
    WORK = "work", _("While somebody works here, and as long as records name them")


class Erasing(TextChoices):
    """What happens to a column when a patient is erased."""

    EMPTIED = "emptied", _("Emptied")
    REPLACED = "replaced", _("Replaced by a pseudonym")
    DELETED = "deleted", _("The row is deleted")
    AFTER = "after", _("Kept while the record must be, then emptied")
    KEPT = "kept", _("Kept under the pseudonym")
    NOT_THEIRS = "not_theirs", _("Not a patient's")


@dataclass(frozen=True)
class Personal:
    """One column. ``becomes`` is what erasing writes: a value, or a function of the patient."""

    name: str
    kind: Kind
    erasing: Erasing
    is_exported: bool = True
    becomes: Any = ""

    def written(self, patient: Patient) -> Any:
        """Return the value that takes its place."""
        return self.becomes(patient) if callable(self.becomes) else self.becomes


def personal(
    kind: Kind, names: str, erasing: Erasing, *, exported: bool = True, becomes: Any = ""
) -> tuple[Personal, ...]:
    """Return the columns of ``names``, which are separated by spaces, alike in everything else."""
    return tuple(Personal(name, kind, erasing, exported, becomes) for name in names.split())


@dataclass(frozen=True)
class Table:
    """
    One table: why it is kept and how long, its personal columns, and its other ones by name.

    ``whose`` are the ways from a row to the patient it tells of, none where it
    tells of nobody or of people who work here. ``links`` are the keys to people:
    they stay, and point to a pseudonym. ``copied`` narrows what the patient gets a copy of.
    """

    label: str
    purpose: str | Promise = ""
    keeping: Keeping | None = None
    whose: tuple[str, ...] = ()
    fields: tuple[Personal, ...] = ()
    links: str = ""
    impersonal: str = ""
    copied: Q = field(default_factory=Q)

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)

    @property
    def heading(self) -> str:
        """Return what people call its rows."""
        return capfirst(str(self.model._meta.verbose_name_plural))

    @property
    def personal(self) -> tuple[Personal, ...]:
        """Return all columns that tell of somebody, the keys to people among them."""
        own = Erasing.KEPT if self.whose else Erasing.NOT_THEIRS
        return (*self.fields, *personal(Kind.LINK, self.links, own, exported=False))

    @property
    def listed(self) -> set[str]:
        """Return the names of all columns somebody thought about."""
        return {column.name for column in self.personal} | set(self.impersonal.split())

    def rows_of(self, *records: Patient) -> QuerySet:
        """Return the rows that tell of whom ``records`` are about."""
        mine, keys = Q(), [record.pk for record in records]
        for way in self.whose:
            mine |= Q(**{f"{way}__in": keys})
        rows = self.model._base_manager
        return rows.filter(pk__in=rows.filter(mine).order_by().values("pk")) if self.whose else rows.none()

    def emptied(self, *, with_record: bool) -> list[Personal]:
        """Return the columns erasing writes to; ``with_record`` where the clinical record need not be kept any more."""
        kinds = {Erasing.EMPTIED, Erasing.REPLACED} | ({Erasing.AFTER} if with_record else set())
        return [column for column in self.fields if column.erasing in kinds]

    @property
    def is_deleted(self) -> bool:
        """Say whether erasing deletes its rows."""
        return any(column.erasing == Erasing.DELETED for column in self.fields)


def erase(tables: Iterable[Table], *, patient: Patient, with_record: bool) -> dict[str, int]:
    """
    Carry out what ``tables`` say for ``patient`` and return how many rows of each were written or deleted.

    Ways to the patient lead through their sign-in as well, so the sign-in keeps its key.
    """
    counts = {}
    for table in tables:
        rows = table.rows_of(patient)
        if table.is_deleted:
            counts[table.label] = rows.count()
            rows.delete()
        elif columns := table.emptied(with_record=with_record):
            counts[table.label] = rows.update(**{column.name: column.written(patient) for column in columns})
    return {label: count for label, count in counts.items() if count}


def by_column(tables: Iterable[Table]) -> Iterator[tuple[Table, Personal]]:
    """Yield each personal column with its table."""
    for table in tables:
        for column in table.personal:
            yield table, column
