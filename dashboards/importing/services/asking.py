"""Send a file to be checked, have it imported, or call it off. The work itself is in ``working``."""

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from accounts.services.auditing import audit
from dashboards.importing import keeping
from dashboards.importing.policies import may_import
from dashboards.models import DutyRun, ImportJob

DUTY = "import_rows"
State = ImportJob.State


class NotNow(Exception):
    """The import is at another point than whoever asks believes. The message can be read aloud."""


@transaction.atomic
def ask_for_import(
    *, kind: str, content: bytes, file_name: str, actor: Any, now: dt.datetime, invites: bool = False
) -> ImportJob:
    """
    Keep the file and have it checked; return the ``ImportJob``.

    Sent twice while it is open, the same file is one import. Raises PermissionDenied with a sentence.
    """
    if refusal := may_import(kind, actor=actor):
        raise PermissionDenied(refusal)
    digest = keeping.digest_of(content)
    same = ImportJob.objects.filter(by=actor, kind=kind, sha256=digest, invites=invites, state__in=ImportJob.OPEN)
    if job := same.first():
        return job
    job = ImportJob.objects.create(
        kind=kind,
        by=actor,
        invites=invites,
        file_name=file_name[-120:],
        stored_name=keeping.write(content),
        sha256=digest,
        asked_at=now,
    )
    wake_the_worker(now=now)
    return job


@transaction.atomic
def start_import(*, job: ImportJob, actor: Any, now: dt.datetime) -> None:
    """Have the checked rows imported. Raises PermissionDenied, or ``NotNow`` where there is nothing to start."""
    if refusal := may_import(job.kind, actor=actor):
        raise PermissionDenied(refusal)
    ready = ImportJob.objects.filter(pk=job.pk, state=State.CHECKED, bad=0, new__gt=0)
    if not ready.update(state=State.IMPORTING, done=0):
        raise NotNow(_("This import was started already, or there is nothing in it to import."))
    leave_entry(job, "started", actor=actor, now=now)
    wake_the_worker(now=now)


@transaction.atomic
def cancel_import(*, job: ImportJob, actor: Any, now: dt.datetime) -> None:
    """
    Call an import off; what is in stays in, and the same file brings in the rest.

    Raises PermissionDenied, or ``NotNow`` once it has ended.
    """
    if refusal := may_import(job.kind, actor=actor):
        raise PermissionDenied(refusal)
    if not ImportJob.objects.filter(pk=job.pk, state__in=ImportJob.OPEN).update(state=State.CANCELLED, ended_at=now):
        raise NotNow(_("This import has ended already."))
    leave_entry(job, "cancelled", actor=actor, now=now)
    transaction.on_commit(lambda: keeping.delete(job.stored_name))


def leave_entry(job: ImportJob, what: str, *, actor: Any, now: dt.datetime) -> None:
    """Write into the trail what happens to the import as a whole; each patient has an entry of their own."""
    audit(
        actor=actor,
        action=AuditEntry.Action.ADD,
        object_label=f"import:{job.pk}:{job.kind}",
        patient=None,
        purpose=what,
        now=now,
    )


def wake_the_worker(*, now: dt.datetime) -> None:
    """Make the duty due at once; before a worker's first turn there is no row, and it begins by itself."""
    DutyRun.objects.filter(duty=DUTY).update(due_at=now)
