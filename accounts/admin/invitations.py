"""Invitations in the admin: write one, send it again, withdraw it. Registered by ``scheduling.admin.invitations``."""

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import AboutSomebodyElse, ThroughServicesAdmin
from accounts.forms.fields import EmailAddressField
from accounts.models import Invitation
from accounts.services.inviting import NotInvited, invite_administrator, send_again
from accounts.services.revoking_invitations import NotRevoked, revoke_invitation
from accounts.services.sign_ins import EmailTaken


class InvitationForm(AboutSomebodyElse, forms.ModelForm):
    """Somebody for the admin site. Doctors are invited by adding them."""

    email = EmailAddressField()
    groups = forms.ModelMultipleChoiceField(
        queryset=Group.objects.order_by("name"),
        label=_("Groups"),
        help_text=_("What they may do. Doctors are invited under “Doctors”."),
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Invitation
        fields = ["email", "groups"]


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"
    NOT_ACCEPTED = "not_accepted"

    def lookups(self, request, model_admin):
        return [(self.NOT_ACCEPTED, _("Not accepted yet")), *Invitation.State.choices]

    def queryset(self, request, queryset):
        now = timezone.now()
        return {
            self.NOT_ACCEPTED: queryset.open(),
            Invitation.State.OPEN: queryset.usable(now=now),
            Invitation.State.EXPIRED: queryset.open().filter(expires_at__lte=now),
            Invitation.State.ACCEPTED: queryset.filter(accepted_at__isnull=False),
            Invitation.State.REVOKED: queryset.filter(revoked_at__isnull=False),
        }.get(self.value(), queryset)


class InvitationAdmin(ThroughServicesAdmin):
    """What was sent is not edited: it is sent again, or withdrawn."""

    form = InvitationForm
    refusals = (EmailTaken, NotInvited, PermissionDenied)
    view_on_site = False
    list_display = ["email", "state", "role", "groups_of", "invited_by", "expires_at"]
    exported_plainly = ("state", "groups_of")
    list_filter = [StateFilter, "role"]
    search_fields = ["email", "invited_by__full_name"]
    list_select_related = ["invited_by"]
    actions = ["send_again", "revoke"]
    NEW_FIELDS = ["email", "groups"]
    FIELDS = ["email", "role", "groups_of", "invited_by", "sent_at", "expires_at", "state", "accepted_at", "user"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        if obj:
            return [(None, {"fields": self.FIELDS})]
        words = _("They get a link by email that works once, for 7 days, and choose their name and a password.")
        return [(None, {"fields": self.NEW_FIELDS, "description": words})]

    def get_readonly_fields(self, request, obj=None):
        return self.FIELDS if obj else []

    def has_change_permission(self, request, obj=None):
        return False

    def has_inviting_permission(self, request):
        return self.has_add_permission(request)

    @admin.display(description=_("groups"))
    def groups_of(self, invitation):
        return ", ".join(group.name for group in invitation.groups.all())

    @admin.display(description=_("state"))
    def state(self, invitation):
        return invitation.state(now=timezone.now()).label

    def save_model(self, request, obj, form, change):
        fields = form.cleaned_data
        written = invite_administrator(
            email=fields["email"], groups=fields["groups"], actor=request.user, now=timezone.now()
        )
        self.take_over(obj, written)

    @admin.action(description=_("Send the selected invitations again, with a new link"), permissions=["inviting"])
    def send_again(self, request, queryset):
        for invitation in queryset:
            try:
                send_again(invitation=invitation, actor=request.user, now=timezone.now())
                messages.success(request, _("Sent to %(email)s.") % {"email": invitation})
            except self.refusals as refusal:
                messages.error(request, str(refusal))

    @admin.action(description=_("Withdraw the selected invitations"), permissions=["inviting"])
    def revoke(self, request, queryset):
        for invitation in queryset:
            try:
                revoke_invitation(invitation=invitation, actor=request.user, now=timezone.now())
                messages.success(request, _("The invitation to %(email)s is withdrawn.") % {"email": invitation})
            except (NotRevoked, PermissionDenied) as refusal:
                messages.error(request, str(refusal))
