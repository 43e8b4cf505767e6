"""The page of doctors and time as a file: exactly the rows and columns it shows."""

import csv
import io

from django.utils.translation import gettext as _

from accounts.spreadsheet_cells import harmless


def doctors_csv(found):
    """Return the time of each doctor shown, in hours, with the sum of all; percentages have a point."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(
        [
            _("From"), _("To"), _("Doctor"), _("Hours offered"), _("Hours used"), _("Time used, %"),
            _("Hours given back"), _("Booked again"), _("Booked again, %"), _("Lost, called off late"),
            _("Lost, missed"), _("Lost, withdrawn late by the clinic"),
        ]
    )  # fmt: skip
    for row in found.doctors:
        table.writerow(hours_of(found, harmless(row.doctor.display_name), row.now))
    table.writerow(hours_of(found, _("All"), found.now))
    return out.getvalue()


def hours_of(found, name, hours):
    again = hours.booked_again
    used = [hours.offered, hours.taken, told(hours.used)] if found.is_of_all_time else ["", hours.taken, ""]
    return [
        found.period.first, found.period.last, name, *used, again.whole, again.part, told(again), hours.lost_late,
        hours.missed, hours.lost_to_clinic,
    ]  # fmt: skip


def told(share):
    """Return the percentage with a point, or nothing where there are too few."""
    return f"{share.percent:.1f}" if share.is_told else ""
