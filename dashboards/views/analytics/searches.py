"""Searches: what people look for on the page of results, and what they look for in vain."""

from django.shortcuts import render

from dashboards.analytics.drawing import chart_of_days
from dashboards.analytics.searches import searches_of
from dashboards.analytics.searches_words import days_table, figures_of, tables_of, what_stands_out
from dashboards.analytics.tables import as_csv
from dashboards.views.analytics.frame import as_file, framed, page_of_figures, question_of, wants_file


@page_of_figures("analytics_searches")
def searches(request):
    """Show the searches of all clinics, for a search belongs to none; ``?format=csv`` is the file of the tables."""
    question = question_of(request)
    period = question.period
    found = searches_of(period, question.zone)
    days, tables = days_table(found), tables_of(found)
    if wants_file(request, question):
        return as_file(as_csv(period.words, [days, *tables]), f"searches-{period.first}-{period.last}.csv")
    context = {
        **framed(request, searches, question),
        "counted_at": "",
        "found": found,
        "figures": figures_of(found),
        "sentences": what_stands_out(found),
        "chart": chart_of_days(found.stretches, ("found", "in_vain")),
        "days_table": days,
        "tables": tables,
    }
    return render(request, "admin/analytics/searches.html", context)
