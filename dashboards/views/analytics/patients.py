"""Patients and growth: who is new, who comes back, how they book, who they are by age."""

from django.shortcuts import render

from dashboards.analytics.drawing import BAR, columns
from dashboards.analytics.patients import figures_of, patients_of
from dashboards.analytics.patients_csv import patients_csv
from dashboards.views.analytics.frame import (
    as_file,
    by_clinic_alone,
    framed,
    page_of_figures,
    question_of,
    wants_file,
)
from scheduling.admin.own_clinics import works_everywhere


@page_of_figures("analytics_patients")
def patients(request):
    """Show those who were booked at the clinics one may see, of which one can be chosen."""
    question = question_of(request)
    narrowing, lists = by_clinic_alone(request, question)
    everywhere = works_everywhere(request.user)
    found = patients_of(question.period, narrowing, zone_name=question.zone, everywhere=everywhere)
    if wants_file(request, question):
        return as_file(patients_csv(found), f"patients-{question.period.first}-{question.period.last}.csv")
    context = {
        **framed(request, patients, question),
        "found": found,
        "figures": figures_of(found, lists),
        "sources": [
            (source.label, share, lists.booked(source=source), round(BAR * share.percent / 100))
            for source, share in found.sources
        ],
        "columns": columns(found.stretches, ("returning_visits", "first_visits")),
    }
    return render(request, "admin/analytics/patients.html", context)
