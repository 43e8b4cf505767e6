"""The few figures at the top of a page, each with what it is of, whether it moved, and the way it goes."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from appointments.reading.outcomes import Outcome
from dashboards.analytics.drawing import line
from dashboards.analytics.number_words import grouped, tenths
from dashboards.analytics.periods import name_of


@dataclass(frozen=True)
class MainFigure:
    """
    ``value`` under its title; ``words`` say of what, and what changed. ``tone`` is empty, ``good`` or ``bad``.

    ``line`` is the path of the whole weeks up to it, empty where they tell nothing.
    """

    title: str
    value: str
    words: str
    tone: str = ""
    address: str = ""
    line: str = ""


def main_figures(attendance, lists):
    """Return those of attendance: due, missed, cancelled late, time used."""
    now, before, weeks = attendance.now, attendance.before, attendance.whole_weeks
    period = name_of(attendance.period.before)
    due = MainFigure(_("Visits due"), grouped(now.due), growth(now.due, before.due, period), "", lists.of(Outcome.DUE))
    missed = of_share(_("Missed"), now.missed, before.missed, fewer_is_better=True, address=lists.of(Outcome.MISSED))
    late = of_share(
        _("Cancelled late"), now.late, before.late, fewer_is_better=True, address=lists.of(Outcome.CANCELLED_LATE)
    )
    figures = [
        replace(due, line=line([week.due for week in weeks])),
        replace(missed, line=line_of_shares([week.missed for week in weeks])),
        replace(late, line=line_of_shares([week.late for week in weeks])),
    ]
    if attendance.narrowing.visit_type is None and now.offered_minutes:
        hours = _("%(part)s of %(whole)s hours.")
        used = of_share(_("Time used"), now.used, before.used, fewer_is_better=False, of=hours)
        figures.append(replace(used, line=line_of_shares([week.used for week in weeks])))
    return figures


def line_of_shares(shares):
    """Return the line of weekly shares; a week with too few for one leaves a gap."""
    return line([share.percent if share.is_told else None for share in shares])


def percent(share):
    return f"{tenths(share.percent)}%"


def growth(now, before, period):
    """Return how a plain count moved, in percent of what it was."""
    if not before:
        return _("Nothing to compare with in %(period)s.") % {"period": period}
    change = round(100 * (now - before) / before)
    told = {"percent": abs(change), "period": period}
    if not change:
        return _("As many as in %(period)s.") % told
    return (
        _("%(percent)s%% more than in %(period)s.") if change > 0 else _("%(percent)s%% fewer than in %(period)s.")
    ) % told


def of_share(title, now, before, *, fewer_is_better, address="", of=None, too_few=None):
    """Return the figure of a share. That it moved is said only where chance alone does not explain it."""
    if not now.is_told:
        words = too_few or _("%(whole)s visits are too few for a share.")
        return MainFigure(title, _("Too few"), words % {"whole": now.whole}, "", address if now.whole else "")
    told = (of or _("%(part)s of %(whole)s.")) % {"part": grouped(now.part), "whole": grouped(now.whole)}
    if now.is_uncertain:
        told += " " + _("Likely %(low)s to %(high)s%%.") % {"low": f"{now.low:.0f}", "high": f"{now.high:.0f}"}
    if not before.is_told:
        return MainFigure(title, percent(now), told, "", address)
    if not now.clearly_differs_from(before):
        return MainFigure(title, percent(now), f"{told} {_('No real change.')}", "", address)
    points = now.percent - before.percent
    moved = _("Up %(points)s points.") if points > 0 else _("Down %(points)s points.")
    words = f"{told} {moved % {'points': tenths(abs(points))}}"
    return MainFigure(title, percent(now), words, "good" if (points < 0) == fewer_is_better else "bad", address)
