"""The pages of waits and of the overview as files: exactly the rows and columns they show."""

import csv
import io

from django.utils.translation import gettext as _

from accounts.spreadsheet_cells import harmless
from dashboards.analytics.attendance import OUTCOMES
from dashboards.analytics.wait_words import morning_words


def access_csv(access):
    """Return the table by specialty, or by doctor of one, with all of them; what is too few is left empty."""
    out = io.StringIO()
    table = csv.writer(out)
    kind = _("Doctor") if access.narrowing.specialty else _("Specialty")
    table.writerow(
        [
            _("From"), _("To"), kind, _("Days to the third free first visit, median"), _("Mornings of doctors"),
            _("Mornings with none free"), _("Visits due"), _("Days from booking to visit, median"),
            _("Nine in ten within, days"), _("Requests"), _("Answered in one working day"), _("Share answered, %"),
            _("Likely from, %"), _("Likely to, %"), _("Hours to an answer, median"),
        ]
    )  # fmt: skip
    for group in access.groups:
        table.writerow(row_of(access.period, harmless(group.name), group.now))
    table.writerow(row_of(access.period, _("All"), access.now))
    return out.getvalue()


def row_of(period, name, waits):
    mornings, promptly = waits.mornings, waits.promptly
    third = morning_words(mornings) if mornings.median is None else mornings.median
    shares = ["", "", "", ""]
    if promptly.is_told:
        shares = [promptly.part, *(f"{value:.1f}" for value in (promptly.percent, promptly.low, promptly.high))]
    return [
        period.first, period.last, name, third if mornings.is_told else "", mornings.number, mornings.none_free,
        waits.due, of_wait(waits.lead), of_wait(waits.long_lead), promptly.whole, *shares, of_wait(waits.answer),
    ]  # fmt: skip


def of_wait(wait):
    if wait is None:
        return ""
    return f">{wait.length}" if wait.is_more else f"{wait.length:.1f}".removesuffix(".0")


def overview_csv(period, figures, weeks):
    """Return the figures of the overview, and how many visits of each week ended how."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([_("From"), _("To"), _("Figure"), _("Value"), _("More about it")])
    for figure in figures:
        table.writerow([period.first, period.last, figure.title, figure.value, figure.words])
    names = (_("Attended"), _("Missed"), _("Cancelled late"), _("Cancelled in time"))
    for week in weeks:
        for name, outcome in zip(names, OUTCOMES, strict=True):
            table.writerow([week.monday, week.sunday, name, week.counts.numbers[outcome], ""])
    return out.getvalue()
