"""What the clinic keeps about people, why and how long: the record of processing (art. 30 GDPR)."""

import csv

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.privacy.tables import by_column
from accounts.services.erasing import kept_past_their_term
from accounts.spreadsheet_cells import harmless
from dashboards.privacy.inventory import TABLES
from dashboards.reading.records_due import records_due
from dashboards.reading.retention import newest_runs, retention_lines

MAY_SEE = "accounts.view_tombstone"


@require_safe
def privacy(request):
    """Show what is due and what went, and each personal column by table; ``?format=csv`` is the columns as a file."""
    if not request.user.has_perm(MAY_SEE):
        raise PermissionDenied
    if request.GET.get("format") == "csv":
        return as_file()
    now, runs = timezone.now(), newest_runs()
    context = {
        **admin.site.each_context(request),
        "title": _("What is kept about people"),
        "lines": retention_lines(runs, now=now),
        "last_run": runs[0] if runs else None,
        "due": records_due(now=now),
        "emptied_tonight": kept_past_their_term(now=now).count(),
        "may_open": request.user.has_perm("accounts.view_patient"),
        "may_set": request.user.has_perm("accounts.change_retentionsettings"),
        "tables": [(table.heading, table, [line(column) for column in table.personal]) for table in shown()],
    }
    return render(request, "admin/privacy.html", context)


def shown():
    return [table for table in TABLES if table.personal]


def line(column):
    """Return what a column is, and whether the patient gets a copy of it; no sentence, for it stands in a table."""
    return column.name, column.kind.label, column.erasing.label, _("Yes") if column.is_exported else _("No")


def as_file():
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="personal-data.csv"'
    rows = csv.writer(answer)
    rows.writerow(
        [_("Table"), _("Column"), _("Kind"), _("Purpose"), _("Kept"), _("When erased"), _("The patient gets a copy")]
    )
    for table, column in by_column(shown()):
        name, kind, erased, copied = line(column)
        kept = table.keeping.label if table.keeping else ""
        cells = [table.label, name, kind, table.purpose, kept, erased, copied]
        rows.writerow([harmless(str(cell)) for cell in cells])
    return answer
