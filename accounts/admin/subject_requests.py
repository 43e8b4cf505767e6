"""
What patients ask about their data, by the day the answer is due.

Registered by ``dashboards.admin.subject_requests``, which knows what can be done with one.
"""

import datetime as dt

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.base import LeavesATrail, ThroughServicesAdmin
from accounts.models import SubjectRequest
from accounts.services.subject_requests import RequestRefused, open_request, request_label

EAST = dt.timedelta(hours=14)
"""How far ahead of UTC a desk can be: its today may be tomorrow there."""


class TakeForm(forms.ModelForm):
    """A request that came at the desk or by letter; those of the portal write themselves."""

    class Meta:
        model = SubjectRequest
        fields = ["kind", "patient", "channel", "received_on", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "channel" in self.fields:
            portal = SubjectRequest.Channel.PORTAL
            self.fields["channel"].choices = [
                choice for choice in self.fields["channel"].choices if choice[0] != portal
            ]

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day > (timezone.now() + EAST).date():
            raise forms.ValidationError(_("That day is still to come."), code="future")
        return day


class DueFilter(admin.SimpleListFilter):
    title = _("answer")
    parameter_name = "due"
    OPEN, SOON, LATE = "open", "soon", "late"

    def lookups(self, request, model_admin):
        return [
            (self.OPEN, _("Open")),
            (self.SOON, _("Due within a week, or late")),
            (self.LATE, _("Late")),
            ("closed", _("Closed")),
        ]

    def queryset(self, request, queryset):
        today = timezone.now().date()
        narrowed = {
            self.OPEN: queryset.standing,
            self.SOON: lambda: queryset.due(today=today),
            self.LATE: lambda: queryset.overdue(today=today),
            "closed": lambda: queryset.exclude(state__in=SubjectRequest.STANDING),
        }
        return narrowed[self.value()]() if self.value() in narrowed else queryset


def days_left(row, *, today):
    """Return how long there is to answer, in words."""
    days = (row.due_on - today).days
    if days < 0:
        return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}
    if days == 0:
        return _("Today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


class SubjectRequestAdmin(LeavesATrail, ThroughServicesAdmin):
    """Taken here, answered by its steps; of one that was taken, only the note is written on."""

    form = TakeForm
    refusals = (RequestRefused, PermissionDenied)
    list_display = ["kind", "patient", "received_on", "due_on", "time_left", "state", "channel"]
    exported_plainly = ("time_left",)
    list_filter = [DueFilter, "kind", "state", "channel"]
    list_select_related = ["patient"]
    search_fields = ["patient__full_name", "patient__record_number"]
    search_help_text = _("Patient's name or record number")
    autocomplete_fields = ["patient"]
    ASKED = ["kind", "patient", "channel", "received_on"]
    FACTS = [*ASKED, "taken_by", "due_on", "time_left", "state", "extension_reason", "refusal_reason"]
    CLOSED = ["closed_at", "closed_by"]

    def get_fields(self, request, obj=None):
        return [*self.FACTS, *self.CLOSED, "note"] if obj else [*self.ASKED, "note"]

    def get_readonly_fields(self, request, obj=None):
        return [*self.FACTS, *self.CLOSED] if obj else []

    @admin.display(description=_("time left"))
    def time_left(self, row):
        return days_left(row, today=timezone.now().date()) if row.is_standing else "–"

    def trail_label(self, row):
        return request_label(row)

    def save_model(self, request, obj, form, change):
        if change:
            self.save_typed(obj, form)
            return
        asked = {name: form.cleaned_data[name] for name in [*self.ASKED, "note"]}
        self.take_over(obj, open_request(**asked, actor=request.user, now=timezone.now()))
