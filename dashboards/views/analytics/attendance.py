"""Attendance: who came, who did not, who called off. Each figure with what it is of and the list behind it."""

from django.shortcuts import render
from django.utils.http import urlencode

from appointments.reading.outcomes import Outcome
from dashboards.analytics.attendance import OUTCOMES, attendance_of
from dashboards.analytics.attendance_csv import attendance_csv
from dashboards.analytics.drawing import bars, columns, heat
from dashboards.analytics.main_figures import main_figures
from dashboards.analytics.standing_out import what_stands_out
from dashboards.views.analytics.frame import as_file, asked_of, framed, page_of_figures, question_of, wants_file


@page_of_figures("analytics_attendance")
def attendance(request):
    """Show the clinics one may see; ``?format=csv`` is the file of it."""
    question = question_of(request)
    lists, found = question.lists, attendance_of(question.period, question.narrowing)
    if wants_file(request, question):
        return as_file(attendance_csv(found), f"attendance-{question.period.first}-{question.period.last}.csv")
    context = {
        **framed(request, attendance, question),
        "found": found,
        "figures": main_figures(found, lists),
        "sentences": what_stands_out(found, lists),
        "rows": list(zip(found.groups, bars(found.groups, found.mean), *ways(request, found, lists), strict=True)),
        "heat": heat(found.hours, found.mean, lambda when: lists.of(Outcome.MISSED, start=when)),
        "columns": columns(found.weeks, OUTCOMES),
    }
    return render(request, "admin/analytics/attendance.html", context)


def ways(request, found, lists):
    """Return where each name leads, a specialty to its doctors, and where the number of its missed visits does."""
    if found.narrowing.specialty:
        return [""] * len(found.groups), [lists.of(Outcome.MISSED, doctor=group.key) for group in found.groups]
    doctors = [f"?{urlencode(asked_of(request) | {'specialty': group.key})}" for group in found.groups]
    return doctors, [lists.of(Outcome.MISSED, specialty=group.key) for group in found.groups]
