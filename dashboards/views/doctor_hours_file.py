"""My hours as a file: downloaded, and read back after a look at what would change."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import doctor_required
from appointments.forms.guard import Answer
from dashboards.forms.affected import WhatHappens
from dashboards.forms.hours_file import HoursFile
from dashboards.reading.home_clinic import clinics_worked_at, today_of
from dashboards.reading.hours_file import nameable, rows_of
from dashboards.services.withdrawing import rehearse
from dashboards.views.doctor_frame import doctor_page, posted, status_of
from dashboards.views.doctor_hours import to_week
from dashboards.views.doctor_withdrawing import withdraw_or_ask
from scheduling.hours_file import written
from scheduling.services.hours_in_one_go import RowsRefused, set_hours

MARK = "\ufeff"
"""By it, spreadsheets know that the file is in UTF-8."""


@doctor_required
@require_safe
def export(request):
    """My hours from today on, as a file for spreadsheets."""
    now = timezone.now()
    today = today_of(clinics_worked_at(request.doctor, now=now), now=now)
    return HttpResponse(
        MARK + written(rows_of(doctor=request.doctor, today=today)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="hours-{today:%Y-%m-%d}.csv"',
            "Cache-Control": "no-store",
        },
    )


@doctor_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_hours(request):
    """Read a file of hours; first say what would change, and with ``agreed`` change it."""
    now = timezone.now()
    today = today_of(clinics_worked_at(request.doctor, now=now), now=now)
    form = HoursFile(
        posted(request),
        request.FILES or None,
        today=today,
        initial={"from_date": today},
        **nameable(request.doctor),
    )
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("wanted", "from_date")}

        def change():
            return set_hours(doctor=request.doctor, actor=request.user, now=now, **said)

        try:
            if "agreed" not in request.POST:
                return look_first(request, form, change, now=now)
            return withdraw_or_ask(
                request,
                change=change,
                now=now,
                back_url=reverse("doctor:hours_import"),
                then=lambda: to_week(request, _("Your hours are saved. Patients can book them now.")),
            )
        except RowsRefused as refusal:
            form.name_problems(
                [_("Row %(line)s: %(why)s") % {"line": line, "why": why} for line, why in refusal.refused]
            )
    return doctor_page(request, "doctor/hours_import.html", {"form": form}, now=now, status=status_of(form.is_bound))


def look_first(request, form, change, *, now):
    """Say what the file would change and whom that hits; nothing is saved."""
    changes, hit = rehearse(doctor=request.doctor, change=change, now=now)
    context = {
        "changes": changes,
        "appointments": hit,
        "answers": [Answer.about(appointment) for appointment in hit],
        "choice": WhatHappens(),
        "carried": {
            "text": form.cleaned_data["text"],
            "from_date": f"{form.cleaned_data['from_date']:%Y-%m-%d}",
            "agreed": "yes",
        },
        "from_date": form.cleaned_data["from_date"],
    }
    return doctor_page(request, "doctor/hours_import_check.html", context, now=now)
