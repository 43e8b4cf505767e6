"""Medical histories and who may read them, to look at only; each opening of a history is in the audit trail."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import LeavesATrail, ReadOnlyAdmin
from accounts.models import HistoryEntry, RecordGrant


@admin.register(HistoryEntry)
class HistoryEntryAdmin(LeavesATrail, ReadOnlyAdmin):
    """The list says that there is something, not what: that is read one entry at a time, and written down."""

    list_display = ["patient", "kind", "status", "source", "recorded_by", "recorded_at"]
    list_filter = ["kind", "status", "source"]
    list_select_related = ["patient", "recorded_by"]
    search_fields = ["patient__full_name", "patient__record_number"]
    search_help_text = _("Patient's name or record number")
    show_full_result_count = False
    fields = [
        "patient",
        "kind",
        "text",
        "code",
        "since",
        "status",
        "source",
        "recorded_by",
        "recorded_at",
        "supersedes",
    ]


@admin.register(RecordGrant)
class RecordGrantAdmin(ReadOnlyAdmin):
    list_display = ["doctor", "patient", "because", "starts_at", "until"]
    list_select_related = ["doctor", "patient"]
    search_fields = ["doctor__full_name", "patient__full_name", "patient__record_number", "because"]
    search_help_text = _("Doctor, patient's name or record number, reason")
    date_hierarchy = "until"
    show_full_result_count = False
