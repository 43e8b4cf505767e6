"""
The audit trail, to read. Nothing in it is changed here, nor anywhere.

Registered by ``dashboards.admin.audit``, which searches it and says what it holds in words.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.models import AuditEntry, AuditSeal
from accounts.roles import Role, StaffGroup
from accounts.services.auditing import SYSTEM

READ, CHANGED = "read", "changed"


class ActionFilter(admin.SimpleListFilter):
    title = _("what")
    parameter_name = "what"

    def lookups(self, request, model_admin):
        return [(READ, _("Opened")), (CHANGED, _("Changed"))]

    def queryset(self, request, queryset):
        if self.value() == READ:
            return queryset.filter(action=AuditEntry.Action.READ)
        return queryset.exclude(action=AuditEntry.Action.READ) if self.value() == CHANGED else queryset


class RoleFilter(admin.SimpleListFilter):
    title = _("acting as")
    parameter_name = "role"

    def lookups(self, request, model_admin):
        return [*Role.choices, *StaffGroup.choices[1:], (SYSTEM, _("The system"))]

    def queryset(self, request, queryset):
        return queryset.filter(role=self.value()) if self.value() else queryset


class AuditEntryAdmin(ReadOnlyAdmin):
    list_filter = [ActionFilter, "outcome", RoleFilter]
    list_select_related = ["actor", "patient"]

    @admin.display(description=_("seal"))
    def sealed(self, entry):
        return getattr(entry, "seal", None) or _("Not sealed yet")


@admin.register(AuditSeal)
class AuditSealAdmin(ReadOnlyAdmin):
    list_display = ["number", "entry_id", "digest", "sealed_at"]
    exported_plainly = ("digest",)
    search_fields = ["=number", "=entry__pk", "=digest"]
    fields = ["number", "entry", "digest", "sealed_at"]
    ordering = ["-number"]
