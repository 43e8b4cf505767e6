"""Whether the worker runs: without it no message leaves, and no request runs out."""

import datetime as dt

from django.utils.translation import gettext as _

from dashboards.duties import DUTIES
from dashboards.models import DutyRun
from scheduling.admin.moments import named_moment

PATIENCE = dt.timedelta(minutes=10)
"""Some duties are due every minute: where none has ended for so long, and none is taken, nobody does them."""


def standstill(*, now, zone="UTC"):
    """Return the sentence that says since when nothing is done, on the clock of ``zone``; ``""`` while all is well."""
    duties = DutyRun.objects.filter(duty__in=[duty.name for duty in DUTIES])
    runs = list(duties.values_list("last_finished_at", "lease_until"))
    if any(taken_until and taken_until > now for _ended, taken_until in runs):
        return ""
    last = max((ended for ended, _taken_until in runs if ended), default=None)
    if last is None:
        return _("The worker has never run: no message and no reminder is sent. Tell whoever looks after the server.")
    if last > now - PATIENCE:
        return ""
    return _(
        "The worker has done nothing since %(time)s: messages and reminders wait. Tell whoever looks after the server."
    ) % {"time": named_moment(last, zone)}
