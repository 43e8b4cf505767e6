"""What may be set about booking."""

from django.contrib import admin

from accounts.admin.base import OneRowAdmin, ThroughServicesAdmin
from appointments.models import BookingSettings


@admin.register(BookingSettings)
class BookingSettingsAdmin(OneRowAdmin):
    def save_model(self, request, obj, form, change):
        """Leave alone what a service keeps in the same row, and may be writing at this moment."""
        if change:
            ThroughServicesAdmin.save_typed(obj, form)
        else:
            super().save_model(request, obj, form, change)
