"""Invitations, with the clinics at whose front desk somebody will work."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.invitations import InvitationAdmin, InvitationForm
from accounts.models import Invitation
from accounts.roles import DECIDE_AT_THEIR_CLINICS
from scheduling.models import Clinic, InvitedStaff
from scheduling.services.front_desks import invite_to_clinics


class StaffInvitationForm(InvitationForm):
    clinics = forms.ModelMultipleChoiceField(
        queryset=Clinic.objects.filter(is_active=True),
        required=False,
        label=_("Clinics"),
        help_text=_("A front desk or a clinic manager sees the appointments of these clinics only."),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta(InvitationForm.Meta):
        fields = ["email", "groups"]

    def clean(self):
        cleaned = super().clean()
        groups = {group.name for group in cleaned.get("groups", ())}
        if groups & DECIDE_AT_THEIR_CLINICS and not cleaned.get("clinics") and not self.has_error("clinics"):
            self.add_error("clinics", _("Choose the clinics they work at."))
        return cleaned


@admin.register(Invitation)
class StaffInvitationAdmin(InvitationAdmin):
    form = StaffInvitationForm
    FIELDS = [*InvitationAdmin.FIELDS[:3], "clinics_of", *InvitationAdmin.FIELDS[3:]]
    NEW_FIELDS = ["email", "groups", "clinics"]

    @admin.display(description=_("clinics"))
    def clinics_of(self, invitation):
        invited = InvitedStaff.objects.filter(invitation=invitation).select_related("clinic")
        return ", ".join(row.clinic.name for row in invited)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        invite_to_clinics(invitation=obj, clinics=form.cleaned_data["clinics"])
