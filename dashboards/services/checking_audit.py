"""Verify the audit trail and keep what was found; or ask the worker to do so soon."""

import datetime as dt
import time
from collections.abc import Generator
from itertools import chain
from typing import Any

from accounts.models import AuditEntry
from accounts.services.auditing import audit
from accounts.services.sealing import head, lost_head, verify_in_batches
from dashboards.models import AuditCheck, DutyRun

DUTY = "verify_audit"
MOST_NAMED = 100
MOST_KEPT = 30


def verify_and_keep(*, now: dt.datetime) -> Generator[None, None, AuditCheck]:
    """
    Recompute one batch of seals after the other, yielding between them, and return the ``AuditCheck`` written.

    The head of the check before must still be among the seals: a trail cut off at its end is whole in itself.
    """
    began = time.monotonic()
    broken = 0
    named: list[str] = []
    before = AuditCheck.objects.exclude(digest="").first()
    last = head()
    lost = lost_head(before.digest) if before else ""
    for found in chain([[lost] if lost else []], verify_in_batches()):
        broken += len(found)
        named += found[: MOST_NAMED - len(named)]
        yield
    took = time.monotonic() - began
    check = AuditCheck.objects.create(
        finished_at=now + dt.timedelta(seconds=took),
        seconds=took,
        number=last.number if last else 0,
        digest=last.digest if last else "",
        broken=broken,
        findings=named,
    )
    kept = AuditCheck.objects.values_list("pk", flat=True)[:MOST_KEPT]
    AuditCheck.objects.exclude(pk__in=list(kept)).delete()
    return check


def ask_to_verify(*, actor: Any, now: dt.datetime) -> bool:
    """Make the duty due now, and return whether there is a worker's row to make due: before the first there is none."""
    asked = DutyRun.objects.filter(duty=DUTY).update(due_at=now)
    if asked:
        audit(actor=actor, action=AuditEntry.Action.CHANGE, object_label="audit_check", patient=None, now=now)
    return bool(asked)
