"""
A list as a file: the rows and columns somebody sees in it, narrowed as it is.

The names of people stay behind unless whoever asks has the right and says why. A column is taken for one that
names somebody until it is known not to: words and what a method says need to be in ``exported_plainly``.
"""

import io
from collections.abc import Iterator
from html import unescape

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.admin.views.main import ORDER_VAR
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.http import urlencode
from django.utils.safestring import SafeData
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.form_page import form_page
from accounts.models import ListExport
from accounts.services.exporting import MAY_EXPORT_NAMES, write_down_export
from accounts.spreadsheet_books import write_book
from accounts.spreadsheet_tables import write_table

MOST_ROWS = 50_000
AT_A_TIME = 2000
LONGEST_SHEET = 31
"""Characters of a sheet's name in a workbook."""
TYPES = {
    ListExport.Format.CSV.value: "text/csv; charset=utf-8",
    ListExport.Format.XLSX.value: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
PLAIN = (models.DateTimeField, models.DateField, models.TimeField, models.BooleanField, models.IntegerField)
"""Kinds of columns that name nobody by themselves; a date of birth is named in ``exported_as_names``."""
NUMBERS_OF_ROWS = ("record_number", "reference")
"""What stands for a row that another points to, where it has one; else its key does."""


class ExportForm(forms.Form):
    file_format = forms.ChoiceField(
        label=gettext_lazy("File"),
        choices=ListExport.Format,
        initial=ListExport.Format.CSV,
        widget=forms.RadioSelect,
    )
    with_names = forms.BooleanField(
        label=gettext_lazy("With names, and everything else the list shows"),
        required=False,
        help_text=gettext_lazy("Otherwise people are numbers. Take names only where the work cannot be done without."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why are the names needed?"),
        required=False,
        max_length=ListExport._meta.get_field("reason").max_length,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("It is kept with your name."),
    )

    def __init__(self, *args, may_name, **kwargs):
        super().__init__(*args, **kwargs)
        if not may_name:
            del self.fields["with_names"], self.fields["reason"]

    @property
    def fieldsets(self):
        return [(None, {"fields": list(self.fields)})]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("with_names") and not cleaned.get("reason"):
            self.add_error("reason", _("Say why the names are needed."))
        return cleaned


class ExportsList(admin.ModelAdmin):
    """Lists that can be taken away as a file by whoever sees them; ``is_exported`` is off where that makes no sense."""

    is_exported = True
    exported_plainly: tuple[str, ...] = ()
    """Columns of words, and methods, that name nobody and tell nothing somebody typed about a person."""
    exported_as_names: tuple[str, ...] = ()
    """Columns that tell who somebody is, though their kind does not show it."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("export/", self.admin_site.admin_view(self.export_view), name=name), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """Lead to the file of the list as it is narrowed now."""
        told = {"export_address": f"{self.export_address()}?{request.GET.urlencode()}"} if self.is_exported else {}
        return super().changelist_view(request, told | (extra_context or {}))

    def export_address(self):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_export")

    def export_view(self, request):
        """Say what goes into the file and ask for the rest; a POST answers with the file."""
        if not (self.is_exported and self.has_view_or_change_permission(request)):
            raise PermissionDenied
        back = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        try:
            shown = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            messages.error(request, _("The list cannot be narrowed like that. This is the whole list."))
            return redirect(back)
        number, may_name = shown.queryset.count(), request.user.has_perm(MAY_EXPORT_NAMES)
        form = ExportForm(request.POST if request.method == "POST" else None, may_name=may_name)
        if form.is_valid():
            if number <= MOST_ROWS:
                return self.exported(request, shown, form.cleaned_data, number)
            form.add_error(None, _("These are too many rows for one file. Narrow the list first."))
        named = [self.heading(name) for name in self.columns(shown) if not self.is_plain(name)]
        return form_page(
            self,
            request,
            form,
            title=_("Export this list"),
            button=_("Make the file"),
            back=f"{back}?{request.GET.urlencode()}",
            template="admin/export.html",
            number=number,
            most=MOST_ROWS,
            query=request.GET.urlencode(),
            plain=[self.heading(name) for name in self.columns(shown) if self.is_plain(name)],
            named=named,
        )

    def exported(self, request, shown, asked, number):
        """Write the file, then down that it was asked for, and give it out."""
        with_names, file_format = bool(asked.get("with_names")), asked["file_format"]
        columns = self.columns(shown)
        lines = self.lines(shown, columns, with_names=with_names)
        file = io.BytesIO()
        if file_format == ListExport.Format.XLSX:
            write_book(file, [(self.opts.model_name[:LONGEST_SHEET], lines)])
        else:
            write_table(file, lines)
        write_down_export(
            actor=request.user,
            list_label=self.opts.label_lower,
            query=narrowed_by(shown, request.GET),
            rows=number,
            file_format=file_format,
            with_names=with_names,
            reason=asked.get("reason", "") if with_names else "",
            now=timezone.now(),
        )
        name = f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}.{file_format}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(file.getvalue(), content_type=TYPES[file_format], headers=headers)

    # --- Rows and columns -------------------------------------------------------------------------
    @staticmethod
    def columns(shown):
        return [name for name in shown.list_display if name != "action_checkbox"]

    def exported_rows(self, shown):
        """Yield the rows of the list, the same few queries for every ``AT_A_TIME`` of them."""
        return shown.queryset.iterator(AT_A_TIME)

    def lines(self, shown, columns, *, with_names) -> Iterator[list[str]]:
        """Yield the heading and a line for each row."""
        wanted = [name for name in columns if with_names or self.is_plain(name) or self.points_to(name)]
        yield [_("Key"), *map(self.heading, wanted)]
        for row in self.exported_rows(shown):
            yield [
                str(row.pk),
                *(self.cell(name, row, by_number=not with_names and not self.is_plain(name)) for name in wanted),
            ]

    def heading(self, name):
        return str(capfirst(label_for_field(name, self.model, self)))

    def column(self, name):
        """Return the column of the table, or ``None`` where a method says what is shown."""
        try:
            return self.opts.get_field(name)
        except FieldDoesNotExist:
            return None

    def points_to(self, name):
        field = self.column(name)
        return field is not None and field.is_relation

    def is_plain(self, name):
        """Say whether a column names nobody."""
        if name in self.exported_plainly:
            return True
        field = self.column(name)
        if field is None or field.is_relation or name in self.exported_as_names:
            return False
        return isinstance(field, PLAIN) or bool(field.choices)

    def cell(self, name, row, *, by_number):
        """Return what the list shows there, as text; ``by_number`` says a row that is pointed to by its number."""
        field, method, value = lookup_field(name, row, self)
        if field is None:
            return truth(value) if getattr(method, "boolean", False) else plain_text(value)
        if value is None:
            return ""
        if field.is_relation:
            return number_of(value) if by_number else str(value)
        if field.flatchoices:
            return str(dict(field.flatchoices).get(value, value))
        return truth(value) if isinstance(value, bool) else said(value)


def narrowed_by(shown, asked):
    """Return by what a list is narrowed; of a search only that there was one: what was typed may be a name."""
    chosen = {*shown.get_filters_params(), ORDER_VAR}
    return urlencode([(name, value if name in chosen else "*") for name, value in asked.items() if value])


def number_of(row):
    """Return the number people know a row by, or its key."""
    return str(next((getattr(row, name) for name in NUMBERS_OF_ROWS if hasattr(row, name)), row.pk))


def truth(value):
    return "" if value is None else _("yes") if value else _("no")


def said(value):
    """Return days and times as ISO 8601 has them, with the distance from UTC; anything else as it is written."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def plain_text(value):
    """Return what a method shows without its tags; a space stands where one tag ends and another begins."""
    if value is None:
        return ""
    if isinstance(value, SafeData):
        value = unescape(strip_tags(value.replace("<", " <")))
    elif hasattr(value, "isoformat"):
        value = value.isoformat()
    return " ".join(str(value).split())
