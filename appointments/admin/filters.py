"""Filters of the appointment list that Django does not have."""

import datetime as dt

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.keys import RowSelect, is_key
from accounts.models import Doctor
from appointments.models import Appointment
from appointments.reading.desk_questions import late, marked, not_delivered, standing, today, waiting


class RequestsFilter(admin.SimpleListFilter):
    """Requests by how pressing they are."""

    title = _("answers")
    parameter_name = "late"

    def lookups(self, request, model_admin):
        return [
            ("waiting", _("Request waits for an answer")),
            ("today", _("Answer due within a day")),
            ("overdue", _("Answer is late")),
        ]

    def queryset(self, request, queryset):
        now = timezone.now()
        match self.value():
            case "waiting":
                return waiting(queryset)
            case "today":
                return waiting(queryset).filter(decide_by__gt=now, decide_by__lte=now + dt.timedelta(days=1))
            case "overdue":
                return late(queryset, now=now)
        return queryset


class AttentionFilter(admin.SimpleListFilter):
    """What somebody must look at, all of it or by the reason."""

    title = _("needs attention")
    parameter_name = "attention"
    ANY = "any"

    def lookups(self, request, model_admin):
        return [(self.ANY, _("For any reason")), *(choice for choice in Appointment.Attention.choices if choice[0])]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        found = marked(queryset)
        return found if self.value() == self.ANY else found.filter(attention=self.value())


class DeliveryFilter(admin.SimpleListFilter):
    """Messages that did not arrive and are still news."""

    title = _("delivery")
    parameter_name = "delivery"

    def lookups(self, request, model_admin):
        return [("failed_lately", _("Not delivered, last 7 days"))]

    def queryset(self, request, queryset):
        return not_delivered(queryset, now=timezone.now()) if self.value() else queryset


class DoctorFilter(admin.ListFilter):
    """One doctor, looked for by name: two thousand of them are no list of links."""

    title = _("doctor")
    template = "admin/appointments/doctor_filter.html"
    parameter_name = "doctor"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        if self.parameter_name in params:
            self.used_parameters[self.parameter_name] = params.pop(self.parameter_name)[-1]
        self.others = [
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if name not in {self.parameter_name, "p"}
        ]
        field = forms.ModelChoiceField(
            queryset=Doctor.objects.all(),
            required=False,
            widget=RowSelect(
                Appointment._meta.get_field("doctor"), model_admin.admin_site, attrs={"aria-label": self.title}
            ),
        )
        self.widget = field.widget
        wanted = self.used_parameters.get(self.parameter_name, "")
        self.chosen = wanted if is_key(wanted) else ""

    def has_output(self):
        return True

    def expected_parameters(self):
        return [self.parameter_name]

    def choices(self, changelist):
        return []

    @property
    def select(self):
        return self.widget.render(self.parameter_name, self.chosen, {"id": "doctor-filter"})

    def queryset(self, request, queryset):
        return queryset.filter(doctor=self.chosen) if self.chosen else queryset


class TimeFilter(admin.SimpleListFilter):
    """Coming, today and past: the lists people ask for before any date."""

    title = _("time")
    parameter_name = "when"

    def lookups(self, request, model_admin):
        return [
            ("today", _("Today, not called off")),
            ("standing", _("Still to come, not called off")),
            ("coming", _("Still to come")),
            ("past", _("Past")),
        ]

    def queryset(self, request, queryset):
        now = timezone.now()
        match self.value():
            case "today":
                return today(queryset, now=now)
            case "standing":
                return standing(queryset, now=now)
            case "coming":
                return queryset.filter(starts_at__gt=now)
            case "past":
                return queryset.filter(starts_at__lte=now)
        return queryset
