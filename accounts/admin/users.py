"""
Sign-ins, and where each person works. New people are invited (``accounts.admin.invitations``) or sign up.

Registered by ``dashboards.admin.users``.
"""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import AboutSomebodyElse, ThroughServicesAdmin
from accounts.forms.fields import EmailAddressField, FullNameField
from accounts.languages import interface_choices
from accounts.models import Doctor, User
from accounts.notices import tell
from accounts.policies import may_close_sign_in
from accounts.roles import Role
from accounts.second_factor import FACTORS
from accounts.services.correcting_addresses import correct_address
from accounts.services.inviting import NotInvited
from accounts.services.roles import set_role
from accounts.services.second_factors import remove_second_factor
from accounts.services.sign_ins import EmailTaken
from accounts.time_zones import time_zone_choices

RIGHTS = ["role", "groups"]


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


class UserAdmin(ThroughServicesAdmin, DjangoUserAdmin):
    """Correct, change role and groups. Nobody is deleted, and nobody types a password here."""

    refusals = (EmailTaken, NotInvited, PermissionDenied)
    form = UserForm
    list_display = ["email", "full_name", "role", "groups_of", "is_active", "has_second_step", "last_login"]
    exported_plainly = ("groups_of", "has_second_step")
    list_filter = ["role", "is_active", "groups"]
    search_fields = ["email", "full_name", "phone"]
    ordering = ["full_name", "pk"]
    readonly_fields = ["is_active", "date_joined", "last_login"]
    filter_horizontal = []
    change_password_form = None
    fieldsets = [
        (None, {"fields": ["email", "full_name", "phone", "language", "time_zone"]}),
        (_("Work"), {"fields": ["role", "groups"], "description": _("An administrator's rights are the groups.")}),
        (_("Access"), {"fields": ["is_active", "date_joined", "last_login"]}),
    ]
    actions = ["take_second_step_off"]

    def get_queryset(self, request):
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
        return super().get_queryset(request).annotate(second_step=Exists(factors)).prefetch_related("groups")

    def has_add_permission(self, request):
        """Invite people who work here; patients sign up."""
        return False

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
        """The groups are tick boxes."""
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=_("groups"))
    def groups_of(self, user):
        return ", ".join(group.name for group in user.groups.all())

    @admin.display(description=_("second step"), boolean=True, ordering="second_step")
    def has_second_step(self, user):
        return user.second_step

    def save_model(self, request, obj, form, change):
        now, fields, changed = timezone.now(), form.cleaned_data, form.changed_data
        for name in {"role", "email"} & set(changed):
            setattr(obj, name, form.initial[name])
        self.save_typed(obj, form, but={"role", "email"})
        if "phone" in changed:
            tell(obj, "phone_changed")
        if "email" in changed:
            self.take_over(obj, correct_address(user=obj, email=fields["email"], actor=request.user, now=now))
        if "role" in changed:
            self.take_over(obj, set_role(user=obj, role=fields["role"], actor=request.user, now=now))

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.instance.role != Role.ADMINISTRATOR:
            form.instance.groups.clear()

    @admin.action(description=_("Take the second step off the selected people"), permissions=["change"])
    def take_second_step_off(self, request, queryset):
        for user in self.others(request, queryset):
            if remove_second_factor(user=user, actor=request.user, now=timezone.now()):
                messages.success(request, _("%(name)s signs in with the password alone.") % {"name": user})
            else:
                messages.info(request, _("%(name)s has no second step.") % {"name": user})

    @staticmethod
    def others(request, queryset):
        """Yield those whose access this administrator decides; say why of the rest."""
        for user in queryset:
            if refusal := may_close_sign_in(user, actor=request.user):
                messages.error(request, refusal)
            else:
                yield user
