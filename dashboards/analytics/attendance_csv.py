"""The page of attendance as a file: its table, its weeks, and when visits are missed."""

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dashboards.analytics.attendance import OUTCOMES
from dashboards.analytics.tables import Table, as_csv
from scheduling.time_words import minute_clock


def attendance_csv(found):
    """Return the page of ``found`` (``Attendance``); a share of too few is left empty."""
    return as_csv(found.period.words, [groups(found), weeks(found), hours(found)] if found.now.agreed else [])


def groups(found):
    by_doctor, has_hours = bool(found.narrowing.specialty), not found.narrowing.visit_type
    columns = [
        _("Doctor") if by_doctor else _("Specialty"), _("Visits due"), _("Missed"), _("Share missed, %"),
        _("Likely from, %"), _("Likely to, %"), _("Cancelled late"), _("Cancelled in time"),
        *([_("Hours offered"), _("Hours used")] if has_hours else []),
    ]  # fmt: skip
    counted = [*((group.name, group.now) for group in found.groups), (_("All"), found.now)]
    rows = [row_of(name, counts, has_hours=has_hours) for name, counts in counted]
    return Table("table", _("By doctor") if by_doctor else _("By specialty"), columns, rows)


def row_of(name, counts, *, has_hours):
    """Hours are offered for every kind of visit: of one kind there are none to compare with."""
    missed, used = counts.missed, counts.used
    shares = [missed.percent, missed.low, missed.high] if missed.is_told else ["", "", ""]
    hours = [used.whole, used.part] if has_hours else []
    numbers = [counts.numbers["cancelled_late"], counts.numbers["cancelled_in_time"]]
    return [name, counts.due, missed.part, *shares, *numbers, *hours]


def weeks(found):
    columns = [_("Week of"), _("Attended"), _("Missed"), _("Cancelled late"), _("Cancelled in time")]
    rows = [
        [date_format(week.monday, "j M"), *(week.counts.numbers[outcome] for outcome in OUTCOMES)]
        for week in found.weeks
    ]
    return Table("weeks", _("Visits each week"), columns, rows)


def hours(found):
    """The hours of the week of which there is enough to tell, from Monday on."""
    told = sorted((when, share) for when, share in found.hours.items() if share.is_told)
    columns = [_("Day"), _("From"), _("Visits due"), _("Missed"), _("Share missed, %")]
    rows = [
        [str(WEEKDAYS[weekday - 1]), minute_clock(hour * 60), share.whole, share.part, share.percent]
        for (weekday, hour), share in told
    ]
    return Table("heat", _("When visits are missed"), columns, rows)
