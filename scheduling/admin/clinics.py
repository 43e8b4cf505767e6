"""Clinics and their front desks."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import RowsInline, StaysAdmin
from accounts.admin.guarded_list import GuardedListAdmin
from accounts.roles import Role
from accounts.time_zones import time_zone_choices
from scheduling.models import Clinic, ClinicStaff


class ClinicForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zone_choices,
        initial="Europe/London",
        help_text=_("Fixed once the clinic has times: another would move the clock of every appointment."),
    )

    class Meta:
        model = Clinic
        fields = [
            "name", "slug", "is_active", "address", "city", "postcode", "time_zone", "latitude", "longitude", "phone",
            "directions", "step_free", "hearing_loop", "accessible_toilet", "parking",
        ]  # fmt: skip


class StaffForm(forms.ModelForm):
    class Meta:
        model = ClinicStaff
        fields = ["user", "clinic"]

    def clean_user(self):
        user = self.cleaned_data["user"]
        if user.role != Role.ADMINISTRATOR:
            raise forms.ValidationError(_("Only people whose role is administrator work at a front desk."))
        return user


class StaffInline(RowsInline):
    model = ClinicStaff
    form = StaffForm
    autocomplete_fields = ["user"]


@admin.register(Clinic)
class ClinicAdmin(StaysAdmin):
    form = ClinicForm
    list_display = ["name", "city", "address", "time_zone", "phone", "is_active"]
    list_filter = ["is_active", "city", "step_free"]
    search_fields = ["name", "city", "address", "postcode"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [StaffInline]
    fieldsets = [
        (None, {"fields": ["name", "slug", "is_active"]}),
        (
            _("Place"),
            {"fields": ["address", "city", "postcode", "time_zone", "latitude", "longitude", "phone", "directions"]},
        ),
        (_("Access"), {"fields": ["step_free", "hearing_loop", "accessible_toilet", "parking"]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        """Keep the zone of a clinic that has times: another would move every appointment's wall clock."""
        return ["time_zone"] if obj and (obj.slots.exists() or obj.working_hours.exists()) else []

    def get_prepopulated_fields(self, request, obj=None):
        """Leave the address of a clinic that is known by it alone."""
        return {} if obj else self.prepopulated_fields


@admin.register(ClinicStaff)
class ClinicStaffAdmin(GuardedListAdmin):
    form = StaffForm
    list_display = ["user", "clinic"]
    list_filter = ["clinic"]
    search_fields = ["user__full_name", "user__email", "clinic__name"]
    autocomplete_fields = ["user", "clinic"]
    list_select_related = ["user", "clinic"]
    show_facets = admin.ShowFacets.ALLOW
