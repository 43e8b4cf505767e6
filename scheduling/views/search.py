"""The search: home, results, and the filters as a page of their own for phones."""

from urllib.parse import quote, unquote, urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import Specialty
from scheduling.forms.search import Span
from scheduling.models import Clinic
from scheduling.reader_zone import reader_zone
from scheduling.search import results_words
from scheduling.search.asked import asked_of
from scheduling.search.finding import Sort
from scheduling.search.results import OF_THE_LIST, Results
from scheduling.search.typed_words import specialty_label
from scheduling.signals import doctors_searched, front_page_opened
from scheduling.views.fragments import wants_part

TOWN_COOKIE = "town"
TOWN_KEPT = 90 * 24 * 60 * 60
MOST_CHARACTERS = 100


@login_not_required
@require_safe
def home(request):
    """Find a doctor: the two search fields and the specialties in plain words."""
    specialties = list(Specialty.objects.filter(is_active=True))
    town = request.GET.get("city", unquote(request.COOKIES.get(TOWN_COOKIE, "")))
    context = {
        "specialties": specialties,
        "suggestions": [specialty_label(specialty) for specialty in specialties],
        "towns": sorted(set(Clinic.objects.filter(is_active=True).values_list("city", flat=True))),
        "what": request.GET.get("q", "")[:MOST_CHARACTERS],
        "town": town[:MOST_CHARACTERS],
    }
    return render(request, "scheduling/home.html", context | added_from_above(request))


def added_from_above(request):
    """Return what other apps know of who is signed in, for the front page."""
    if not request.user.is_authenticated:
        return {}
    added = {}
    for _receiver, more in front_page_opened.send(sender=None, request=request, now=timezone.now()):
        added |= more
    return added


@login_not_required
@require_safe
def results(request):
    """Doctors who fit, each with the next free times."""
    found = Results(request.GET, now=timezone.now(), zone=reader_zone(request))
    is_more = wants_part(request) and request.htmx.target == "results"
    context = results_context(found) | {"cards": found.cards(focus_first=is_more)}
    if not found.count:
        context |= nothing_context(found)
    response = render(request, f"scheduling/results.html{fragment(request, is_more)}", context)
    remember_town(request, response, found)
    tell_of(found, request)
    return response


@login_not_required
@require_safe
def filters(request):
    """The filters of a search as a page, for phones."""
    found = Results(request.GET, now=timezone.now(), zone=reader_zone(request))
    results_url = reverse("scheduling:results")
    addresses = {"back_url": f"{results_url}{found.url()}", "clear_url": f"{results_url}{found.url_without_filters()}"}
    return render(request, "scheduling/filters.html", results_context(found) | addresses)


def tell_of(found, request):
    """Tell the apps above what was searched: once, not again for its next pages, or one doctor's other way to meet."""
    if request.method == "GET" and not any(name in request.GET for name in OF_THE_LIST):
        doctors_searched.send(sender=None, asked=asked_of(found))


def fragment(request, is_more):
    if not wants_part(request):
        return ""
    return "#more" if is_more else "#changed"


def results_context(found):
    """What the search bar, the filters and the head of the results print."""
    what, where_and_when = results_words.looked_for(found)
    fields = {"q": results_words.what_field(found), "city": results_words.place_called(found)}
    return {
        "results": found,
        "form": found.form,
        "heading": results_words.heading(found),
        "lead": results_words.lead(found),
        "looked_for": what,
        "looked_where": where_and_when,
        "change_url": f"{reverse('scheduling:home')}?{urlencode(fields)}",
        "filters_url": f"{reverse('scheduling:filters')}{found.url()}",
        "results_url": reverse("scheduling:results"),
        "what": fields["q"],
        "town": fields["city"],
        "days": day_choices(found),
        "sorts": [(sort.value, sort.label, sort == found.wish.sort) for sort in Sort],
        "suggestions": [specialty_label(specialty) for specialty in found.specialties],
        "towns": sorted({clinic.city for clinic in found.filter.clinics}),
        "hidden_for_filters": hidden_for_filters(found),
        "hidden_for_search": found.hidden("q", "specialty", "city", "date"),
        "show_more": ngettext("Show the next doctor", "Show the next %(count)s doctors", found.next_count)
        % {"count": found.next_count},
    }


def nothing_context(found):
    """What a page without results offers instead."""
    return {
        "other_searches": results_words.other_searches(found),
        "other_towns": results_words.towns(found),
        "without_times": found.doctors_without_times(),
        "specialties": [] if found.rows else found.specialties,
    }


def day_choices(found):
    """Return (value, label, chosen) of the days to choose from; a date of the address is one of them."""
    when = found.filter.when
    choices = [(span.value, span.label, when is not None and when.span == span) for span in Span]
    if when is not None and when.date is not None:
        choices.append((str(when), results_words.when_words(found), True))
    return choices


def hidden_for_filters(found):
    """The filters carry the search along, but not themselves."""
    return found.hidden("mode", "time", "language", "gender", "children", "access", "sort")


def remember_town(request, response, found):
    """
    Keep the town in a cookie for the next search; an emptied field forgets it.

    Quoted: a header is ASCII, and towns are called Gdańsk.
    """
    typed = (found.filter.answer("city") or "").strip()
    if typed and found.filter.near:
        response.set_cookie(
            TOWN_COOKIE,
            quote(results_words.place_called(found)),
            max_age=TOWN_KEPT,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    elif "city" in request.GET and not typed and TOWN_COOKIE in request.COOKIES:
        response.delete_cookie(TOWN_COOKIE, samesite="Lax")
