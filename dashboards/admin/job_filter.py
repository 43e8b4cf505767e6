"""Background jobs by whether they run when they are due."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dashboards.reading.worker_state import behind


class JobFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"
    BEHIND = "behind"

    def lookups(self, request, model_admin):
        return [(self.BEHIND, _("Late or failing"))]

    def queryset(self, request, queryset):
        return queryset.filter(behind(now=timezone.now())) if self.value() == self.BEHIND else queryset
