"""Patients from a file, without a sign-in. Whoever shares name and birth with somebody is not made silently."""

from collections import defaultdict

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.patients import refuse_impossible_birth
from accounts.forms.fields import FullNameField
from accounts.languages import SPOKEN
from accounts.models import Patient
from accounts.services.creating_patients import create_patient
from dashboards.importing.columns import ChoiceInAFile, Column, DayInAFile, RowForm, YesNoField
from dashboards.importing.kinds.base import Kind, beyond, differing, folded, said_before
from dashboards.importing.verdicts import Outcome, Verdict

ANOTHER = "another person"
COLUMNS = (
    Column("full name", "full_name", "Maria Lopes", is_needed=True),
    Column(
        "date of birth",
        "date_of_birth",
        "1964-03-27",
        gettext_lazy("The year first, 1964-03-27, or the day first, 27/03/1964. Never the month first."),
        is_needed=True,
    ),
    Column("sex", "sex", "female", "female, male, other, unknown", usual=Patient.Sex.UNKNOWN.value),
    Column("phone", "phone", "+44 7700 900123", gettext_lazy("With the country, or as it is dialled here.")),
    Column("email", "email", "maria.lopes@example.org"),
    Column(
        "language", "language", "en-gb", gettext_lazy("A code such as en-gb or pl. Left empty: en-gb."), usual="en-gb"
    ),
    Column("address", "address", "12 Mill Lane, Oakford OX1 2AB"),
    Column("emergency contact", "emergency_contact_name", "João Lopes"),
    Column("emergency phone", "emergency_contact_phone", "+44 7700 900124"),
    Column("access needs", "access_needs", ""),
    Column(
        ANOTHER,
        "is_another",
        "",
        gettext_lazy("“yes” for somebody who shares name and date of birth with a patient who is here already."),
    ),
)


class PatientRow(RowForm, forms.ModelForm):
    COLUMNS = COLUMNS
    full_name = FullNameField()
    date_of_birth = DayInAFile()
    sex = ChoiceInAFile(choices=Patient.Sex.choices)
    language = ChoiceInAFile(choices=[(code, code) for code in ("en-gb", *SPOKEN)])
    is_another = YesNoField()

    class Meta:
        model = Patient
        fields = [column.field for column in COLUMNS if column.field != "is_another"]

    def clean_date_of_birth(self):
        born = self.cleaned_data["date_of_birth"]
        refuse_impossible_birth(born, today=timezone.localdate())
        return born

    @property
    def person(self):
        return folded(self.cleaned_data["full_name"]), self.cleaned_data["date_of_birth"]

    def details(self):
        return {name: value for name, value in self.as_written().items() if name != "is_another"}


class Patients(Kind):
    columns = COLUMNS
    refusals = (PermissionDenied,)

    def examine(self, unit, *, now, seen=None):
        forms_of = [PatientRow(row) for row in unit]
        here = on_record([form.cleaned_data["date_of_birth"] for form in forms_of if form.is_valid()])
        return [self.verdict(form, here, seen) for form in forms_of]

    def verdict(self, form, here, seen):
        said = form.problems() + beyond(form.row)
        if said:
            return Verdict.bad(form.row, *said)
        is_another, details = form.cleaned_data["is_another"], form.details()
        key = (form.person, tuple(map(str, details.values()))) if is_another else form.person
        if twice := said_before(form.row, key, seen):
            return Verdict.bad(form.row, *twice)
        known = here.get(form.person, [])
        differences = [differing(details, patient.__getattribute__) for patient in known]
        if [] in differences:
            return Verdict(form.row, Outcome.SAME)
        if known and not is_another:
            names = {column.field: column.name for column in COLUMNS}
            words = {"record": known[0].record_number, "columns": ", ".join(names[name] for name in differences[0])}
            sentence = _("%(record)s has this name and date of birth, and another: %(columns)s.") % words
            return Verdict(form.row, Outcome.DIFFERS, [(ANOTHER, sentence)])
        return Verdict(form.row, values=form.cleaned_data)

    def make(self, verdict, *, job, now):
        details = {name: value for name, value in verdict.values.items() if name != "is_another"}
        create_patient(**details, actor=job.by, now=now)


def on_record(births):
    """Return the patients born on these days by name and day. One query."""
    found = defaultdict(list)
    for patient in Patient.objects.filter(date_of_birth__in=set(births)).order_by("pk"):
        found[folded(patient.full_name), patient.date_of_birth].append(patient)
    return found
