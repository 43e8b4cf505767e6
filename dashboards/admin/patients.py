"""Patients, with what stopping somebody from booking online means for what they have booked."""

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.admin.patients import PatientAdmin
from accounts.models import Patient
from appointments.desk_policies import may_block
from appointments.services.blocking import block, unblock
from dashboards.admin.asking_first import AsksFirst, action_of, by_slug
from dashboards.admin.people_steps import PersonStep, ReasonForm
from dashboards.reading.what_follows import patients as what_follows

STEPS = by_slug(
    PersonStep(
        "block",
        "patient",
        button=_("Stop from booking online"),
        question=_("Stop %(name)s from booking online?"),
        action=_("Stop the selected patients from booking online"),
        done=_("%(name)s cannot book online any more."),
        done_already=_("%(name)s cannot book online already."),
        is_done=lambda patient: bool(patient.blocked_reason),
        may=may_block,
        follows=what_follows.blocked,
        do=block,
        form=ReasonForm,
    ),
    PersonStep(
        "unblock",
        "patient",
        button=_("Let book online again"),
        question=_("Let %(name)s book online again?"),
        action=_("Let the selected patients book online again"),
        done=_("%(name)s can book online again."),
        done_already=_("%(name)s can book online already."),
        is_done=lambda patient: not patient.blocked_reason,
        may=may_block,
        follows=what_follows.unblocked,
        do=unblock,
    ),
)


@admin.register(Patient)
class StaffPatientAdmin(AsksFirst, PatientAdmin):
    steps = STEPS
    actions = [*map(action_of, STEPS.values()), *PatientAdmin.actions]

    def identity(self, row):
        return f"{date_format(row.date_of_birth)}, {row.record_number}"
