"""
Records opened in an emergency: each is looked into once, by somebody else than who opened it.

Registered by ``dashboards.admin.emergencies``.
"""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import LeavesATrail, ThroughServicesAdmin
from accounts.models import EmergencyOpening
from accounts.services.emergencies import ReviewedAlready, review_emergency


class ReviewForm(forms.ModelForm):
    """What looking into it has found; the words are the review."""

    review_note = forms.CharField(
        label=_("What did you find?"),
        help_text=_("Whether the reason holds, and what you did. It is kept with your name."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    class Meta:
        model = EmergencyOpening
        fields = ["review_note"]


class ReviewedFilter(admin.SimpleListFilter):
    title = _("review")
    parameter_name = "review"
    OPEN = "open"

    def lookups(self, request, model_admin):
        return [(self.OPEN, _("To look into")), ("done", _("Looked into"))]

    def queryset(self, request, queryset):
        if self.value() == self.OPEN:
            return queryset.to_review()
        return queryset.filter(reviewed_at__isnull=False) if self.value() == "done" else queryset


class EmergencyOpeningAdmin(LeavesATrail, ThroughServicesAdmin):
    form = ReviewForm
    refusals = (ReviewedAlready, PermissionDenied)
    list_display = ["opened_at", "doctor", "patient", "until", "reviewed_at", "reviewed_by"]
    exported_plainly = ("doctor",)
    list_filter = [ReviewedFilter]
    list_select_related = ["doctor", "patient", "reviewed_by"]
    search_fields = ["doctor__full_name", "patient__full_name", "patient__record_number"]
    search_help_text = _("Doctor, patient's name or record number")
    date_hierarchy = "opened_at"
    FACTS = ["doctor", "patient", "reason", "opened_at", "until"]
    REVIEW = ["review_note", "reviewed_at", "reviewed_by"]

    def get_fields(self, request, obj=None):
        return [*self.FACTS, *(self.REVIEW if obj and obj.reviewed_at else ["review_note"])]

    def get_readonly_fields(self, request, obj=None):
        return [*self.FACTS, *(self.REVIEW if obj and obj.reviewed_at else [])]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.reviewed_at is None)

    def save_model(self, request, obj, form, change):
        note = form.cleaned_data["review_note"]
        written = review_emergency(opening=obj, note=note, actor=request.user, now=timezone.now())
        self.take_over(obj, written)
