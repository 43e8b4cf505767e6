"""Doctors, with what only the apps above know of them: whether they have hours, and what their leaving means."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.doctors import DoctorAdmin
from accounts.models import Doctor
from dashboards.reading.desk_figures import doctors_of
from scheduling.without_hours import without_hours_next_week


class HoursFilter(admin.SimpleListFilter):
    """Doctors nobody entered hours for; a front desk is asked about those of its clinics."""

    title = _("hours")
    parameter_name = "hours"

    def lookups(self, request, model_admin):
        return [("none_next_week", _("None next week"))]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        own = queryset.filter(pk__in=doctors_of(request.user).values("pk"))
        return without_hours_next_week(own, now=timezone.now())


@admin.register(Doctor)
class StaffDoctorAdmin(DoctorAdmin):
    list_filter = [*DoctorAdmin.list_filter[:1], HoursFilter, *DoctorAdmin.list_filter[1:]]
