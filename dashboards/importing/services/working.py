"""Check the rows of an import and then make them, a unit at a time, each with its progress in one transaction."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Generator, Mapping, Sequence

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction, let_others_write
from accounts.spreadsheet_books import is_book, lines_of_book
from accounts.spreadsheet_tables import FileRefused, Row, decoded, lines_of_text, rows_of
from dashboards.importing import keeping
from dashboards.importing.kinds import KINDS, Kind
from dashboards.importing.kinds.base import Seen
from dashboards.importing.policies import may_import
from dashboards.importing.services.asking import leave_entry
from dashboards.importing.verdicts import Outcome, Verdict
from dashboards.models import ImportFinding, ImportJob

State = ImportJob.State
LIES_FOR = dt.timedelta(days=1)
"""So long a checked file waits for somebody's word."""
COUNTED = {Outcome.NEW: "new", Outcome.SAME: "same", Outcome.DIFFERS: "differing", Outcome.BAD: "bad"}


class Overtaken(Exception):
    """Somebody cancelled the import, or another worker is further: nothing of this unit is written."""


def work_off(*, now: dt.datetime) -> Generator[None, None, int]:
    """Check and import what waits, yielding after each unit; returns how many files came a stage further."""
    count = 0
    for job in ImportJob.objects.filter(state__in=ImportJob.UNDER_WAY).select_related("by").order_by("pk"):
        yield from work(job, now=now)
        count += 1
    return count


def work(job: ImportJob, *, now: dt.datetime) -> Generator[None, None, None]:
    """
    Bring one import through its present stage, in the words of whoever asked for it.

    Any number may do so at once: a unit is only written by who finds ``done``
    where it expects it, so that each row is made once whoever is killed when.
    """
    language = job.by.language
    steps = _check(job, now=now) if job.state == State.CHECKING else _import(job, now=now)
    while True:
        with translation.override(language):  # the worker delivers messages of others between two units
            try:
                next(steps)
            except (StopIteration, Overtaken):
                return
            except FileRefused as refusal:
                _refuse(job, str(refusal), now=now)
                return
        yield


def rows_in(job: ImportJob) -> list[Row]:
    """Return the rows of the file, without the template's example. Raises ``FileRefused``."""
    kind = KINDS[job.kind]
    content = keeping.read(job)
    if content is None:
        raise FileRefused(_("The file is not here any more. Send it again."))
    columns = kind.layout.columns
    lines = lines_of_book(content) if is_book(content) else lines_of_text(decoded(content), columns=columns)
    rows = [row for row in rows_of(lines, kind.layout) if not kind.is_example(row)]
    if not rows:
        raise FileRefused(kind.layout.nothing_in_it)
    return rows


def _check(job: ImportJob, *, now: dt.datetime) -> Generator[None, None, None]:
    """Look at every row, and make none. Begun again it begins at the first: rows are compared with those before."""
    kind, rows = KINDS[job.kind], rows_in(job)
    _begin_check(job=job, rows=len(rows))
    seen: Seen = {}
    done = 0
    for unit in kind.units(rows):
        verdicts = kind.examine(unit, now=now, seen=seen)
        _note(job=job, done=done, verdicts=verdicts)
        done += len(unit)
        yield
    finished = ImportJob.objects.filter(pk=job.pk, state=State.CHECKING, done=done)
    if not finished.update(state=State.CHECKED, checked_at=now):
        raise Overtaken


@in_one_transaction()
def _begin_check(*, job: ImportJob, rows: int) -> None:
    counts = dict.fromkeys(("done", *COUNTED.values()), 0)
    if not ImportJob.objects.filter(pk=job.pk, state=State.CHECKING).update(rows=rows, **counts):
        raise Overtaken
    job.findings.all().delete()


@in_one_transaction()
def _note(*, job: ImportJob, done: int, verdicts: Sequence[Verdict]) -> None:
    """Write what was found in a unit of the check."""
    counts = Counter(COUNTED[verdict.outcome] for verdict in verdicts)
    _claim(job, State.CHECKING, done, len(verdicts), counts)
    kinds = {Outcome.BAD: ImportFinding.Kind.BAD, Outcome.DIFFERS: ImportFinding.Kind.DIFFERS}
    _write(job, [verdict for verdict in verdicts if verdict.outcome in kinds], kinds)


def _import(job: ImportJob, *, now: dt.datetime) -> Generator[None, None, None]:
    """Make the rows, from the first that is not in."""
    kind, rows = KINDS[job.kind], rows_in(job)
    behind = ImportJob.objects.values_list("done", flat=True).get(pk=job.pk)
    done = 0
    for unit in kind.units(rows):
        if done >= behind:
            began = time.monotonic()
            _make(job=job, kind=kind, unit=unit, done=done, now=now)
            let_others_write(after=time.monotonic() - began)
        done += len(unit)
        yield
    _finish(job=job, now=now)


@in_one_transaction()
def _make(*, job: ImportJob, kind: Kind, unit: Sequence[Row], done: int, now: dt.datetime) -> None:
    """Make a unit. It is looked at anew: somebody may have been added, or have lost the right, since the check."""
    _claim(job, State.IMPORTING, done, len(unit), {})
    job.by = type(job.by).objects.get(pk=job.by_id)  # rights are remembered by the one that was loaded
    if refusal := may_import(job.kind, actor=job.by):
        raise FileRefused(refusal)
    verdicts = kind.examine(unit, now=now)
    kind.make_all(verdicts, job=job, now=now)
    made = sum(verdict.outcome == Outcome.NEW for verdict in verdicts)
    left_out = [verdict for verdict in verdicts if verdict.outcome == Outcome.BAD]
    ImportJob.objects.filter(pk=job.pk).update(made=F("made") + made, left_out=F("left_out") + len(left_out))
    _write(job, left_out, {Outcome.BAD: ImportFinding.Kind.LEFT_OUT})


def _claim(job: ImportJob, state: str, done: int, more: int, counts: dict[str, int]) -> None:
    """Move the mark on; taken first, it holds the row until the unit is in. Raises ``Overtaken``."""
    added = {name: F(name) + number for name, number in counts.items()}
    if not ImportJob.objects.filter(pk=job.pk, state=state, done=done).update(done=done + more, **added):
        raise Overtaken


def _write(job: ImportJob, verdicts: Sequence[Verdict], kinds: Mapping[Outcome, str]) -> None:
    ImportFinding.objects.bulk_create(
        ImportFinding(
            job=job, kind=kinds[verdict.outcome], line=verdict.row.line, column=column, sentence=sentence[:300]
        )
        for verdict in verdicts
        for column, sentence in verdict.said
    )


@transaction.atomic
def _finish(*, job: ImportJob, now: dt.datetime) -> None:
    if not ImportJob.objects.filter(pk=job.pk, state=State.IMPORTING).update(state=State.DONE, ended_at=now):
        raise Overtaken
    leave_entry(job, "finished", actor=job.by, now=now)
    transaction.on_commit(lambda: keeping.delete(job.stored_name))


def _refuse(job: ImportJob, why: str, *, now: dt.datetime) -> None:
    refused = ImportJob.objects.filter(pk=job.pk, state__in=ImportJob.UNDER_WAY)
    if refused.update(state=State.REFUSED, why=why[:300], ended_at=now):
        keeping.delete(job.stored_name)


def forget_old(*, now: dt.datetime) -> None:
    """Call off what nobody gave their word for, and delete files nothing needs. The rows go by their term, at night."""
    waiting = ImportJob.objects.filter(state=State.CHECKED, checked_at__lt=now - LIES_FOR)
    waiting.update(state=State.CANCELLED, ended_at=now)
    keeping.clear_left_over(now=now)
