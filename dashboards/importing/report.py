"""All that was found in a file, as a table to work through."""

import csv
import io

from django.utils.translation import gettext as _

from accounts.spreadsheet_cells import harmless
from dashboards.importing.templates_of_kinds import MARK
from dashboards.models import ImportJob


def report_csv(job: ImportJob) -> bytes:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([_("Row"), _("Column"), _("Kind"), _("What")])
    for finding in job.findings.iterator(chunk_size=2000):
        table.writerow([finding.line, finding.column, finding.get_kind_display(), harmless(finding.sentence)])
    return (MARK + out.getvalue()).encode()
