"""Clinics and their front desks. Clinics are registered by ``dashboards.admin.clinics``."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import RowsInline, StaysAdmin
from accounts.admin.guarded_list import GuardedListAdmin
from accounts.roles import Role
from accounts.time_zones import time_zone_choices
from scheduling.models import Clinic, ClinicStaff
from scheduling.models.clinic import usual_country
from scheduling.public_holidays import country_choices, subdivisions


class ClinicForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zone_choices,
        initial="Europe/London",
        help_text=_("Fixed once the clinic has times: another would move the clock of every appointment."),
    )
    country = forms.ChoiceField(
        label=_("Country"),
        choices=country_choices,
        initial=usual_country,
        help_text=_("Its public holidays are proposed as closing days."),
    )

    class Meta:
        model = Clinic
        fields = [
            "name", "slug", "is_active", "address", "city", "postcode", "country", "subdivision", "time_zone",
            "latitude", "longitude", "phone", "directions", "step_free", "hearing_loop", "accessible_toilet", "parking",
        ]  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        part = cleaned["subdivision"] = (cleaned.get("subdivision") or "").strip().upper()
        known = subdivisions(cleaned.get("country", ""))
        if part and part not in known:
            words = _("Choose one of these, or leave it empty: %(known)s.") if known else _("Leave this empty.")
            self.add_error("subdivision", words % {"known": ", ".join(known)})
        return cleaned


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


class ClinicAdmin(StaysAdmin):
    form = ClinicForm
    list_display = ["name", "city", "address", "time_zone", "phone", "is_active"]
    exported_plainly = ("name", "city", "address", "time_zone", "phone")
    list_filter = ["is_active", "city", "step_free"]
    search_fields = ["name", "city", "address", "postcode"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [StaffInline]
    fieldsets = [
        (None, {"fields": ["name", "slug", "is_active"]}),
        (
            _("Place"),
            {
                "fields": [
                    "address",
                    "city",
                    "postcode",
                    "country",
                    "subdivision",
                    "time_zone",
                    "latitude",
                    "longitude",
                    "phone",
                    "directions",
                ]
            },
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
    exported_plainly = ("clinic",)
    list_filter = ["clinic"]
    search_fields = ["user__full_name", "user__email", "clinic__name"]
    autocomplete_fields = ["user", "clinic"]
    list_select_related = ["user", "clinic"]
    show_facets = admin.ShowFacets.ALLOW
