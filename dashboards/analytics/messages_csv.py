"""The page of messages as a file: the rows of its tables, but for the addresses, which are no figures."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appointments.notifications.channels import registry
from dashboards.analytics.tables import Table, as_csv


def messages_csv(found):
    """Return what was sent each week, whether reminders helped, and what the messages were about."""
    return as_csv(found.period.words, [] if found.is_empty else [weeks(found), reminders(found), kinds(found)])


def channels():
    return [str(registry.channel(code).label) for code in registry.codes()]


def weeks(found):
    rows = [
        [date_format(week.monday, "j M"), *(week.counts.numbers[code] for code in registry.codes())]
        for week in found.weeks
    ]
    return Table("weeks", _("Sent each week, by channel"), [_("Week of"), *channels()], rows)


def reminders(found):
    pairs = ((_("Received"), found.missed_reminded), (_("None"), found.missed_otherwise))
    columns = [_("Reminder"), _("Missed"), _("Share missed"), _("Likely range")]
    rows = [[name, *share_cells(share)] for name, share in pairs]
    return Table("reminded", _("Missed, with a reminder and without"), columns, rows)


def share_cells(share):
    """Return the cells of ``admin/analytics/_share_cells.html``."""
    told = _("%(part)s of %(whole)s") % {"part": share.part, "whole": share.whole}
    if not share.is_told:
        return [told, _("too few"), ""]
    likely = _("%(low)s to %(high)s%%") % {"low": f"{share.low:.1f}", "high": f"{share.high:.1f}"}
    return [told, f"{share.percent:.1f}%", likely]


def kinds(found):
    columns = [_("About"), *channels(), _("Not delivered"), _("Delivered")]
    rows = [[str(row.name), *row.by_channel, row.failed, delivered(row.delivered)] for row in found.kinds]
    return Table("kinds", _("Sent, by what they are about"), columns, rows)


def delivered(share):
    if share.is_told:
        return f"{share.percent:.1f}%"
    return _("too few") if share.whole else ""
