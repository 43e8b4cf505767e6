"""Patients, and who acts for them."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import StaysAdmin, ThroughServicesAdmin
from accounts.models import Patient, PatientAccess
from accounts.services.creating_patients import create_patient


class HasSignInFilter(admin.SimpleListFilter):
    title = _("signs in")
    parameter_name = "signs_in"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        return queryset.filter(user__isnull=self.value() == "no") if self.value() else queryset


class AccessInline(admin.TabularInline):
    model = PatientAccess
    extra = 0
    autocomplete_fields = ["user"]
    fields = ["user", "relation", "scope", "until"]
    verbose_name_plural = _("people who act for this patient")


@admin.register(Patient)
class PatientAdmin(ThroughServicesAdmin):
    refusals = (PermissionDenied,)
    list_display = ["full_name", "date_of_birth", "record_number", "phone", "email", "signs_in", "is_blocked"]
    list_filter = [HasSignInFilter, ("blocked_reason", admin.EmptyFieldListFilter), "sex", "language"]
    search_fields = ["full_name", "record_number", "email", "phone", "user__email"]
    search_help_text = _("Name, record number, phone or email address")
    readonly_fields = ["record_number", "user", "created_at"]
    inlines = [AccessInline]
    fieldsets = [
        (None, {"fields": ["full_name", "date_of_birth", "sex", "record_number", "user"]}),
        (_("Contact"), {"fields": ["phone", "email", "language", "address"]}),
        (_("In an emergency"), {"fields": ["emergency_contact_name", "emergency_contact_phone"]}),
        (_("Care"), {"fields": ["access_needs", "blocked_reason", "created_at"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user")

    @admin.display(description=_("signs in"), boolean=True)
    def signs_in(self, patient):
        return patient.user_id is not None

    @admin.display(description=_("may book"), boolean=True)
    def is_blocked(self, patient):
        return not patient.blocked_reason

    def save_model(self, request, obj, form, change):
        if change:
            obj.save()
            return
        fields = {name: value for name, value in form.cleaned_data.items() if name in form._meta.fields}
        self.take_over(obj, create_patient(**fields, actor=request.user, now=timezone.now()))


@admin.register(PatientAccess)
class PatientAccessAdmin(StaysAdmin):
    list_display = ["patient", "user", "relation", "scope", "until"]
    list_filter = ["relation", "scope"]
    search_fields = ["patient__full_name", "patient__record_number", "user__email", "user__full_name"]
    autocomplete_fields = ["user", "patient"]
    list_select_related = ["patient", "user"]

    def has_delete_permission(self, request, obj=None):
        return admin.ModelAdmin.has_delete_permission(self, request, obj)
