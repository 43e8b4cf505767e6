"""Access and waits: for a first visit, from booking to visit, for an answer. Each figure with what it is of."""

from django.shortcuts import render
from django.utils.http import urlencode

from appointments.reading.outcomes import Outcome
from dashboards.analytics.access import access_of
from dashboards.analytics.access_csv import access_csv
from dashboards.analytics.access_figures import wait_figures, what_stands_out_in_waits
from dashboards.analytics.drawing_waits import MOST_SMALL, histogram, small_charts
from dashboards.views.analytics.frame import as_file, asked_of, framed, page_of_figures, question_of, wants_file


@page_of_figures("analytics_access")
def access(request):
    """Show the clinics one may see; ``?format=csv`` is the file of it."""
    question = question_of(request)
    lists, found = question.lists, access_of(question.period, question.narrowing)
    if wants_file(request, question):
        return as_file(access_csv(found), f"access-{question.period.first}-{question.period.last}.csv")

    def doctors_of(key):
        return "" if found.narrowing.specialty else f"?{urlencode(asked_of(request) | {'specialty': key})}"

    charts, longest = small_charts(found, doctors_of) if found.has_mornings else ([], 0)
    context = {
        **framed(request, access, question),
        "found": found,
        "figures": wait_figures(found, lists, third_at="#third-next" if charts else ""),
        "sentences": what_stands_out_in_waits(found, lists, doctors_of=doctors_of),
        "charts": charts,
        "longest": longest,
        "most_charts": MOST_SMALL,
        "bars": histogram(found.now.leads),
        "due_address": lists.of(Outcome.DUE),
        "rows": [row_of(group, found, lists, doctors_of(group.key)) for group in found.groups],
    }
    return render(request, "admin/analytics/access.html", context)


def row_of(group, found, lists, address):
    """Return a group with where its name leads, and where the numbers of its visits and requests do."""
    whose = {"doctor" if found.narrowing.specialty else "specialty": group.key}
    return group, address, lists.of(Outcome.DUE, **whose), lists.of_requests(**whose)
