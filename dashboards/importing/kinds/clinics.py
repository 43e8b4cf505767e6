"""Clinics from a file, told apart by their names."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboards.importing.columns import Column, RowForm, YesNoField
from dashboards.importing.kinds.base import Kind, beyond, differing, folded, said_before
from dashboards.importing.verdicts import Outcome, Verdict
from scheduling.admin.clinics import ClinicForm
from scheduling.models import Clinic
from scheduling.models.clinic import usual_country
from scheduling.services.creating_clinics import create_clinic

YES_OR_NO = gettext_lazy("yes or no")
COLUMNS = (
    Column("name", "name", "Harbour Clinic", gettext_lazy("By it clinics are told apart."), is_needed=True),
    Column("address", "address", "3 Quay Street", is_needed=True),
    Column("city", "city", "Oakford", is_needed=True),
    Column("postcode", "postcode", "OX1 2AB"),
    Column("country", "country", "GB", gettext_lazy("Two letters. Left empty: the usual one.")),
    Column("part of the country", "subdivision", "", gettext_lazy("Such as SCT for Scotland")),
    Column("time zone", "time_zone", "Europe/London", usual="Europe/London"),
    Column("phone", "phone", "+44 1865 496000"),
    Column("latitude", "latitude", "51.7520"),
    Column("longitude", "longitude", "-1.2577"),
    Column("step-free", "step_free", "yes", YES_OR_NO),
    Column("hearing loop", "hearing_loop", "no", YES_OR_NO),
    Column("accessible toilet", "accessible_toilet", "yes", YES_OR_NO),
    Column("parking", "parking", "no", YES_OR_NO),
    Column("directions", "directions", ""),
)


class ClinicRow(RowForm, ClinicForm):
    COLUMNS = COLUMNS
    step_free = YesNoField()
    hearing_loop = YesNoField()
    accessible_toilet = YesNoField()
    parking = YesNoField()

    class Meta(ClinicForm.Meta):
        fields = [column.field for column in COLUMNS]

    def __init__(self, row):
        super().__init__(row)
        self.data["country"] = (self.data["country"] or usual_country()).upper()

    def validate_unique(self):
        """Whether there is one of this name is the table's question, asked for all rows at once."""


class Clinics(Kind):
    columns = COLUMNS
    most_rows = 2_000
    refusals = (PermissionDenied, ValidationError)

    def examine(self, unit, *, now, seen=None):
        here = {folded(clinic.name): clinic for clinic in Clinic.objects.all()}
        return [self.verdict(ClinicRow(row), here, seen) for row in unit]

    def verdict(self, form, here, seen):
        said = form.problems() + beyond(form.row)
        said = said or said_before(form.row, folded(form.cleaned_data["name"]), seen)
        if said:
            return Verdict.bad(form.row, *said)
        clinic = here.get(folded(form.cleaned_data["name"]))
        if clinic is None:
            return Verdict(form.row, values=form.cleaned_data)
        others = differing(form.as_written(), clinic.__getattribute__)
        if not others:
            return Verdict(form.row, Outcome.SAME)
        names = {column.field: column.name for column in COLUMNS}
        words = {"clinic": clinic, "columns": ", ".join(names[name] for name in others)}
        return Verdict(
            form.row, Outcome.DIFFERS, [("name", _("%(clinic)s is here with another: %(columns)s.") % words)]
        )

    def make(self, verdict, *, job, now):
        create_clinic(**verdict.values, actor=job.by, now=now)
