"""What may be set about publishing and holding time."""

from django.contrib import admin

from accounts.admin.base import OneRowAdmin
from scheduling.models import SchedulingSettings

admin.site.register(SchedulingSettings, OneRowAdmin)
