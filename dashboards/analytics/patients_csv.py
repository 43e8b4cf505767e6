"""The page of patients as a file: how they booked, their ages, and each week or month, as it shows them."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dashboards.analytics.tables import Table, as_csv

SHOWN = ("new_patients", "first_visits", "returning_visits", "online", "desk", "doctor", "walk_in")


def patients_csv(found):
    """Return the two lists of bars and the table below the picture; what is hidden on the page is hidden here."""
    return as_csv(found.period.words, [] if found.is_empty else [sources(found), ages(found), stretches(found)])


def sources(found):
    rows = [[str(source.label), share.part, percent(share)] for source, share in found.sources]
    return Table("sources", _("How appointments were booked"), [_("Booked"), _("Bookings"), _("Share")], rows)


def ages(found):
    rows = []
    for band in found.active.bands:
        told = [_("hidden"), ""] if band.share is None else [band.share.part, percent(band.share)]
        rows.append([band.words, *told])
    return Table("ages", _("Active patients by age"), [_("Age"), _("Patients"), _("Share")], rows)


def percent(share):
    return f"{share.percent:.0f}%" if share.is_told else _("too few")


def stretches(found):
    first, day = (_("Month"), "F Y") if found.goes_by_months else (_("Week of"), "j M")
    title = (
        _("First visits and others, each month") if found.goes_by_months else _("First visits and others, each week")
    )
    columns = [
        first, _("New patients"), _("First visits"), _("Seen before"), _("Online"), _("By the clinic"),
        _("By the doctor"), _("Walk-ins"),
    ]  # fmt: skip
    rows = [
        [date_format(stretch.monday, day), *(stretch.counts.numbers[name] for name in SHOWN)]
        for stretch in found.stretches
    ]
    return Table("visits", title, columns, rows)
