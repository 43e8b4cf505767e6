"""What stands out in the figures, in sentences: what chance does not explain, three at most, each with its list."""

from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from appointments.reading.outcomes import Outcome
from dashboards.analytics.number_words import grouped, tenths
from dashboards.analytics.periods import name_of
from scheduling.time_words import minute_clock

MOST = 3


@dataclass(frozen=True)
class Sentence:
    """What is so, more about it, and where to look; ``address`` is empty for whoever may not open the list."""

    what: str
    more: str
    address: str = ""
    link: str = ""


def what_stands_out(attendance, lists):
    """Return the sentences, the strongest kind first; none where nothing is clear."""
    found = [most_missed(attendance, lists), worst_hour(attendance, lists), change(attendance, lists)]
    return [sentence for sentence in found if sentence][:MOST]


def most_missed(attendance, lists):
    """The specialty, or the doctor of one, with the most missed, where that is clearly above all."""
    many = len(attendance.groups)
    clear = [group for group in attendance.groups if group.now.missed.is_clearly_above(attendance.mean, among=many)]
    if not clear or many == 1:
        return None
    worst = max(clear, key=lambda group: group.now.missed.percent)
    kind = "doctor" if attendance.narrowing.specialty else "specialty"
    return about(
        worst.now.missed,
        _("%(name)s: most visits missed, %(percent)s%%.")
        % {"name": worst.name, "percent": tenths(worst.now.missed.percent)},
        lists.of(Outcome.MISSED, **{kind: worst.key}),
        attendance.mean,
    )


def worst_hour(attendance, lists):
    """The hour of the week in which the most are missed, where that is clearly above all."""
    told = [(when, share) for when, share in attendance.hours.items() if share.is_told]
    clear = [pair for pair in told if pair[1].is_clearly_above(attendance.mean, among=len(told))]
    if not clear:
        return None
    (weekday, hour), share = max(clear, key=lambda pair: pair[1].percent)
    when = {"weekday": WEEKDAYS[weekday - 1], "time": minute_clock(hour * 60), "percent": tenths(share.percent)}
    return about(
        share,
        _("%(weekday)s from %(time)s: more missed than at other times, %(percent)s%%.") % when,
        lists.of(Outcome.MISSED, start=(weekday, hour)),
        attendance.mean,
    )


def change(attendance, lists):
    """Whether clearly more or fewer were missed than in the period before."""
    now, before = attendance.now.missed, attendance.before.missed
    if not now.clearly_differs_from(before):
        return None
    told = {
        "percent": tenths(now.percent),
        "before": tenths(before.percent),
        "period": name_of(attendance.period.before),
    }
    if now.percent > before.percent:
        what = _("More missed than before: %(percent)s%%, %(before)s%% in %(period)s.") % told
    else:
        what = _("Fewer missed than before: %(percent)s%%, %(before)s%% in %(period)s.") % told
    return about(now, what, lists.of(Outcome.MISSED), None)


def about(share, what, address, mean):
    """Return the sentence with what of what, the mean where there is one, and the way to the list."""
    told = {"part": grouped(share.part), "whole": grouped(share.whole), "mean": tenths(mean or 0)}
    more = (
        _("%(part)s of %(whole)s visits; %(mean)s%% of all.")
        if mean is not None
        else _("%(part)s of %(whole)s visits.")
    )
    return Sentence(what, more % told, address, _("See the %(part)s visits") % told if address else "")
