"""A column of a file to import, how its cells become fields of a form, and fields that read what spreadsheets write."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.forms.plain_words import PlainWords

BETWEEN = "|"
"""Parts several things in one cell, as it does visit types in a file of hours."""


@dataclass(frozen=True)
class Column:
    """``name`` is the same in every language; ``field`` is the form's; ``usual`` fills an empty cell."""

    name: str
    field: str
    example: str = ""
    help: str | Promise = ""
    is_needed: bool = False
    usual: str = ""


class DayInAFile(forms.DateField):
    """A day, the year first or the day first. Month first is not read: 03/04 would be another day."""

    default_error_messages = {
        "required": _("Write a day, like 1964-03-27 or 27/03/1964"),
        "invalid": _("Write a day, like 1964-03-27 or 27/03/1964"),
    }

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"], **kwargs)


class YesNoField(forms.Field):
    """Yes or no; an empty cell is no."""

    MEANS = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def to_python(self, value):
        said = str(value or "no").casefold()
        if said not in self.MEANS:
            raise ValidationError(_("Write yes or no"))
        return self.MEANS[said]


class ChoiceInAFile(forms.ChoiceField):
    """A choice by its code, in any case of letters."""

    widget = forms.TextInput

    def __init__(self, *, choices, **kwargs):
        super().__init__(choices=choices, **kwargs)
        self.by_word = {str(code).casefold(): code for code, _word in choices}

    def to_python(self, value):
        return self.by_word.get(str(value).casefold(), value)

    def validate(self, value):
        if value not in self.by_word.values():
            words = {"known": ", ".join(self.by_word), "said": value}
            raise ValidationError(_("We do not know “%(said)s”. Write one of these: %(known)s") % words)


class RowForm(PlainWords, forms.BaseForm):
    """A form over one row of the file. ``COLUMNS`` of the class say where each field's text comes from."""

    COLUMNS: tuple[Column, ...] = ()

    def __init__(self, row, **told):
        self.row = row
        super().__init__({column.field: row.cells.get(column.name) or column.usual for column in self.COLUMNS}, **told)

    def problems(self):
        """Return ``(column, sentence)`` for all that is wrong with the row, in the order of the columns."""
        names = {column.field: column.name for column in self.COLUMNS}
        return [(names.get(field, ""), message) for field, messages in self.errors.items() for message in messages]

    def as_written(self):
        """Return the fields somebody wrote something in, with what it means; an empty cell says nothing."""
        named = {column.field for column in self.COLUMNS if self.row.cells.get(column.name)}
        return {name: value for name, value in self.cleaned_data.items() if name in named}
