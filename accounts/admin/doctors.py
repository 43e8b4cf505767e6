"""Doctors, their languages, and specialties. Doctors are registered by ``dashboards.admin.doctors``."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import AboutSomebodyElse, RowsInline, StaysAdmin, ThroughServicesAdmin
from accounts.forms.fields import EmailAddressField, FullNameField, PhoneField
from accounts.languages import spoken_choices
from accounts.models import Doctor, DoctorLanguage, Specialty
from accounts.services.creating_doctors import create_doctor
from accounts.services.inviting import NotInvited, invite_doctor
from accounts.services.sign_ins import EmailTaken

EARLIEST_YEAR = 1940


class DoctorForm(AboutSomebodyElse, forms.ModelForm):
    full_name = FullNameField()

    class Meta:
        model = Doctor
        fields = [
            "title", "full_name", "slug", "gender", "specialties", "sees_children", "biography", "qualifications",
            "practising_since", "licence_number",
        ]  # fmt: skip

    def clean_practising_since(self):
        year = self.cleaned_data["practising_since"]
        if year is not None and not EARLIEST_YEAR <= year <= timezone.now().year:
            raise forms.ValidationError(_("Enter a year, like 2009."))
        return year


class NewDoctorForm(AboutSomebodyElse, forms.ModelForm):
    """A doctor together with the sign-in they are invited to."""

    email = EmailAddressField(label=_("Email address to sign in with"))
    phone = PhoneField(label=_("Mobile number"), required=False)
    full_name = FullNameField()

    class Meta:
        model = Doctor
        fields = ["title", "full_name", "gender", "sees_children", "specialties"]


class LanguageForm(forms.ModelForm):
    code = forms.ChoiceField(label=_("Language"), choices=lambda: [("", "-"), *spoken_choices()])

    class Meta:
        model = DoctorLanguage
        fields = ["code"]


class LanguageInline(RowsInline):
    model = DoctorLanguage
    form = LanguageForm


class DoctorAdmin(ThroughServicesAdmin):
    form = DoctorForm
    refusals = (EmailTaken, NotInvited, PermissionDenied)
    list_display = ["full_name", "specialty_names", "email", "accepting_new_patients", "is_listed", "is_active"]
    list_filter = ["specialties", "is_active", "is_listed", "accepting_new_patients", "sees_children"]
    search_fields = ["full_name", "search_text", "user__email", "licence_number"]
    autocomplete_fields = ["specialties"]
    readonly_fields = ["user", "accepting_new_patients", "is_listed", "is_active"]
    inlines = [LanguageInline]
    actions = ["invite"]
    fieldsets = [
        (None, {"fields": ["user", "title", "full_name", "slug", "gender", "specialties", "sees_children"]}),
        (_("Profile"), {"fields": ["biography", "qualifications", "practising_since", "licence_number"]}),
        (
            _("Bookings"),
            {
                "fields": ["accepting_new_patients", "is_listed", "is_active"],
                "description": _("Changed by the buttons above: each says first what follows."),
            },
        ),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": ["email", "phone", "title", "full_name", "gender", "sees_children", "specialties"],
                "description": _(
                    "They get an invitation by email and choose a password. Next: visit types, then working hours."
                ),
            },
        )
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user").prefetch_related("specialties")

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = NewDoctorForm
        return super().get_form(request, obj, change, **kwargs)

    def view_on_site(self, doctor):
        """Lead to the doctor's page straight, while the public has it: no door leads from bare keys to pages."""
        return doctor.get_absolute_url() if doctor.is_active and doctor.is_listed else None

    @admin.display(description=_("specialties"))
    def specialty_names(self, doctor):
        return ", ".join(specialty.name for specialty in doctor.specialties.all())

    @admin.display(description=_("email address"), ordering="user__email")
    def email(self, doctor):
        return doctor.user.email

    def save_model(self, request, obj, form, change):
        if change:
            self.save_typed(obj, form)
        else:
            self.take_over(obj, create_doctor(**form.cleaned_data, actor=request.user, now=timezone.now()))

    @admin.action(description=_("Send the selected doctors their invitation again"), permissions=["change"])
    def invite(self, request, queryset):
        for doctor in queryset:
            try:
                invitation = invite_doctor(doctor=doctor, actor=request.user, now=timezone.now())
                messages.success(request, _("Sent to %(email)s.") % {"email": invitation.email})
            except (NotInvited, PermissionDenied) as refusal:
                messages.error(request, str(refusal))


@admin.register(Specialty)
class SpecialtyAdmin(StaysAdmin):
    list_display = ["name", "plain_name", "practitioner_title", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name", "plain_name", "search_words"]
    prepopulated_fields = {"slug": ["name"]}
