"""What was searched for, in words: the main figures, what stands out, the tables of the page and of its file."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dashboards.analytics.main_figures import MainFigure, growth, of_share
from dashboards.analytics.number_words import grouped, tenths
from dashboards.analytics.periods import name_of
from dashboards.analytics.standing_out import MOST, Sentence
from dashboards.analytics.tables import Table


def figures_of(found):
    """Return how many there were, how many a day, and how many found nobody; each leads to its table."""
    now, before, period = found.all.now, found.all.before, found.period
    return [
        MainFigure(
            _("Searches"), grouped(now.whole), growth(now.whole, before.whole, name_of(period.before)), "", "#days"
        ),
        MainFigure(
            _("Searches a day"),
            tenths(now.whole / period.days),
            _("%(number)s a day in %(period)s.")
            % {"number": tenths(before.whole / period.before.days), "period": name_of(period.before)},
            "",
            "#days",
        ),
        of_share(
            _("Without a result"), now, before, fewer_is_better=True, address="#specialties",
            too_few=_("%(whole)s searches are too few for a share."),
        ),
    ]  # fmt: skip


def what_stands_out(found):
    """Return what chance does not explain, three sentences at most."""
    sentences = [change(found)]
    for key, groups in (("specialties", found.specialties), ("places", found.places), ("wishes", found.wishes)):
        sentences.append(most_in_vain(found, groups, key))
    return [sentence for sentence in sentences if sentence][:MOST]


def change(found):
    """Whether clearly more or fewer found nobody than before."""
    now, before = found.all.now, found.all.before
    if not now.clearly_differs_from(before):
        return None
    words = {
        "percent": tenths(now.percent), "before": tenths(before.percent), "period": name_of(found.period.before),
    }  # fmt: skip
    if now.percent > before.percent:
        what = _("More searches in vain than before: %(percent)s%%, %(before)s%% in %(period)s.") % words
    else:
        what = _("Fewer searches in vain than before: %(percent)s%%, %(before)s%% in %(period)s.") % words
    return Sentence(what, of_what(now), "#days", _("See the days"))


def most_in_vain(found, groups, key):
    """The group with the largest share in vain, where that is clearly above all."""
    mean = found.all.now.percent
    clear = [group for group in groups if group.now.is_clearly_above(mean, among=len(groups))]
    if not clear:
        return None
    worst = max(clear, key=lambda group: group.now.percent)
    what = _("%(name)s: most often in vain, %(percent)s%%; %(mean)s%% of all.") % {
        "name": worst.name, "percent": tenths(worst.now.percent), "mean": tenths(mean),
    }  # fmt: skip
    return Sentence(what, of_what(worst.now), f"#{key}", _("See the table"))


def of_what(share):
    return _("%(part)s of %(whole)s searches found nobody.") % {
        "part": grouped(share.part),
        "whole": grouped(share.whole),
    }


def days_table(found):
    """Return the table beside the chart."""
    first = _("Week of") if found.by_week else _("Day")
    rows = []
    for stretch in found.stretches:
        told, in_vain = stretch.counts.numbers["found"], stretch.counts.numbers["in_vain"]
        rows.append([date_format(stretch.monday, "j M Y"), told + in_vain, in_vain])
    return Table("days", _("Searches"), [first, _("Searches"), _("Without a result")], rows)


def tables_of(found):
    """Return the tables below the chart; those without a row are left out."""
    columns = [
        _("Searches"), _("Without a result"), _("Share, %"), _("Likely from, %"), _("Likely to, %"),
        _("Searches before"), _("Share before, %"),
    ]  # fmt: skip
    tables = [
        Table("specialties", _("By specialty"), [_("Specialty"), *columns], rows_of([*found.specialties, found.all])),
        Table("places", _("By place"), [_("Place"), *columns], rows_of([*found.places, found.all])),
        Table(
            "wishes", _("By what else was asked for"), [_("Asked for"), *columns], rows_of(found.wishes),
            _("A search that asked for two of these counts for both."),
        ),
        Table(
            "words", _("Words that found nobody"), [_("Words"), _("Searches")],
            [[words, number] for words, number in found.words],
            _("Words at least ten searches had. Words that occur in anybody's name are never kept."),
        ),
    ]  # fmt: skip
    return [table for table in tables if table.rows]


def rows_of(groups):
    return [[group.name, group.now.whole, *share_cells(group.now), *before_cells(group.before)] for group in groups]


def share_cells(share):
    """Return how many found nobody, the share and its likely range; a word where there are too few."""
    if not share.is_told:
        return [_("too few"), "", "", ""]
    return [share.part, share.percent, share.low, share.high]


def before_cells(share):
    return [share.whole, share.percent if share.is_told else ""]
