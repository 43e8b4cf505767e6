"""The audit trail, to search and to read. Nothing in it is changed here, nor anywhere."""

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


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "role", "did", "object_label", "patient", "outcome", "address"]
    list_filter = [ActionFilter, "outcome", RoleFilter]
    list_select_related = ["actor", "patient"]
    search_fields = [
        "patient__full_name", "patient__record_number", "actor__full_name", "actor__email", "=address", "=request_id",
        "object_label",
    ]  # fmt: skip
    search_help_text = _("Patient's name or record number, who did it, network address, request")
    date_hierarchy = "at"
    show_full_result_count = False
    fields = [
        "at", "actor", "role", "on_behalf_of", "did", "object_label", "patient", "purpose", "outcome", "address",
        "request_id", "sealed",
    ]  # fmt: skip

    @admin.display(description=_("what"), ordering="action")
    def did(self, entry):
        return entry.get_action_display()

    @admin.display(description=_("seal"))
    def sealed(self, entry):
        return getattr(entry, "seal", None) or _("Not sealed yet")


@admin.register(AuditSeal)
class AuditSealAdmin(ReadOnlyAdmin):
    list_display = ["number", "entry_id", "digest", "sealed_at"]
    search_fields = ["=number", "=entry__pk", "=digest"]
    fields = ["number", "entry", "digest", "sealed_at"]
    ordering = ["-number"]
    show_full_result_count = False
