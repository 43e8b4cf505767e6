"""What may be set about booking."""

from django.contrib import admin

from accounts.admin.base import OneRowAdmin
from appointments.models import BookingSettings

admin.site.register(BookingSettings, OneRowAdmin)
