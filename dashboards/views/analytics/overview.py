"""Overview: the figures that matter, each leading to its page, what stands out, and visits each week."""

from dataclasses import replace

from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from dashboards.analytics.access import access_of
from dashboards.analytics.access_csv import overview_csv
from dashboards.analytics.access_figures import promptly, third, what_stands_out_in_waits
from dashboards.analytics.attendance import OUTCOMES, attendance_of
from dashboards.analytics.drawing import columns
from dashboards.analytics.main_figures import main_figures
from dashboards.analytics.standing_out import MOST, what_stands_out
from dashboards.views.analytics.frame import (
    address_of,
    as_file,
    asked_of,
    framed,
    page_of_figures,
    question_of,
    wants_file,
)

FROM_ATTENDANCE = 2
"""So many of the sentences at most are about who came, where something stands out in the waits, too."""


@page_of_figures("analytics_overview")
def overview(request):
    """Show the clinics one may see; ``?format=csv`` is the file of it."""
    question = question_of(request)
    attended = attendance_of(question.period, question.narrowing)
    waits = access_of(question.period, question.narrowing)
    figures = figures_of(request, attended, waits, question.lists)
    if wants_file(request, question):
        name = f"overview-{question.period.first}-{question.period.last}.csv"
        return as_file(overview_csv(question.period, figures, attended.weeks), name)
    context = {
        **framed(request, overview, question),
        "found": attended,
        "is_empty": waits.is_empty and not attended.now.agreed,
        "figures": figures,
        "sentences": sentences_of(request, attended, waits, question.lists),
        "columns": columns(attended.weeks, OUTCOMES),
    }
    return render(request, "admin/analytics/overview.html", context)


def figures_of(request, attended, waits, lists):
    """Return those of attendance and of waits, each with the address of its page about the same days."""
    to_attendance = address_of(request, "analytics_attendance")
    to_waits = address_of(request, "analytics_access")
    figures = [replace(figure, address=to_attendance) for figure in main_figures(attended, lists)]
    if waits.has_mornings:
        figures.append(third(waits, to_waits))
    return [*figures, replace(promptly(waits, lists), address=to_waits)]


def sentences_of(request, attended, waits, lists):
    """Return three at most, both kinds among them where there are both."""

    def doctors_of(key):
        if waits.narrowing.specialty:
            return ""
        return f"{reverse('admin:analytics_access')}?{urlencode(asked_of(request) | {'specialty': key})}"

    of_visits = what_stands_out(attended, lists)
    of_waits = what_stands_out_in_waits(waits, lists, doctors_of=doctors_of)
    return [*of_visits[:FROM_ATTENDANCE], *of_waits, *of_visits[FROM_ATTENDANCE:]][:MOST]
