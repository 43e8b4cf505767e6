"""Patients, with what stopping somebody from booking online means for what they have booked."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.admin.patients import PatientAdmin
from accounts.models import Patient
from accounts.policies import may_erase
from accounts.services.erasing import StandsAgainst, erase_patient
from accounts.services.patient_lock import lock_patient_row
from appointments.admin.seen import seen_patients
from appointments.desk_policies import may_block, open_appointments_of
from appointments.services.blocking import block, unblock
from dashboards.admin.asking_first import AsksFirst, action_of, by_slug
from dashboards.admin.merging import MergesPatients, put_together
from dashboards.admin.people_steps import PersonStep, ReasonForm
from dashboards.analytics.seen_filter import SeenFilter
from dashboards.reading.what_follows import patients as what_follows


class EraseForm(ReasonForm):
    """There is no way back: the record number is typed, and nothing is done by a slip of the hand."""

    typed = forms.CharField(
        label=_("Type the record number"),
        max_length=12,
        widget=AdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text=_("It stands above, such as P1234567."),
        error_messages={"required": _("Type the record number to erase this person.")},
    )

    def shape(self, rows, actor):
        self.rows = rows
        self.fields["reason"].help_text = _("Kept for good, with your name. Do not name the person.")

    def clean_typed(self):
        if [self.cleaned_data["typed"].strip().upper()] != [row.record_number for row in self.rows]:
            raise forms.ValidationError(_("That is not the number of this record."), code="another")
        return self.cleaned_data["typed"]

    def said(self):
        return {name: value for name, value in super().said().items() if name != "typed"}


def may_erase_now(patient, *, actor):
    """Say whether it may be done, and no appointment is left that somebody has to end."""
    return may_erase(patient, actor=actor) or open_appointments_of(patient)


def erase(*, patient, reason, actor, now):
    """Erase, and let the row the admin holds say what the database says: its history names it once more."""
    try:
        erase_patient(patient=patient, reason=reason, actor=actor, now=now)
    except StandsAgainst as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    patient.refresh_from_db()


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
    PersonStep(
        "erase",
        "patient",
        button=_("Erase this person"),
        question=_("Erase %(name)s for good?"),
        action=_("Erase the selected patients"),
        done=_("The person was erased."),
        done_already=_("This record was erased already."),
        is_done=lambda patient: patient.erased_at is not None,
        may=may_erase_now,
        follows=what_follows.erased,
        do=erase,
        form=EraseForm,
    ),
)
ONE_AT_A_TIME = {"erase"}


@admin.register(Patient)
class StaffPatientAdmin(MergesPatients, AsksFirst, PatientAdmin):
    steps = STEPS
    list_filter = [*PatientAdmin.list_filter, SeenFilter]
    actions = [
        *(action_of(step) for slug, step in STEPS.items() if slug not in ONE_AT_A_TIME), put_together,
        *PatientAdmin.actions,
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request) & seen_patients(request.user)

    def identity(self, row):
        return f"{date_format(row.date_of_birth)}, {row.record_number}"

    def locked(self, request, pk):
        return lock_patient_row(Patient(pk=pk))

    def ways_from(self, request, row):
        if not request.user.has_perm("accounts.view_auditentry"):
            return []
        return [(_("Who saw this patient?"), f"{reverse('admin:audit_readers')}?who={row.record_number}")]
