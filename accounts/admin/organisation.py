"""Who the organisation is: what is left empty is as the installation says."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import OneRowAdmin
from accounts.models import OrganisationSettings
from accounts.organisation import DEFAULTS, default_of


@admin.register(OrganisationSettings)
class OrganisationSettingsAdmin(OneRowAdmin):
    fieldsets = [
        (None, {"fields": ["name", "short_name"]}),
        (_("Help"), {"fields": ["help_phone", "help_hours", "emergency_number"]}),
        (_("What patients can do"), {"fields": ["sign_up_open", "documents_open", "calendar_links_open"]}),
    ]

    def default_of(self, field):
        return default_of(field.name) if field.name in DEFAULTS else super().default_of(field)
