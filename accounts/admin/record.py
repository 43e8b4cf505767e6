"""What records hold and who may read them, to look at only; each opening of a row is in the audit trail."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import LeavesATrail, ReadOnlyAdmin
from accounts.models import Document, HistoryEntry, Measurement, RecordGrant


@admin.register(HistoryEntry)
class HistoryEntryAdmin(LeavesATrail, ReadOnlyAdmin):
    """The list says that there is something, not what: that is read one entry at a time, and written down."""

    list_display = ["patient", "kind", "status", "source", "recorded_by", "recorded_at"]
    list_filter = ["kind", "status", "source"]
    list_select_related = ["patient", "recorded_by"]
    search_fields = ["patient__full_name", "patient__record_number"]
    search_help_text = _("Patient's name or record number")
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


@admin.register(Document)
class DocumentAdmin(LeavesATrail, ReadOnlyAdmin):
    """What was filed and what was taken out; what a file says is read by those who care for the patient alone."""

    list_display = ["patient", "kind", "content_type", "size", "source", "recorded_by", "recorded_at", "withdrawn_at"]
    exported_plainly = ("content_type",)
    list_filter = ["kind", "source", "content_type", ("withdrawn_at", admin.EmptyFieldListFilter)]
    list_select_related = ["patient", "recorded_by"]
    search_fields = ["patient__full_name", "patient__record_number"]
    search_help_text = _("Patient's name or record number")
    fields = [
        *("patient", "kind", "title", "original_name", "content_type", "size", "sha256"),
        *(
            "source",
            "recorded_by",
            "recorded_at",
            "confirmed_at",
            "confirmed_by",
            "withdrawn_at",
            "withdrawn_by",
            "withdrawn_reason",
        ),
    ]


@admin.register(Measurement)
class MeasurementAdmin(LeavesATrail, ReadOnlyAdmin):
    """The list says that something was measured, not what came out."""

    list_display = ["patient", "kind", "measured_at", "source", "recorded_by", "recorded_at", "is_retracted"]
    list_filter = ["kind", "source", "is_retracted"]
    list_select_related = ["patient", "recorded_by"]
    search_fields = ["patient__full_name", "patient__record_number"]
    search_help_text = _("Patient's name or record number")
    fields = [
        *("patient", "kind", "value", "second_value", "measured_at", "is_retracted"),
        *("source", "recorded_by", "recorded_at", "supersedes"),
    ]


@admin.register(RecordGrant)
class RecordGrantAdmin(ReadOnlyAdmin):
    list_display = ["doctor", "patient", "because", "starts_at", "until"]
    exported_plainly = ("doctor", "because")
    list_select_related = ["doctor", "patient"]
    search_fields = ["doctor__full_name", "patient__full_name", "patient__record_number", "because"]
    search_help_text = _("Doctor, patient's name or record number, reason")
    date_hierarchy = "until"
