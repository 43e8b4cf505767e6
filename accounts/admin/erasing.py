"""Who was erased, by number alone, and how long their records have to be kept."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from accounts.admin.base import OneRowAdmin, ReadOnlyAdmin
from accounts.models import RetentionSettings, Tombstone

admin.site.register(RetentionSettings, OneRowAdmin)


@admin.register(Tombstone)
class TombstoneAdmin(ReadOnlyAdmin):
    list_display = ["patient", "erased_at", "erased_by", "reason", "record_kept_until", "record_emptied"]
    list_select_related = ["patient", "erased_by"]
    search_fields = ["patient__record_number"]
    fields = ["patient", "erased_at", "erased_by", "reason", "record_kept_until", "record_emptied", "rows"]

    @admin.display(description=gettext_lazy("record emptied"), ordering="patient__record_emptied_at")
    def record_emptied(self, tombstone):
        return tombstone.patient.record_emptied_at
