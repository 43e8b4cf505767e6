"""What the results page says: the heading, the line under it, the search in short, and what to do when nothing fits."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scheduling.forms.search import Span
from scheduling.models import Mode
from scheduling.search.facets import Facets
from scheduling.search.finding import choose, find
from scheduling.search.typed_words import specialty_label
from scheduling.time_words import short_day, zone_place


@dataclass(frozen=True)
class OtherSearch:
    """A search near the one that found nothing, with the number of doctors it finds."""

    label: str
    count: int
    url: str

    @property
    def count_words(self):
        return ngettext("%(count)s doctor", "%(count)s doctors", self.count) % {"count": self.count}


def doctors_called(results, count):
    """Return what ``count`` of the doctors asked for are called: ``skin doctors``, ``doctor``."""
    specialty = results.filter.specialty_meant
    if specialty is not None:
        return specialty.plain_name if count == 1 else specialty.plain_name_plural
    return ngettext("doctor", "doctors", count)


def place_called(results):
    """Return the town asked for, as it is written; nothing where none was."""
    typed = results.filter.answer("city") or ""
    found = {clinic.city for clinic in results.filter.near}
    return found.pop() if typed and len(found) == 1 else typed


def heading(results):
    """Return ``9 skin doctors near Oakford``."""
    if not results.count:
        return _nothing(results)
    words = _parts(results, results.count)
    if words["place"] and words["words"]:
        return _("%(count)s %(doctors)s for “%(words)s” near %(place)s") % words
    if words["place"]:
        return _("%(count)s %(doctors)s near %(place)s") % words
    if words["words"]:
        return _("%(count)s %(doctors)s for “%(words)s”") % words
    return _("%(count)s %(doctors)s") % words


def lead(results):
    """Return ``Choose a time to book. All times are Oakford time.``"""
    if not results.count:
        return ""
    if not results.tells_clock:
        return _("Choose a time to book.")
    own = results.on_own_clock
    if own and not results.on_clinics_clock:
        return _("Choose a time to book. All times are your time (%(place)s).") % {"place": zone_place(results.zone)}
    if own and results.clock_place:
        return _("Choose a time to book. At a clinic, times are %(place)s time.") % {"place": results.clock_place}
    if own:
        return _("Choose a time to book. Beside each doctor we say whose time it is.")
    if results.clock_place:
        return _("Choose a time to book. All times are %(place)s time.") % {"place": results.clock_place}
    return _("Choose a time to book. Times are on the clock of each clinic.")


def looked_for(results):
    """Return the search in short for phones: ``Skin doctor``, ``Oakford, any day``."""
    specialty = results.filter.specialty_meant
    what = specialty.plain_name if specialty is not None else results.filter.words or _("Any doctor")
    where = place_called(results) or _("anywhere")
    return f"{what[:1].upper()}{what[1:]}", _("%(place)s, %(when)s") % {"place": where, "when": when_words(results)}


def what_field(results):
    """Return what the first search field shows."""
    specialty = results.filter.specialty_meant
    if specialty is not None and not results.filter.words:
        return specialty_label(specialty)
    return results.data.get("q", "")[:100]


def when_words(results):
    """Return ``any day``, ``this week`` or ``Wed 25 Nov``, within a sentence."""
    when = results.filter.when
    if when is None:
        return _("any day")
    if when.date is not None:
        return short_day(when.date)
    return str(Span(when.span).label).lower()


def other_searches(results):
    """
    Return the searches near this one that find somebody; at most two queries.

    Asked only when nothing was found: fewer filters, video, another day, all towns.
    """
    wish = results.wish
    open_wish = replace(wish, parts=frozenset(), modes=frozenset(), languages=frozenset(), genders=frozenset())
    open_wish = replace(open_wish, sees_children=False)
    found = []
    if results.chosen_count:
        fitting = Facets(results.rows, open_wish, languages=results.spoken).fitting
        found.append(OtherSearch(_("Without filters"), _doctors(fitting), results.url_without_filters()))
    if wish.modes and Mode.VIDEO not in wish.modes:
        url = results.url(mode=Mode.VIDEO.value)
        found.append(OtherSearch(_("Video visits"), results.facets.count("mode", Mode.VIDEO.value), url))
    if wish.days is not None:
        found.append(OtherSearch(_("Any day"), _count(results, replace(wish, days=None)), results.url(date=None)))
    if not wish.all_clinics and results.filter.answer("city"):
        everywhere = replace(
            wish, clinics=tuple(results.filter.clinics), all_clinics=not results.filter.has_closed_clinics
        )
        everywhere = replace(everywhere, days=results.filter.days_at(everywhere.clinics, now=results.now))
        found.append(OtherSearch(_("All towns"), _count(results, everywhere), results.url(city=None)))
    return [search for search in found if search.count]


def towns(results):
    """Return (town, address of this search there) of every town with a clinic."""
    names = sorted({clinic.city for clinic in results.filter.clinics})
    return [(name, results.url(city=name)) for name in names]


def _parts(results, count):
    return {
        "count": count,
        "doctors": doctors_called(results, count),
        "place": place_called(results),
        "words": results.filter.words,
    }


def _nothing(results):
    words = _parts(results, 1) | {"when": _on(results)}
    if not results.filter.near:
        return _("We have no clinic near %(place)s") % words
    if not results.rows and words["words"]:
        return _("We found no doctor for “%(words)s”") % words
    if results.chosen_count and results.facets.any_time:
        return _("No %(doctors)s fits these filters") % words
    if words["place"]:
        return _("No %(doctors)s near %(place)s has free times%(when)s") % words
    return _("No %(doctors)s has free times%(when)s") % words


def _on(results):
    """Return `` on Wed 25 Nov`` or `` this week``, nothing for any day."""
    when = results.filter.when
    if when is None:
        return ""
    return _(" on %(day)s") % {"day": when_words(results)} if when.date is not None else f" {when_words(results)}"


def _count(results, wish):
    facets = Facets(find(wish, now=results.now), wish, languages=results.spoken)
    return len(choose(facets.fitting, wish, now=results.now))


def _doctors(rows):
    return len({row.doctor for row in rows})
