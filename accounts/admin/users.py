"""Sign-ins, and where each person works."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import AboutSomebodyElse, ThroughServicesAdmin
from accounts.forms.fields import EmailAddressField, FullNameField
from accounts.languages import interface_choices
from accounts.models import Doctor, User
from accounts.roles import Role
from accounts.services.correcting_addresses import correct_address
from accounts.services.roles import set_role
from accounts.services.sign_ins import EmailTaken, create_sign_in
from accounts.time_zones import time_zone_choices

RIGHTS = ["role", "groups", "is_active"]


class NewUserForm(AboutSomebodyElse, forms.ModelForm):
    """Who they are; they choose a password themselves, by "Forgot your password?"."""

    email = EmailAddressField()
    full_name = FullNameField()

    class Meta:
        model = User
        fields = ["email", "full_name", "phone", "role", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}
        help_texts = {
            "groups": _("An administrator's rights. Others have none."),
            "role": _("Doctors are added under “Doctors”."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in (Role.ADMINISTRATOR, Role.PATIENT)]


class UserForm(AboutSomebodyElse, forms.ModelForm):
    """Correct a sign-in. The rights of superusers, and one's own, are not in here."""

    email = EmailAddressField(
        help_text=_(
            "A corrected address has to prove itself at the next sign-in. The old one no longer opens the account."
        )
    )
    full_name = FullNameField()
    language = forms.ChoiceField(label=_("Language"), choices=interface_choices)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, choices=lambda: [("", _("The clinic's")), *time_zone_choices()]
    )

    class Meta:
        model = User
        fields = ["email", "full_name", "phone", "language", "time_zone", *RIGHTS]
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def clean_role(self):
        role = self.cleaned_data["role"]
        if role == Role.DOCTOR and not Doctor.objects.filter(user=self.instance).exists():
            raise forms.ValidationError(_("This person has no doctor's profile. Add one under “Doctors”."))
        return role


@admin.register(User)
class UserAdmin(ThroughServicesAdmin, DjangoUserAdmin):
    """Add by address, change role and groups, deactivate. Nobody is deleted, and nobody types a password here."""

    refusals = (EmailTaken, PermissionDenied)
    form = UserForm
    add_form = NewUserForm
    list_display = ["email", "full_name", "role", "groups_of", "is_active", "last_login"]
    list_filter = ["role", "is_active", "groups"]
    search_fields = ["email", "full_name", "phone"]
    ordering = ["full_name", "pk"]
    readonly_fields = ["date_joined", "last_login"]
    filter_horizontal = []
    change_password_form = None
    fieldsets = [
        (None, {"fields": ["email", "full_name", "phone", "language", "time_zone"]}),
        (_("Work"), {"fields": ["role", "groups"], "description": _("An administrator's rights are the groups.")}),
        (_("Access"), {"fields": ["is_active", "date_joined", "last_login"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": ["email", "full_name", "phone", "role", "groups"],
                "description": _("They set a password by “Forgot your password?”."),
            },
        )
    ]
    actions = ["activate", "deactivate"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_urls(self):
        """Leave out the page that sets somebody's password."""
        return [url for url in super().get_urls() if url.name != "auth_user_password_change"]

    def has_change_permission(self, request, obj=None):
        """Keep superusers to superusers: whoever changes their address could become them."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        """Nobody changes their own rights, and nobody locks themselves out."""
        return [*self.readonly_fields, *(RIGHTS if obj and obj.pk == request.user.pk else [])]

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        """Five groups are tick boxes."""
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("groups"))
    def groups_of(self, user):
        return ", ".join(group.name for group in user.groups.all())

    def save_model(self, request, obj, form, change):
        now = timezone.now()
        fields = form.cleaned_data
        if not change:
            said = {name: fields[name] for name in ("email", "full_name", "role", "phone")}
            self.take_over(obj, create_sign_in(**said, now=now))
            return
        wanted, obj.role = obj.role, form.initial.get("role", obj.role)
        obj.email = form.initial["email"]
        obj.save()
        if "email" in form.changed_data:
            self.take_over(obj, correct_address(user=obj, email=fields["email"], actor=request.user, now=now))
        if wanted != obj.role:
            self.take_over(obj, set_role(user=obj, role=wanted, actor=request.user, now=now))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.instance.role != Role.ADMINISTRATOR:
            form.instance.groups.clear()

    @admin.action(description=_("Let the selected people sign in"), permissions=["change"])
    def activate(self, request, queryset):
        count = self.others(request, queryset).update(is_active=True)
        messages.success(request, _("%(count)s may sign in.") % {"count": count})

    @admin.action(description=_("Stop the selected people from signing in"), permissions=["change"])
    def deactivate(self, request, queryset):
        count = self.others(request, queryset).update(is_active=False)
        messages.success(request, _("%(count)s cannot sign in any more.") % {"count": count})

    @staticmethod
    def others(request, queryset):
        """Return those whose access this administrator decides: not their own, no superuser's unless they are one."""
        others = queryset.exclude(pk=request.user.pk)
        return others if request.user.is_superuser else others.exclude(is_superuser=True)
