"""Doctors who ran late: where, by how much, and who said so when. Read, never edited, by nobody."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import ReadOnlyAdmin
from appointments.models import RunningLate
from scheduling.admin.moments import named_moment
from scheduling.admin.own_clinics import OwnClinicsAdmin
from scheduling.time_words import clock


@admin.register(RunningLate)
class RunningLateAdmin(OwnClinicsAdmin, ReadOnlyAdmin):
    list_display = ["said", "doctor", "clinic", "minutes", "said_by", "session"]
    exported_plainly = ("said", "doctor", "clinic", "session")
    list_filter = ["clinic", "minutes"]
    search_fields = ["doctor__user__full_name", "said_by__full_name"]
    date_hierarchy = "said_at"
    ordering = ["-said_at", "-pk"]
    list_select_related = ["doctor__user", "clinic", "said_by"]
    fields = ["said", "doctor", "clinic", "session", "minutes", "since_when", "said_by"]

    @admin.display(description=gettext_lazy("said"), ordering="said_at")
    def said(self, row):
        return named_moment(row.said_at, row.clinic)

    @admin.display(description=gettext_lazy("session"), ordering="starts_at")
    def session(self, row):
        words = {"start": clock(row.starts_at, row.clinic), "end": clock(row.ends_at, row.clinic)}
        return _("%(start)s to %(end)s") % words

    @admin.display(description=gettext_lazy("since"), ordering="since")
    def since_when(self, row):
        return named_moment(row.since, row.clinic)
