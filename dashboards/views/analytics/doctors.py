"""Doctors and time: hours offered, used, given back and lost; each doctor leads to their appointments."""

from django.shortcuts import render

from dashboards.analytics.doctors_and_time import doctors_and_time, figures_of, reasons
from dashboards.analytics.doctors_csv import doctors_csv
from dashboards.analytics.drawing import BAR, bars_of
from dashboards.views.analytics.frame import as_file, framed, page_of_figures, question_of, wants_file


@page_of_figures("analytics_doctors")
def doctors(request):
    """Show the clinics one may see; ``?format=csv`` is the file of it."""
    question = question_of(request)
    lists, found = question.lists, doctors_and_time(question.period, question.narrowing)
    if wants_file(request, question):
        return as_file(doctors_csv(found), f"doctors-{question.period.first}-{question.period.last}.csv")
    mean = found.now.used.percent
    bars = bars_of([(row.now.used, row.before.used) for row in found.doctors], mean)
    addresses = [lists.of(doctor=row.doctor.pk) for row in found.doctors]
    context = {
        **framed(request, doctors, question),
        "found": found,
        "mean": mean,
        "figures": figures_of(found, lists),
        "rows": list(zip(found.doctors, bars, addresses, strict=True)),
        "reasons": [(*row, round(BAR * row[2].percent / 100)) for row in reasons(found, lists)],
    }
    return render(request, "admin/analytics/doctors.html", context)
