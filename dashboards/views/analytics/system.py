"""System: whether the house is well, and if not, what is slow or fails."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from dashboards.analytics.drawing import chart_of_days
from dashboards.analytics.system import failed_of_a_thousand, most_in_milliseconds, system_of, weeks_of
from dashboards.analytics.system_csv import system_csv
from dashboards.analytics.system_words import figures_now, figures_of_days, rows_of_duties, what_is_wrong
from dashboards.reading.house_now import house_now
from dashboards.views.analytics.frame import as_file, asked_of, framed, page_of_figures, question_of, wants_file


@page_of_figures("analytics_system")
def system(request):
    """Show how the system does now and did in the days asked for; ``?format=csv`` is the file of it."""
    question, now = question_of(request), timezone.now()
    found = system_of(question.period, question.zone, request.GET.get("of", ""))
    house = house_now(now=now, zone=question.zone)
    jobs = address_of(request, "dashboards.view_dutyrun", "admin:dashboards_dutyrun_changelist")
    messages = address_of(request, "appointments.view_message", "admin:appointments_message_changelist")
    figures = figures_now(house, now=now, duties=jobs, messages=messages and f"{messages}?status__exact=queued")
    of_days, duties = figures_of_days(found), rows_of_duties(house, found, zone=question.zone)
    if wants_file(request, question):
        file = system_csv(found, house, now=figures, of_days=of_days, duties=duties)
        return as_file(file, f"system-{question.period.first}-{question.period.last}.csv")
    context = {
        **framed(request, system, question),
        "counted_at": "",
        "found": found,
        "rows": [(row, way_to_days(request, row)) for row in found.pages],
        "all_pages": f"?{urlencode({name: value for name, value in asked_of(request).items() if name != 'of'})}",
        "house": house,
        "sentences": what_is_wrong(house, found, duties=jobs),
        "figures": figures,
        "of_days": of_days,
        "quickness": chart_of_days(weeks_of(found.stretches, most_in_milliseconds), ("most",)),
        "failures": chart_of_days(weeks_of(found.stretches, failed_of_a_thousand), ("failed",)),
        "duties": duties,
        "duties_address": jobs,
    }
    return render(request, "admin/analytics/system.html", context)


def way_to_days(request, row):
    """Return the address of the days of one page; none for the addresses that lead nowhere, which are not one."""
    return f"?{urlencode(asked_of(request) | {'of': row.name})}#days-title" if row.name else ""


def address_of(request, right, name):
    """Return the address of a list, empty for whoever may not open it."""
    return reverse(name) if request.user.has_perm(right) else ""
