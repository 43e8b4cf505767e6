"""What every page of figures has: who may see it, what it is about, the way to the other pages, its file."""

from dataclasses import dataclass, replace
from functools import wraps

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from dashboards.analytics.lists import Lists
from dashboards.analytics.narrowing import Narrowing
from dashboards.analytics.pages import PAGES, pages_for
from dashboards.analytics.periods import Kind, Period, name_of
from dashboards.forms.analytics import WhatToShow
from dashboards.reading.worker_state import last_end_of
from scheduling.admin.moments import named_moment
from scheduling.admin.own_clinics import clinics_of
from scheduling.clinic_time import local_date
from scheduling.clocks_in_use import zone_of_most_clinics


@require_safe
def analytics(request):
    """Lead to the first page of figures the reader may open."""
    pages = pages_for(request.user)
    if not pages:
        raise PermissionDenied
    return redirect(pages[0].url_name)


def page_of_figures(name):
    """Let a view show the page of figures ``name`` (of ``PAGES``) to whoever may see it; its URL carries that name."""
    page = next(page for page in PAGES if page.name == name)

    def decorate(view):
        @require_safe
        @wraps(view)
        def guarded(request):
            if not request.user.has_perm(page.may):
                raise PermissionDenied
            return view(request)

        guarded.page = page
        return guarded

    return decorate


@dataclass(frozen=True)
class Question:
    """What the address asks for: the days, what of them, and the lists behind the figures."""

    form: WhatToShow
    period: Period
    narrowing: Narrowing
    lists: Lists
    zone: str


def question_of(request):
    """Read the address. What is wrong with it stands in the form; the period is then the last month."""
    zone = zone_of_most_clinics()
    clinics = clinics_of(request.user).order_by("name", "pk")
    form = WhatToShow(request.GET, clinics=clinics, today=local_date(timezone.now(), zone))
    period = form.chosen_period
    narrowing = Narrowing(clinics, form.chosen("clinic"), form.chosen("specialty"), form.chosen("visit_type"))
    return Question(form, period, narrowing, Lists(request.user, period=period, narrowing=narrowing), zone)


def by_clinic_alone(request, question):
    """Return the narrowing and the lists of a page whose figures are of no specialty and no kind of visit."""
    narrowing = replace(question.narrowing, specialty=None, visit_type=None)
    return narrowing, Lists(request.user, period=question.period, narrowing=narrowing)


def framed(request, view, question):
    """Return the context that ``admin/analytics/frame.html`` needs for the page of ``view``."""
    return {
        **admin.site.each_context(request),
        "title": view.page.title,
        "pages": [(page, way_to(request, page), page == view.page) for page in pages_for(request.user)],
        "form": question.form,
        "days": question.period.words,
        "compared_with": name_of(question.period.before),
        "periods": period_links(request, question.period),
        "asks_for_dates": question.form["period"].value() == Kind.DATES,
        "csv": f"?{urlencode(asked_of(request) | {'format': 'csv'})}",
        "counted_at": counted_at(question.zone),
    }


def wants_file(request, question):
    """Say whether the page is asked for as a file; a question with something wrong in it is answered as a page."""
    return request.GET.get("format") == "csv" and question.form.is_valid()


def asked_of(request):
    """Return what the address asks for, without what is empty."""
    return {name: value for name, value in request.GET.items() if value and name != "format"}


def way_to(request, page):
    """Return the address of another page of figures, about the same days and the same part of the clinic."""
    return address_of(request, page.name)


def address_of(request, name):
    """Return the same of the page ``name``."""
    asked = urlencode(asked_of(request))
    return f"{reverse(f'admin:{name}')}{'?' if asked else ''}{asked}"


def period_links(request, period):
    """Return ``(words, address, whether it is shown)`` for each kind of period; the rest of the question stays."""
    asked = {name: value for name, value in asked_of(request).items() if name not in {"period", "first", "last"}}
    links = []
    for kind in Kind:
        dates = {"first": period.first, "last": period.last} if kind == Kind.DATES else {}
        links.append((kind.label, f"?{urlencode(asked | {'period': kind} | dates)}", kind == period.kind))
    return links


def counted_at(zone):
    """Return when the figures were counted last, in words; ``""`` before the first time."""
    ended = last_end_of("roll_up_metrics")
    return named_moment(ended, zone) if ended else ""


def as_file(content, name):
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
