"""
Let go what was kept long enough, rule by rule; or say what would go.

Each batch is a short transaction of its own, which waits for nobody: a row
somebody holds is left to the next night.
"""

import datetime as dt
import logging
import time
from collections.abc import Generator, Iterable
from dataclasses import dataclass

from django.db import DatabaseError
from django.db.models import Count, Min

from accounts.contention import in_one_transaction, let_others_write
from accounts.models import AuditEntry, Patient
from accounts.privacy.retention import Rule
from accounts.services.auditing import audit
from accounts.services.erasing import StandsAgainst, empty_kept_record, kept_past_their_term
from dashboards.models import RetentionRun
from dashboards.privacy.rules import RULES

log = logging.getLogger(__name__)

BATCH = 500
RECORDS = "records of the erased"
"""What stands for them in a run, beside the tables of the rules."""
MOST_KEPT = 400


@dataclass(frozen=True)
class Due:
    """What a rule would let go: how many rows, and since when the oldest is kept."""

    rule: Rule
    count: int
    oldest: dt.datetime | None


def due(*, now: dt.datetime, rules: Iterable[Rule] = RULES) -> list[Due]:
    """Return what is due at ``now`` and change nothing. One query a rule."""
    found = []
    for rule in rules:
        told = rule.due(now=now).order_by().aggregate(count=Count("pk"), oldest=Min("kept_since"))
        found.append(Due(rule, told["count"], told["oldest"]))
    return found


def retain(*, now: dt.datetime, rules: Iterable[Rule] = RULES) -> Generator[None, None, RetentionRun]:
    """
    Let go what is due at ``now``, yielding after each batch, and return the run.

    A rule the database fails stands in ``failed``, and stops no other. Last come
    the records of people erased earlier, kept until a day that has come.
    """
    began = time.monotonic()
    run = RetentionRun.objects.create(started_at=now)
    for rule in rules:
        try:
            while clear_batch(rule=rule, run=run, now=now):
                yield
        except DatabaseError:
            log.exception("retention of %s failed", rule.label)
            run.failed.append(rule.label)
    for patient in kept_past_their_term(now=now):
        empty_record(patient=patient, run=run, now=now)
        yield
    run.finished_at = now + dt.timedelta(seconds=time.monotonic() - began)
    run.save(update_fields=["finished_at", "failed"])
    kept = RetentionRun.objects.values_list("pk", flat=True)[:MOST_KEPT]
    RetentionRun.objects.exclude(pk__in=list(kept)).delete()
    return run


def clear_batch(*, rule: Rule, run: RetentionRun, now: dt.datetime) -> int:
    """Let go the oldest few rows that are due of one table, and return how many."""
    began = time.monotonic()
    count: int = _clear(rule=rule, run=run, now=now)
    if count:
        run.rows = _with(run, rule.label, count)
        let_others_write(after=time.monotonic() - began)
    return count


def empty_record(*, patient: Patient, run: RetentionRun, now: dt.datetime) -> None:
    """Empty the record of one erased patient; one that cannot be emptied stops no other."""
    try:
        if _empty_record(patient=patient, run=run, now=now):
            run.rows = _with(run, RECORDS, 1)
    except (DatabaseError, StandsAgainst):
        log.exception("the record of patient %s could not be emptied", patient.pk)
        if RECORDS not in run.failed:
            run.failed.append(RECORDS)


@in_one_transaction()
def _empty_record(*, patient: Patient, run: RetentionRun, now: dt.datetime) -> bool:
    """Empty it and count it; who it was is in the trail by number, as with every erasure."""
    is_done = empty_kept_record(patient=patient, now=now)
    if is_done:
        RetentionRun.objects.filter(pk=run.pk).update(rows=_with(run, RECORDS, 1))
    return is_done


@in_one_transaction()
def _clear(*, rule: Rule, run: RetentionRun, now: dt.datetime) -> int:
    """Clear a batch, count it, and leave the run's one entry in the trail with the first."""
    rows = rule.due(now=now).only("pk").order_by("pk").select_for_update(of=("self",), skip_locked=True)
    count = rule.clear([row.pk for row in rows[:BATCH]])
    if count:
        if not run.rows:
            audit(actor=None, action=AuditEntry.Action.ERASE, object_label=f"retention:{run.pk}", patient=None, now=now)
        RetentionRun.objects.filter(pk=run.pk).update(rows=_with(run, rule.label, count))
    return count


def _with(run: RetentionRun, label: str, count: int) -> dict[str, int]:
    """Return the counts of ``run`` and ``count`` more of ``label``."""
    return run.rows | {label: run.rows.get(label, 0) + count}
