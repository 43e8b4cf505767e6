"""Visit types, and what each doctor offers of them."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import StaysAdmin, ThroughServicesAdmin
from scheduling.models import DoctorVisitType, VisitType
from scheduling.services.offers import OfferRefused, refresh_offers, set_offer


@admin.register(VisitType)
class VisitTypeAdmin(StaysAdmin):
    list_display = ["name", "minutes", "buffer_minutes", "mode", "approval", "fee_minor", "currency", "is_active"]
    list_filter = ["is_active", "mode", "approval"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "slug", "is_active"]}),
        (_("Visit"), {"fields": ["minutes", "buffer_minutes", "mode", "instructions"]}),
        (_("Booking"), {"fields": ["approval", "minimum_notice_minutes", "horizon_days", "new_patients_only"]}),
        (_("Changing"), {"fields": ["cancellation_cutoff_minutes", "late_cancel_hours"]}),
        (_("Fee"), {"fields": ["fee_minor", "currency"]}),
    ]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        refresh_offers(visit_type=obj)


@admin.register(DoctorVisitType)
class DoctorVisitTypeAdmin(ThroughServicesAdmin):
    refusals = (OfferRefused,)
    list_display = ["doctor", "visit_type", "minutes", "occupies", "mode", "is_default", "is_active"]
    list_filter = ["is_active", "mode", "visit_type", "is_default"]
    search_fields = ["doctor__full_name", "visit_type__name"]
    autocomplete_fields = ["doctor", "visit_type"]
    list_select_related = ["doctor", "visit_type"]
    fields = ["doctor", "visit_type", "own_minutes", "own_fee_minor", "own_approval", "is_default", "is_active"]

    def get_readonly_fields(self, request, obj=None):
        return ["doctor", "visit_type"] if obj else []

    def save_model(self, request, obj, form, change):
        written = set_offer(
            doctor=obj.doctor,
            visit_type=obj.visit_type,
            own_minutes=obj.own_minutes,
            own_fee_minor=obj.own_fee_minor,
            own_approval=obj.own_approval,
            is_default=obj.is_default,
            is_active=obj.is_active,
            actor=request.user,
            now=timezone.now(),
        )
        self.take_over(obj, written)
