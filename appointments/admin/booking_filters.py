"""Filters by which a figure about bookings and patients opens exactly what it counts."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from appointments.admin.outcome_filters import DaysFilter
from appointments.reading.bookings import First, Source, booked_on_days, first_of, source


class BookedFilter(DaysFilter):
    """Booked from one day to another, both included, by each clinic's own date."""

    title = gettext_lazy("booked on")
    parameter_name = "booked"

    def queryset(self, request, queryset):
        return booked_on_days(queryset, *self.given) if self.given else queryset


class SourceFilter(admin.SimpleListFilter):
    title = gettext_lazy("how it was booked")
    parameter_name = "source"

    def lookups(self, request, model_admin):
        return Source.choices

    def queryset(self, request, queryset):
        if self.value() not in Source.values:
            return queryset
        return queryset.alias(how_booked=source()).filter(how_booked=self.value())


class FirstFilter(admin.SimpleListFilter):
    title = gettext_lazy("first or not")
    parameter_name = "first"

    def lookups(self, request, model_admin):
        return First.choices

    def queryset(self, request, queryset):
        return first_of(queryset, self.value()) if self.value() in First.values else queryset
