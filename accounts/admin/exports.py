"""Which lists left the house as files."""

from django.contrib import admin

from accounts.admin.base import ReadOnlyAdmin
from accounts.models import ListExport


@admin.register(ListExport)
class ListExportAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "list_label", "rows", "file_format", "with_names", "reason"]
    exported_plainly = ("list_label",)
    list_filter = ["with_names", "file_format", "list_label"]
    list_select_related = ["actor"]
    search_fields = ["actor__full_name", "actor__email", "list_label", "reason"]
    date_hierarchy = "at"
    fields = ["at", "actor", "list_label", "query", "rows", "file_format", "with_names", "reason"]
