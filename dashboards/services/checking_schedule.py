"""Check the schedule and keep what was found; or ask the worker to do so soon."""

import datetime as dt
import time
from collections.abc import Generator
from typing import Any

from accounts.models import AuditEntry
from accounts.services.auditing import audit
from appointments.schedule_check import check_rule_by_rule
from dashboards.models import DutyRun, ScheduleCheck

DUTY = "check_schedule"
MOST_NAMED = 100
MOST_KEPT = 30


def check_and_keep(*, now: dt.datetime) -> Generator[None, None, ScheduleCheck]:
    """Recompute one rule after the other, yielding between them, and return the ``ScheduleCheck`` that was written."""
    began = time.monotonic()
    found = []
    for findings in check_rule_by_rule(now=now):
        found += findings
        yield
    took = time.monotonic() - began
    check = ScheduleCheck.objects.create(
        finished_at=now + dt.timedelta(seconds=took),
        seconds=took,
        broken=len(found),
        findings=[{"rule": finding.rule, "where": finding.where} for finding in found[:MOST_NAMED]],
    )
    kept = ScheduleCheck.objects.values_list("pk", flat=True)[:MOST_KEPT]
    ScheduleCheck.objects.exclude(pk__in=list(kept)).delete()
    return check


def ask_for_a_check(*, actor: Any, now: dt.datetime) -> bool:
    """Make the duty due now, and return whether there is a worker's row to make due: before the first there is none."""
    asked = DutyRun.objects.filter(duty=DUTY).update(due_at=now)
    if asked:
        audit(actor=actor, action=AuditEntry.Action.CHANGE, object_label="schedule_check", patient=None, now=now)
    return bool(asked)
