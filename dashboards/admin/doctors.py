"""Doctors, with what only the apps above know of them: whether they have hours, and what their leaving means."""

from django import forms
from django.contrib import admin
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.doctors import DoctorAdmin
from accounts.models import Doctor
from accounts.policies import may_change_doctor, may_close_sign_in
from accounts.services.closing_sign_ins import set_sign_in_active
from accounts.services.doctor_leaving import set_active
from accounts.services.showing_doctors import set_listed, set_taking_new_patients
from accounts.services.sign_ins import awaits_invitation
from dashboards.admin.asking_first import AsksFirst, action_of, by_slug
from dashboards.admin.people_steps import AskForm, PersonStep
from dashboards.reading.desk_figures import doctors_of
from dashboards.reading.what_follows import doctors as what_follows
from scheduling.without_hours import without_hours_next_week


class HoursFilter(admin.SimpleListFilter):
    """Doctors nobody entered hours for; a front desk is asked about those of its clinics."""

    title = _("hours")
    parameter_name = "hours"

    def lookups(self, request, model_admin):
        return [("none_next_week", _("None next week"))]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        own = queryset.filter(pk__in=doctors_of(request.user).values("pk"))
        return without_hours_next_week(own, now=timezone.now())


class LeavingForm(AskForm):
    """Whoever may close sign-ins can close the doctor's in the same step."""

    sign_in = forms.BooleanField(label=_("Stop them from signing in, too"), required=False)

    def shape(self, rows, actor):
        if not any(row.user.is_active and may_close_sign_in(row.user, actor=actor) is None for row in rows):
            del self.fields["sign_in"]


class ReturningForm(AskForm):
    sign_in = forms.BooleanField(label=_("Let them sign in again, too"), required=False)

    def shape(self, rows, actor):
        if not any(
            not row.user.is_active
            and not awaits_invitation(row.user)
            and may_close_sign_in(row.user, actor=actor) is None
            for row in rows
        ):
            del self.fields["sign_in"]


@transaction.atomic
def leave(*, doctor, actor, now, sign_in=False):
    set_active(doctor=doctor, is_active=False, actor=actor, now=now)
    if sign_in and doctor.user.is_active:
        set_sign_in_active(user=doctor.user, is_active=False, actor=actor, now=now)


@transaction.atomic
def come_back(*, doctor, actor, now, sign_in=False):
    set_active(doctor=doctor, is_active=True, actor=actor, now=now)
    if sign_in and not doctor.user.is_active and not awaits_invitation(doctor.user):
        set_sign_in_active(user=doctor.user, is_active=True, actor=actor, now=now)


def setting(service, name, value):
    """Return a step's ``do`` that calls ``service`` with its one switch."""

    def do(*, doctor, actor, now):
        service(doctor=doctor, actor=actor, now=now, **{name: value})

    return do


def step(slug, **told):
    return PersonStep(slug, "doctor", may=may_change_doctor, **told)


STEPS = by_slug(
    step(
        "take-off-search",
        button=_("Take off the search"),
        question=_("Take %(name)s off the search?"),
        action=_("Take the selected doctors off the search"),
        done=_("Patients do not find %(name)s any more. What is booked stays booked."),
        done_already=_("%(name)s is not shown in the search any more."),
        is_done=lambda doctor: not doctor.is_listed,
        follows=what_follows.taken_off_the_search,
        do=setting(set_listed, "is_listed", False),
    ),
    step(
        "list-in-search",
        button=_("Show in the search"),
        question=_("Show %(name)s in the search?"),
        action=_("Show the selected doctors in the search"),
        done=_("%(name)s is shown in the search."),
        done_already=_("%(name)s is shown in the search already."),
        is_done=lambda doctor: doctor.is_listed,
        follows=what_follows.shown_in_the_search,
        do=setting(set_listed, "is_listed", True),
    ),
    step(
        "stop-new-patients",
        button=_("Take no new patients"),
        question=_("Take no new patients for %(name)s?"),
        action=_("Take no new patients for the selected doctors"),
        done=_("%(name)s takes no new patients."),
        done_already=_("%(name)s takes no new patients already."),
        is_done=lambda doctor: not doctor.accepting_new_patients,
        follows=what_follows.closed_to_new_patients,
        do=setting(set_taking_new_patients, "takes_new", False),
    ),
    step(
        "take-new-patients",
        button=_("Take new patients again"),
        question=_("Take new patients for %(name)s again?"),
        action=_("Take new patients for the selected doctors again"),
        done=_("%(name)s takes new patients."),
        done_already=_("%(name)s takes new patients already."),
        is_done=lambda doctor: doctor.accepting_new_patients,
        follows=what_follows.open_to_new_patients,
        do=setting(set_taking_new_patients, "takes_new", True),
    ),
    step(
        "deactivate",
        button=_("Make inactive"),
        question=_("Make %(name)s inactive?"),
        action=_("Make the selected doctors inactive"),
        done=_("%(name)s is not active any more."),
        done_already=_("%(name)s is not active any more."),
        is_done=lambda doctor: not doctor.is_active,
        follows=what_follows.leaving,
        do=leave,
        form=LeavingForm,
    ),
    step(
        "activate",
        button=_("Make active again"),
        question=_("Make %(name)s active again?"),
        action=_("Make the selected doctors active again"),
        done=_("%(name)s is active again."),
        done_already=_("%(name)s is active already."),
        is_done=lambda doctor: doctor.is_active,
        follows=what_follows.returning,
        do=come_back,
        form=ReturningForm,
    ),
)


@admin.register(Doctor)
class StaffDoctorAdmin(AsksFirst, DoctorAdmin):
    list_filter = [*DoctorAdmin.list_filter[:1], HoursFilter, *DoctorAdmin.list_filter[1:]]
    steps = STEPS
    actions = [*map(action_of, STEPS.values()), *DoctorAdmin.actions]

    def identity(self, row):
        return row.user.email
