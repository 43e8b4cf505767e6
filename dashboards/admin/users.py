"""Sign-ins, with what closing one means for appointments and for the people somebody acts for."""

from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.admin.users import UserAdmin
from accounts.models import User
from accounts.policies import may_close_sign_in, may_open_sign_in
from accounts.services.closing_sign_ins import lock_both, set_sign_in_active
from accounts.services.ending_sessions import sign_out_everywhere
from dashboards.admin.asking_first import AsksFirst, action_of, by_slug
from dashboards.admin.people_steps import PersonStep
from dashboards.reading.what_follows import sign_ins as what_follows


def close(*, user, actor, now):
    set_sign_in_active(user=user, is_active=False, actor=actor, now=now)


def reopen(*, user, actor, now):
    set_sign_in_active(user=user, is_active=True, actor=actor, now=now)


STEPS = by_slug(
    PersonStep(
        "deactivate",
        "user",
        button=_("Stop from signing in"),
        question=_("Stop %(name)s from signing in?"),
        action=_("Stop the selected people from signing in"),
        done=_("%(name)s cannot sign in any more."),
        done_already=_("%(name)s cannot sign in any more."),
        is_done=lambda user: not user.is_active,
        may=may_close_sign_in,
        follows=what_follows.closed,
        do=close,
    ),
    PersonStep(
        "activate",
        "user",
        button=_("Let sign in again"),
        question=_("Let %(name)s sign in again?"),
        action=_("Let the selected people sign in again"),
        done=_("%(name)s may sign in."),
        done_already=_("%(name)s may sign in already."),
        is_done=lambda user: user.is_active,
        may=may_open_sign_in,
        follows=what_follows.opened,
        do=reopen,
    ),
    PersonStep(
        "sign-out",
        "user",
        button=_("Sign out everywhere"),
        question=_("Sign %(name)s out everywhere?"),
        action=_("Sign the selected people out everywhere"),
        done=_("%(name)s is signed in nowhere any more."),
        done_already=_("%(name)s is signed in nowhere."),
        is_done=lambda user: not UserSession.objects.filter(user=user).exists(),
        may=may_close_sign_in,
        follows=what_follows.signed_out_everywhere,
        do=sign_out_everywhere,
    ),
)


@admin.register(User)
class StaffUserAdmin(AsksFirst, UserAdmin):
    steps = STEPS
    actions = [*map(action_of, STEPS.values()), *UserAdmin.actions]

    def identity(self, row):
        return f"{row.email}, {row.get_role_display()}"

    def ways_from(self, request, row):
        if not request.user.has_perm("accounts.view_auditentry"):
            return []
        return [(_("What did this account see?"), f"{reverse('admin:audit_seen')}?who={row.pk}")]

    def locked(self, request, pk):
        """Lock who asks as well, in order: two who close each other's sign-in wait for each other."""
        person, _administrator = lock_both(User(pk=pk), request.user)
        return person
