"""The monitor: everything that happens today, keeping itself up to date."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appointments.lifecycle import STATES, Status
from dashboards.reading.monitor import monitor_of


@require_safe
def monitor(request):
    """Today's appointments at the clinics I decide about. ``?clinic=`` and ``?status=`` narrow the list."""
    if not request.user.has_perm("appointments.view_appointment"):
        raise PermissionDenied
    now = timezone.now()
    clinic, status = request.GET.get("clinic", ""), request.GET.get("status", "")
    context = {
        **admin.site.each_context(request),
        "title": _("Today, as it happens"),
        "monitor": monitor_of(request.user, now=now, clinic=clinic, status=status),
        "states": [(value, STATES[value].label) for value in Status],
        "clinic": clinic,
        "status": status,
        "now": now,
    }
    return render(request, "admin/monitor.html", context)
