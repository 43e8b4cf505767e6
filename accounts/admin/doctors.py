"""Doctors, their languages, and specialties. Doctors are registered by ``dashboards.admin.doctors``."""

import contextlib

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import AboutSomebodyElse, RowsInline, StaysAdmin, ThroughServicesAdmin
from accounts.forms.fields import EmailAddressField, FullNameField, PhoneField
from accounts.forms.photo_field import PhotoField, in_sizes
from accounts.forms.practising_since import AsksSinceWhen
from accounts.forms.seen import in_words
from accounts.languages import spoken_choices
from accounts.models import Doctor, DoctorLanguage, Specialty
from accounts.services.creating_doctors import create_doctor
from accounts.services.doctor_photos import set_photo, take_out_photo
from accounts.services.inviting import NotInvited, invite_doctor
from accounts.services.sign_ins import EmailTaken


class PhotoFilter(admin.SimpleListFilter):
    """Doctors patients see by their initials, and those with a photo."""

    title = _("photo")
    parameter_name = "photo"

    def lookups(self, request, model_admin):
        return [("no", _("No photo")), ("yes", _("Has a photo"))]

    def queryset(self, request, queryset):
        if self.value() not in {"no", "yes"}:
            return queryset
        return queryset.filter(photo="") if self.value() == "no" else queryset.exclude(photo="")


class DoctorForm(AsksSinceWhen, AboutSomebodyElse, forms.ModelForm):
    full_name = FullNameField()
    another_photo = PhotoField(label=_("Another photo"), required=False)
    take_out_photo = forms.BooleanField(label=_("Take the photo out"), required=False)

    class Meta:
        model = Doctor
        fields = [
            "title", "full_name", "slug", "gender", "specialties", "sees_children", "biography", "qualifications",
            "practising_since", "licence_number",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["another_photo"] = self.instance.photo  # what was looked at: another one since is told

    def in_words(self, name):
        if name == "another_photo":
            return _("another one") if self.instance.photo else _("nothing")
        return in_words(self.instance, name)


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
    exported_plainly = ("full_name", "specialty_names")
    list_filter = ["specialties", "is_active", "is_listed", "accepting_new_patients", "sees_children", PhotoFilter]
    search_fields = ["full_name", "search_text", "user__email", "licence_number"]
    autocomplete_fields = ["specialties"]
    readonly_fields = ["user", "photo_now", "accepting_new_patients", "is_listed", "is_active"]
    inlines = [LanguageInline]
    actions = ["invite"]
    fieldsets = [
        (None, {"fields": ["user", "title", "full_name", "slug", "gender", "specialties", "sees_children"]}),
        (_("Profile"), {"fields": ["biography", "qualifications", "practising_since", "licence_number"]}),
        (_("Photo"), {"fields": ["photo_now", "another_photo", "take_out_photo"]}),
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
        if obj is None:
            return self.add_fieldsets
        if self.has_change_permission(request, obj):
            return self.fieldsets
        for_changing = {"another_photo", "take_out_photo"}
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name not in for_changing]})
            for title, options in self.fieldsets
        ]

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs["form"] = NewDoctorForm
        return super().get_form(request, obj, change, **kwargs)

    def view_on_site(self, doctor):
        """Lead to the doctor's page straight, while the public has it: no door leads from bare keys to pages."""
        return doctor.get_absolute_url() if doctor.is_active and doctor.is_listed else None

    @admin.display(description=_("photo now"))
    def photo_now(self, doctor):
        if not doctor.photo:
            return _("None: patients see the initials.")
        return format_html('<img src="{}" width="192" height="192" alt="{}">', doctor.large_photo, doctor)

    @admin.display(description=_("specialties"))
    def specialty_names(self, doctor):
        return ", ".join(specialty.name for specialty in doctor.specialties.all())

    @admin.display(description=_("email address"), ordering="user__email")
    def email(self, doctor):
        return doctor.user.email

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Have a photo made ready before the transaction begins in which the row is saved."""
        upload = request.FILES.get("another_photo") if request.method == "POST" else None
        if upload and self.has_change_permission(request):
            with contextlib.suppress(ValidationError):  # said by the form
                in_sizes(upload)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        now = timezone.now()
        if not change:
            self.take_over(obj, create_doctor(**form.cleaned_data, actor=request.user, now=now))
            return
        self.save_typed(obj, form)
        if form.cleaned_data["take_out_photo"]:
            take_out_photo(doctor=obj, actor=request.user, now=now)
        elif form.cleaned_data["another_photo"]:
            set_photo(doctor=obj, photo=form.cleaned_data["another_photo"], actor=request.user, now=now)

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
    exported_plainly = ("name", "plain_name", "practitioner_title")
    list_filter = ["is_active"]
    search_fields = ["name", "plain_name", "search_words"]
    prepopulated_fields = {"slug": ["name"]}
