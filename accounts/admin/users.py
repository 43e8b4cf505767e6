"""Sign-ins, and where each person works."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ThroughServicesAdmin
from accounts.models import User
from accounts.roles import Role
from accounts.services.roles import set_role
from accounts.services.sign_ins import EmailTaken, create_sign_in


class NewUserForm(forms.ModelForm):
    """Who they are; they choose a password themselves, by "Forgot your password?"."""

    class Meta:
        model = User
        fields = ["email", "full_name", "phone", "role"]


@admin.register(User)
class UserAdmin(ThroughServicesAdmin, DjangoUserAdmin):
    """Add by address, change role and groups, deactivate. Nobody is deleted, and nobody types a password here."""

    refusals = (EmailTaken, PermissionDenied)
    add_form = NewUserForm
    list_display = ["email", "full_name", "role", "groups_of", "is_active", "last_login"]
    list_filter = ["role", "is_active", "groups"]
    search_fields = ["email", "full_name", "phone"]
    ordering = ["full_name", "pk"]
    readonly_fields = ["email", "date_joined", "last_login"]
    filter_horizontal = ["groups"]
    change_password_form = None
    fieldsets = [
        (None, {"fields": ["email", "full_name", "phone", "language", "time_zone"]}),
        (_("Work"), {"fields": ["role", "groups"], "description": _("An administrator's rights are the groups.")}),
        (_("Access"), {"fields": ["is_active", "date_joined", "last_login"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "full_name", "phone", "role"], "description": _("They set a password by “Forgot your password?”.")})
    ]
    actions = ["activate", "deactivate"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_urls(self):
        """Leave out the page that sets somebody's password."""
        return [url for url in super().get_urls() if url.name != "auth_user_password_change"]

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else ["date_joined", "last_login"]

    @admin.display(description=_("groups"))
    def groups_of(self, user):
        return ", ".join(group.name for group in user.groups.all())

    def save_model(self, request, obj, form, change):
        now = timezone.now()
        if not change:
            fields = form.cleaned_data
            made = create_sign_in(
                email=fields["email"], full_name=fields["full_name"], role=fields["role"], phone=fields["phone"], now=now
            )
            self.take_over(obj, made)
            return
        if "role" in form.changed_data:
            wanted, obj.role = obj.role, form.initial["role"]
            obj.save()
            self.take_over(obj, set_role(user=obj, role=wanted, actor=request.user, now=now))
            return
        obj.save()

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if form.instance.role != Role.ADMINISTRATOR:
            form.instance.groups.clear()

    @admin.action(description=_("Let the selected people sign in"), permissions=["change"])
    def activate(self, request, queryset):
        messages.success(request, _("%(count)s may sign in.") % {"count": queryset.update(is_active=True)})

    @admin.action(description=_("Stop the selected people from signing in"), permissions=["change"])
    def deactivate(self, request, queryset):
        others = queryset.exclude(pk=request.user.pk)
        messages.success(request, _("%(count)s cannot sign in any more.") % {"count": others.update(is_active=False)})
