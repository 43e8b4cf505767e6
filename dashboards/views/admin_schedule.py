"""Whether the schedule is sound: what the last check found, what came before, and another one now."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dashboards.models import DutyRun, ScheduleCheck
from dashboards.reading.worker_state import standstill
from dashboards.services.checking_schedule import DUTY, MOST_NAMED, ask_for_a_check
from scheduling.clocks_in_use import zone_of_most_clinics

MAY_SEE, MAY_RUN = "dashboards.view_schedulecheck", "dashboards.run_schedule_check"
MOST_SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
def schedule_check(request):
    """Show the last checks; POST has the worker check again."""
    if not request.user.has_perm(MAY_SEE):
        raise PermissionDenied
    now = timezone.now()
    if request.method == "POST":
        return check_again(request, now=now)
    checks = list(ScheduleCheck.objects.all()[:MOST_SHOWN])
    zone = zone_of_most_clinics()
    context = {
        **admin.site.each_context(request),
        "title": _("Is the schedule sound?"),
        "last": checks[0] if checks else None,
        "before": checks[1:],
        "findings": [(named(row["rule"]), row["where"]) for row in checks[0].findings] if checks else [],
        "most_named": MOST_NAMED,
        "is_waiting": DutyRun.objects.filter(duty=DUTY, due_at__lte=now).exists(),
        "wrong": standstill(now=now, zone=zone),
        "may_run": request.user.has_perm(MAY_RUN),
        "zone": zone,
    }
    return render(request, "admin/schedule_check.html", context)


def check_again(request, *, now):
    if not request.user.has_perm(MAY_RUN):
        raise PermissionDenied
    if ask_for_a_check(actor=request.user, now=now):
        messages.success(request, _("The worker checks the schedule now. Open this page again in a moment."))
    else:
        messages.error(request, _("No worker has run yet. Start one, and it checks by itself."))
    return redirect("admin:schedule_check")


def named(rule):
    """Return the name of a rule as people read it."""
    return rule.replace("_", " ").capitalize()
