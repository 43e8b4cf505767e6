"""Hours from a spreadsheet: the file or its text, and what each of its rows says."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.forms.plain_words import PlainWords
from accounts.spreadsheet_tables import FileRefused, decoded
from dashboards.forms.hours import FromADay
from scheduling.clinic_time import MIDNIGHT
from scheduling.forms.clock_fields import ClockField, DayField
from scheduling.hours_file import BETWEEN_TYPES, COLUMNS, DAYS, MOST_BYTES, read
from scheduling.models import Weekday
from scheduling.services.hours_in_one_go import WantedHours

PROBLEMS_SHOWN = 30
A_DAY = gettext_lazy("Write it like 2026-11-24")
A_TIME = gettext_lazy("Write it like 9:20")


class DayOfTheWeek(forms.Field):
    """A day of the week, whole or its first three letters."""

    def to_python(self, value):
        said = str(value or "").casefold()
        for day in Weekday:
            if said and any(said in {name.casefold(), name[:3].casefold()} for name in (DAYS[day], str(day.label))):
                return day.value
        if said:
            raise ValidationError(_("Write a day, like Monday"))
        return None


class ByName(forms.Field):
    """A row by its name; ``rows`` are those that can be named, by the name in small letters."""

    def __init__(self, *, rows=None, several=False, **kwargs):
        super().__init__(**kwargs)
        self.rows, self.several = rows or {}, several

    def to_python(self, value):
        names = str(value or "").split(BETWEEN_TYPES) if self.several else [str(value or "")]
        found = tuple(self._row(name.strip()) for name in names if name.strip())
        return found if self.several else next(iter(found), None)

    def _row(self, name):
        if name.casefold() not in self.rows:
            raise ValidationError(_("We do not know “%(name)s”") % {"name": name})
        return self.rows[name.casefold()]


class HoursRow(PlainWords, forms.Form):
    """One row of the file. The fields stand in the order of its columns."""

    clinic = ByName()
    weekday = DayOfTheWeek()
    starts = ClockField(error_messages={"invalid": A_TIME})
    ends = ClockField(error_messages={"invalid": A_TIME})
    slot_minutes = forms.IntegerField(min_value=5, max_value=240, required=False)
    capacity = forms.IntegerField(min_value=1, max_value=20, required=False)
    visit_types = ByName(several=True, required=False)
    every_n_weeks = forms.IntegerField(min_value=1, max_value=8, required=False)
    valid_from = DayField(required=False, error_messages={"invalid": A_DAY})
    valid_until = DayField(required=False, error_messages={"invalid": A_DAY})

    def __init__(self, row, *, clinics, visit_types):
        columns = zip(self.base_fields, COLUMNS, strict=True)
        super().__init__({name: row.cells.get(column, "") for name, column in columns})
        self.line = row.line
        self.fields["clinic"].rows, self.fields["visit_types"].rows = clinics, visit_types

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts is not None and ends is not None and starts >= ends != MIDNIGHT:
            self.add_error("ends", _("The end must be after the start"))
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("Choose the first day or a later one"))
        return cleaned

    @property
    def wanted(self):
        """The session a valid row describes; an empty cell is what is usual."""
        return WantedHours(
            line=self.line,
            **{name: value for name, value in self.cleaned_data.items() if value != "" and value is not None},
        )

    def problems(self):
        """Return what is wrong, such as "Row 3, to: Write it like 9:20"."""
        return [
            _("Row %(line)s, %(column)s: %(what)s") % {"line": self.line, "column": column, "what": message}
            for column, message in self.problems_by_column()
        ]

    def problems_by_column(self):
        columns = dict(zip(self.base_fields, COLUMNS, strict=True))
        return [(columns[name], message) for name, messages in self.errors.items() for message in messages]


class HoursFile(FromADay):
    """
    All the hours of a doctor, as a file or as its text, from a day on.

    ``clinics`` and ``visit_types`` are those the rows may name. A form that
    comes back shows the text of the file, so that it can be put right there.
    """

    file = forms.FileField(
        label=gettext_lazy("Your file"),
        help_text=gettext_lazy("A CSV file with up to 200 rows, as you download it here."),
        required=False,
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
        error_messages={"empty": gettext_lazy("This file is empty. Choose another one.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the rows here"),
        help_text=gettext_lazy("With the names of the columns in the first row."),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
    )

    field_order = ["file", "text", "from_date"]

    def __init__(self, *args, clinics, visit_types, **kwargs):
        super().__init__(*args, **kwargs)
        self.clinics = {clinic.name.casefold(): clinic for clinic in clinics}
        self.visit_types = {visit_type.name.casefold(): visit_type for visit_type in visit_types}
        for name in ("file", "text"):
            self.fields[name].hide_optional = True

    def clean(self):
        cleaned = super().clean()
        upload = cleaned.get("file")
        try:
            if upload and upload.size > MOST_BYTES:
                raise FileRefused(_("This is more than 64 KB. Cut it into smaller files."))
            cleaned["text"] = decoded(upload.read()) if upload else cleaned.get("text", "")
            if not cleaned["text"].strip():
                if "file" not in self.errors:
                    self.add_error("file", _("Choose a file, or paste the rows"))
                return cleaned
            rows = [HoursRow(row, **self._known()) for row in read(cleaned["text"])]
        except FileRefused as refusal:
            self.add_error("file" if upload else "text", str(refusal))
            return cleaned
        finally:
            self.data = self.data.copy()
            self.data["text"] = cleaned.get("text", "")
        self.name_problems([problem for row in rows if not row.is_valid() for problem in row.problems()])
        if not self.errors:
            cleaned["wanted"] = [row.wanted for row in rows]
        return cleaned

    def _known(self):
        return {"clinics": self.clinics, "visit_types": self.visit_types}

    def name_problems(self, problems):
        """Say what is wrong with the rows, the first of them by name."""
        for problem in problems[:PROBLEMS_SHOWN]:
            self.add_error(None, problem)
        if more := len(problems[PROBLEMS_SHOWN:]):
            self.add_error(None, ngettext("And %(more)s more.", "And %(more)s more.", more) % {"more": more})
