"""Whether the worker runs: without it no message leaves, and no request runs out."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from dashboards.duties import DUTIES
from dashboards.models import DutyRun
from scheduling.admin.moments import named_moment

PATIENCE = dt.timedelta(minutes=10)
"""Some duties are due every minute: where none has ended for so long, and none is taken, nobody does them."""


def runs_of_duties():
    """Return the row of each background job of this release, by name; one query."""
    return list(DutyRun.objects.filter(duty__in=[duty.name for duty in DUTIES]).order_by("duty"))


def standstill(*, now, zone="UTC", runs=None):
    """
    Return the sentence that says since when nothing is done, on the clock of ``zone``; ``""`` while all is well.

    Whoever has the ``runs_of_duties`` already passes them on.
    """
    runs = runs_of_duties() if runs is None else runs
    if any(run.lease_until and run.lease_until > now for run in runs):
        return ""
    last = max((run.last_finished_at for run in runs if run.last_finished_at), default=None)
    if last is None:
        return _("The worker has never run: no message and no reminder is sent. Tell whoever looks after the server.")
    if last > now - PATIENCE:
        return ""
    return _(
        "The worker has done nothing since %(time)s: messages and reminders wait. Tell whoever looks after the server."
    ) % {"time": named_moment(last, zone)}


def behind(*, now):
    """Return the condition of a job nobody took ten minutes after it was due, or that failed when it last ran."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    return Q(duty__in=[duty.name for duty in DUTIES]) & ((free & Q(due_at__lte=now - PATIENCE)) | Q(failures__gt=0))


def is_behind(run, *, now):
    """Say the same of a row that is read already."""
    is_free = run.lease_until is None or run.lease_until <= now
    return (is_free and run.due_at <= now - PATIENCE) or run.failures > 0


def last_end_of(duty):
    """Return when ``duty`` ended last, or ``None`` before the first time."""
    return DutyRun.objects.filter(duty=duty).values_list("last_finished_at", flat=True).first()
