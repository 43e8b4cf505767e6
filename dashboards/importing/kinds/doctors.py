"""Doctors from a file, each with the sign-in they are invited to: at once, or later from their page."""

import functools

from django import forms
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms.fields import EmailAddressField, FullNameField, PhoneField
from accounts.forms.practising_since import AsksSinceWhen
from accounts.languages import SPOKEN, name_in, own_name
from accounts.models import Doctor, Specialty
from accounts.services.creating_doctors import create_doctor
from accounts.services.inviting import NotInvited
from accounts.services.sign_ins import EmailTaken, taken_among
from dashboards.forms.hours_file import ByName
from dashboards.importing.columns import ChoiceInAFile, Column, RowForm, YesNoField
from dashboards.importing.kinds.base import Kind, beyond, differing, said_before
from dashboards.importing.verdicts import Outcome, Verdict

SEVERAL = gettext_lazy("Several are parted by |.")
COLUMNS = (
    Column(
        "email", "email", "amara.osei@example.org", gettext_lazy("To sign in with. By it doctors are told apart."),
        is_needed=True,
    ),
    Column("full name", "full_name", "Amara Osei", gettext_lazy("Without the title."), is_needed=True),
    Column("title", "title", "Dr", gettext_lazy("Left empty: Dr."), usual="Dr"),
    Column("specialties", "specialties", "Dermatology", SEVERAL, is_needed=True),
    Column("gender", "gender", "female", "female, male, unstated", usual=Doctor.Gender.UNSTATED.value),
    Column("languages", "languages", "en | pl", SEVERAL),
    Column("phone", "phone", "+44 7700 900125"),
    Column("sees children", "sees_children", "yes", gettext_lazy("yes or no")),
    Column("licence number", "licence_number", "7012345"),
    Column("practising since", "practising_since", "2009", gettext_lazy("A year")),
    Column("training", "qualifications", ""),
    Column("about", "biography", ""),
)  # fmt: skip


@functools.cache
def languages_by_name():
    """Return the codes of languages by themselves, by their English and by their own names, in small letters."""
    return {word.casefold(): code for code in SPOKEN for word in (own_name(code), name_in(code, "en"), code)}


class DoctorRow(RowForm, AsksSinceWhen, forms.ModelForm):
    COLUMNS = COLUMNS
    email = EmailAddressField()
    full_name = FullNameField()
    phone = PhoneField(required=False)
    gender = ChoiceInAFile(choices=Doctor.Gender.choices)
    specialties = ByName(several=True)
    languages = ByName(several=True, required=False)
    sees_children = YesNoField()

    class Meta:
        model = Doctor
        fields = [
            "title", "full_name", "gender", "sees_children", "licence_number", "practising_since", "qualifications",
            "biography",
        ]  # fmt: skip

    def __init__(self, row, *, specialties):
        super().__init__(row)
        self.fields["specialties"].rows, self.fields["languages"].rows = specialties, languages_by_name()


class Doctors(Kind):
    columns = COLUMNS
    most_rows = 5_000
    unit_rows = 20
    refusals = (EmailTaken, NotInvited, PermissionDenied)

    def examine(self, unit, *, now, seen=None):
        specialties = {specialty.name.casefold(): specialty for specialty in Specialty.objects.filter(is_active=True)}
        rows = [DoctorRow(row, specialties=specialties) for row in unit]
        valid = [form.cleaned_data for form in rows if form.is_valid()]
        emails = {said["email"] for said in valid}
        doctors = Doctor.objects.select_related("user").prefetch_related("specialties", "languages")
        here = {doctor.user.email: doctor for doctor in doctors.filter(user__email__in=emails)}
        taken = taken_among(emails)
        numbers = {said["licence_number"] for said in valid} - {""}
        licensed = {doctor.licence_number: doctor for doctor in doctors.filter(licence_number__in=numbers)}
        return [self.verdict(form, here, taken, licensed, seen) for form in rows]

    def verdict(self, form, here, taken, licensed, seen):
        said = form.problems() + beyond(form.row)
        if said:
            return Verdict.bad(form.row, *said)
        email, number = form.cleaned_data["email"], form.cleaned_data["licence_number"]
        twice = said_before(form.row, ("email", email), seen)
        if number and not twice:
            twice = said_before(form.row, ("licence", number), seen)
        if twice:
            return Verdict.bad(form.row, *twice)
        if email in here:
            return self.known(form, here[email])
        if email in taken:
            return Verdict.bad(form.row, ("email", str(EmailTaken(email))))
        if number in licensed:
            words = {"doctor": licensed[number].display_name}
            return Verdict.bad(form.row, ("licence number", _("%(doctor)s has this licence number.") % words))
        return Verdict(form.row, values=form.cleaned_data)

    @staticmethod
    def known(form, doctor):
        """Compare with the doctor who has the address."""
        of_others = {
            "email": doctor.user.email,
            "phone": doctor.user.phone,
            "specialties": list(doctor.specialties.all()),
            "languages": [language.code for language in doctor.languages.all()],
        }
        others = differing(
            form.as_written(), lambda name: of_others[name] if name in of_others else getattr(doctor, name)
        )
        if not others:
            return Verdict(form.row, Outcome.SAME)
        names = {column.field: column.name for column in COLUMNS}
        words = {"doctor": doctor.display_name, "columns": ", ".join(names[name] for name in others)}
        return Verdict(
            form.row, Outcome.DIFFERS, [("email", _("%(doctor)s is here with another: %(columns)s.") % words)]
        )

    def make(self, verdict, *, job, now):
        doctor = create_doctor(**verdict.values, invite=job.invites, actor=job.by, now=now)
        LogEntry.objects.log_actions(
            user_id=job.by_id, queryset=[doctor], action_flag=ADDITION, change_message="", single_object=True
        )
