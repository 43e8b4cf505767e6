"""Filters of the list of messages: by kind, and those by which a figure of the analytics opens what it counts."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from appointments.admin.outcome_filters import DaysFilter
from appointments.notifications.channels import registry
from appointments.notifications.kinds import Kind
from appointments.reading.messages_written import written_on_days


class KindFilter(admin.SimpleListFilter):
    """``Message.kind`` has no choices in the database: kinds come and go with the code."""

    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return Kind.choices

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() in Kind else queryset


class CarriedFilter(admin.SimpleListFilter):
    """Whether a transport is asked to take it; what stands in the portal is there by itself."""

    title = gettext_lazy("on its way")
    parameter_name = "carried"
    YES, NO = "yes", "no"

    def lookups(self, request, model_admin):
        return [(self.YES, gettext_lazy("To a device or a mailbox")), (self.NO, gettext_lazy("In the portal only"))]

    def queryset(self, request, queryset):
        match self.value():
            case self.YES:
                return queryset.filter(channel__in=registry.carried())
            case self.NO:
                return queryset.exclude(channel__in=registry.carried())
        return queryset


class WrittenFilter(DaysFilter):
    """Written from one day to another, both included, by each clinic's own date."""

    title = gettext_lazy("written on")
    parameter_name = "written"

    def queryset(self, request, queryset):
        return written_on_days(queryset, *self.given) if self.given else queryset
