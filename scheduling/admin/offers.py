"""Visit types, and what each doctor offers of them."""

from babel import Locale
from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import StaysAdmin, ThroughServicesAdmin
from scheduling.admin.moments import EMPTY
from scheduling.models import DoctorVisitType, VisitType
from scheduling.money import money
from scheduling.services.offers import OfferRefused, refresh_offers, set_offer

IN_PENCE = _("In pence or cents: 4500 is £45. Left empty: nothing is said of a fee. 0 is free of charge.")


class VisitTypeForm(forms.ModelForm):
    class Meta:
        model = VisitType
        fields = [
            "name", "slug", "is_active", "minutes", "buffer_minutes", "mode", "instructions", "approval",
            "minimum_notice_minutes", "horizon_days", "new_patients_only", "cancellation_cutoff_minutes",
            "late_cancel_hours", "fee_minor", "currency",
        ]  # fmt: skip
        help_texts = {"fee_minor": IN_PENCE, "currency": _("Three letters, such as GBP or USD.")}

    def clean_currency(self):
        code = self.cleaned_data["currency"].upper()
        if code not in Locale("en").currencies:
            raise forms.ValidationError(_("Enter the three letters of a currency, such as GBP or USD."))
        return code


@admin.register(VisitType)
class VisitTypeAdmin(StaysAdmin):
    form = VisitTypeForm
    list_display = ["name", "minutes", "buffer_minutes", "mode", "approval", "fee", "is_active"]
    exported_plainly = ("name", "fee")
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

    def get_prepopulated_fields(self, request, obj=None):
        """Leave the address of a type that is known by it alone."""
        return {} if obj else self.prepopulated_fields

    @admin.display(description=_("fee"), ordering="fee_minor")
    def fee(self, visit_type):
        return money(visit_type.fee_minor, visit_type.currency) or EMPTY

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        refresh_offers(visit_type=obj)


class OfferForm(forms.ModelForm):
    class Meta:
        model = DoctorVisitType
        fields = ["doctor", "visit_type", "own_minutes", "own_fee_minor", "own_approval", "is_default", "is_active"]
        help_texts = {
            "own_minutes": _("Left empty: as long as the visit type says."),
            "own_fee_minor": _("In pence or cents: 4500 is £45. Left empty: what the visit type says."),
        }


@admin.register(DoctorVisitType)
class DoctorVisitTypeAdmin(ThroughServicesAdmin):
    form = OfferForm
    refusals = (OfferRefused,)
    list_display = ["doctor", "visit_type", "minutes", "occupies", "mode", "fee", "is_default", "is_active"]
    exported_plainly = ("doctor", "visit_type", "fee")
    list_filter = ["is_active", "mode", "visit_type", "is_default"]
    search_fields = ["doctor__full_name", "visit_type__name"]
    autocomplete_fields = ["doctor", "visit_type"]
    list_select_related = ["doctor", "visit_type"]
    ordering = ["doctor__full_name", "doctor", "-is_default", "minutes"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("doctor", "visit_type")

    def get_readonly_fields(self, request, obj=None):
        return ["doctor", "visit_type"] if obj else []

    @admin.display(description=_("fee"))
    def fee(self, offer):
        return money(offer.fee_minor, offer.visit_type.currency) or EMPTY

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
