"""The few figures at the top of the page of waits, and what stands out in them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.reading.outcomes import Outcome
from dashboards.analytics.main_figures import MainFigure, of_share
from dashboards.analytics.number_words import grouped, tenths
from dashboards.analytics.periods import name_of
from dashboards.analytics.standing_out import MOST, Sentence
from dashboards.analytics.wait_words import days_words, hours_words, morning_words, number_of_days

FAR_LONGER, FAR_LONGER_DAYS = 2, 7
"""A wait stands out that is twice as long as that of all, and a week longer."""


def wait_figures(access, lists, *, third_at=""):
    """Return those of the page; ``third_at`` is where the waits for a first visit stand in full."""
    figures = [lead(access, lists), long_lead(access, lists), promptly(access, lists), answer(access, lists)]
    figures.append(offers(access, lists))
    return [third(access, third_at), *figures] if access.has_mornings else figures


def third(access, address=""):
    """The third next free first visit: a median, of every morning of every doctor."""
    title, now = _("Wait for a new visit"), access.now.mornings
    if not now.is_told:
        return MainFigure(title, _("Not known"), _("Looked at every morning; not often enough in these days."))
    words = _("Median of %(number)s mornings of doctors.") % {"number": grouped(now.number)}
    if now.none_free:
        words += " " + _("On %(number)s, none was free.") % {"number": grouped(now.none_free)}
    value = morning_words(now)
    return MainFigure(title, value[:1].upper() + value[1:], f"{words} {moved(access)}".strip(), tone(access), address)


def difference(access):
    """Return how many days longer than before; ``None`` where either is not known."""
    now, before = access.now.mornings, access.before.mornings
    if not (now.is_told and before.is_told) or now.median is None or before.median is None:
        return None
    return now.median - before.median


def moved(access):
    days, period = difference(access), name_of(access.period.before)
    if days is None:
        return ""
    if not days:
        return _("As long as in %(period)s.") % {"period": period}
    longer = ngettext("%(days)s day longer than in %(period)s.", "%(days)s days longer than in %(period)s.", abs(days))
    sooner = ngettext("%(days)s day less than in %(period)s.", "%(days)s days less than in %(period)s.", abs(days))
    return (longer if days > 0 else sooner) % {"days": abs(days), "period": period}


def tone(access):
    days = difference(access)
    return "" if not days else "bad" if days > 0 else "good"


def before_words(words, access):
    """Say what the same was before, where that is known."""
    return (
        _("%(before)s in %(period)s.") % {"before": upper(words), "period": name_of(access.period.before)}
        if words
        else ""
    )


def upper(words):
    return words[:1].upper() + words[1:]


def lead(access, lists):
    title, now = _("From booking to visit"), access.now.lead
    if now is None:
        return MainFigure(title, _("Too few"), _("%(whole)s visits are too few.") % {"whole": access.now.due})
    words = _("Median of %(whole)s visits due.") % {"whole": grouped(access.now.due)}
    words = f"{words} {before_words(days_words(access.before.lead), access)}".strip()
    return MainFigure(title, upper(days_words(now)), words, "", lists.of(Outcome.DUE))


def long_lead(access, lists):
    title, now = _("Nine in ten come within"), access.now.long_lead
    if now is None:
        return MainFigure(title, _("Too few"), _("%(whole)s visits are too few.") % {"whole": access.now.due})
    words = _("From booking to visit, of %(whole)s.") % {"whole": grouped(access.now.due)}
    words = f"{words} {before_words(days_words(access.before.long_lead), access)}".strip()
    return MainFigure(title, upper(days_words(now)), words, "", lists.of(Outcome.DUE))


def promptly(access, lists):
    return of_share(
        _("Answered in one working day"),
        access.now.promptly,
        access.before.promptly,
        fewer_is_better=False,
        address=lists.of_requests(),
        of=_("%(part)s of %(whole)s requests."),
        too_few=_("%(whole)s requests are too few for a share."),
    )


def answer(access, lists):
    title, now = _("Time to an answer"), access.now.answer
    if now is None:
        words = _("%(whole)s answers are too few.") % {"whole": access.now.answered}
        return MainFigure(title, _("Too few"), words)
    words = _("Median of %(whole)s answers, nights included.") % {"whole": grouped(access.now.answered)}
    words = f"{words} {before_words(hours_words(access.before.answer), access)}".strip()
    return MainFigure(title, upper(hours_words(now)), words, "", lists.of_requests())


def offers(access, lists):
    now, before = access.offers
    return of_share(
        _("Offered times taken"),
        now,
        before,
        fewer_is_better=False,
        address=lists.of_offers(),
        of=_("%(part)s of %(whole)s offers of another time."),
        too_few=_("%(whole)s offers of another time are too few for a share."),
    )


def what_stands_out_in_waits(access, lists, *, doctors_of):
    """Return the sentences; ``doctors_of`` the key of a group leads to the waits of its doctors."""
    found = [longest_wait(access, doctors_of), most_late(access, lists), change_of_answers(access, lists)]
    return [sentence for sentence in found if sentence][:MOST]


def longest_wait(access, doctors_of):
    """The specialty, or doctor, with by far the longest wait: twice that of all, and a week longer."""
    overall = access.now.mornings.median
    told = [group for group in access.groups if group.now.mornings.is_told]
    if overall is None or len(told) <= 1 or not access.has_mornings:
        return None
    worst = told[0]
    days = worst.now.mornings.median
    if days is not None and days < max(FAR_LONGER * overall, overall + FAR_LONGER_DAYS):
        return None
    what = _("%(name)s: the longest wait for a new visit, %(days)s.") % {
        "name": worst.name,
        "days": morning_words(worst.now.mornings),
    }
    more = _("Of all: %(days)s.") % {"days": number_of_days(overall)}
    address = doctors_of(worst.key)
    return Sentence(what, more, address, _("See the waits of its doctors") if address else "")


def most_late(access, lists):
    """The specialty, or doctor, that answers the most requests late, where that is clearly more than all do."""
    mean, many = access.now.late.percent, len(access.groups)
    clear = [group for group in access.groups if group.now.late.is_clearly_above(mean, among=many)]
    if not clear or many == 1:
        return None
    worst = max(clear, key=lambda group: group.now.late.percent)
    late = worst.now.late
    told = {"name": worst.name, "percent": tenths(late.percent), "mean": tenths(mean)}
    told |= {"part": grouped(late.part), "whole": grouped(late.whole)}
    address = lists.of_requests(**{"doctor" if access.narrowing.specialty else "specialty": worst.key})
    return Sentence(
        _("%(name)s: most requests not answered within one working day, %(percent)s%%.") % told,
        _("%(part)s of %(whole)s requests; %(mean)s%% of all.") % told,
        address,
        _("See the %(whole)s requests") % told if address else "",
    )


def change_of_answers(access, lists):
    """Whether clearly more or fewer requests were answered in time than in the period before."""
    now, before = access.now.promptly, access.before.promptly
    if not now.clearly_differs_from(before):
        return None
    told = {"percent": tenths(now.percent), "before": tenths(before.percent)}
    told |= {"period": name_of(access.period.before), "part": grouped(now.part), "whole": grouped(now.whole)}
    if now.percent > before.percent:
        what = _("More requests answered in one working day: %(percent)s%%, %(before)s%% in %(period)s.") % told
    else:
        what = _("Fewer requests answered in one working day: %(percent)s%%, %(before)s%% in %(period)s.") % told
    address = lists.of_requests()
    return Sentence(
        what,
        _("%(part)s of %(whole)s requests.") % told,
        address,
        _("See the %(whole)s requests") % told if address else "",
    )
