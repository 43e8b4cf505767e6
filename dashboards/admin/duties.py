"""Which periodic duties run, and how the last run ended."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from dashboards.admin.job_filter import JobFilter
from dashboards.analytics.number_words import tenths
from dashboards.models import DutyRun
from scheduling.admin.moments import named_moment


def moment(name, words):
    """Return a column that shows an instant on the clock of Greenwich: a duty belongs to no clinic."""

    @admin.display(description=words, ordering=name)
    def column(model_admin, duty):
        return named_moment(getattr(duty, name), "UTC")

    return column


@admin.register(DutyRun)
class DutyRunAdmin(ReadOnlyAdmin):
    list_display = ["duty", "due", "started", "finished", "took", "failures", "last_result"]
    exported_plainly = ("duty", "due", "started", "finished", "took", "last_result")
    list_filter = [JobFilter, ("lease_until", admin.EmptyFieldListFilter)]
    search_fields = ["duty"]
    fields = ["duty", "due", "taken", "started", "finished", "took", "failures", "last_result"]

    due = moment("due_at", _("due"))
    taken = moment("lease_until", _("taken until"))
    started = moment("last_started_at", _("last started"))
    finished = moment("last_finished_at", _("last finished"))

    @admin.display(description=_("took"))
    def took(self, duty):
        """How long the last run took; empty while one is under way, and where none has ended."""
        began, ended = duty.last_started_at, duty.last_finished_at
        if not began or not ended or ended < began:
            return ""
        return _("%(number)s s") % {"number": tenths((ended - began).total_seconds())}
