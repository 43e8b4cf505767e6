"""Import people, clinics and hours from files: send one, see what is in it, have it imported, see how far it is."""

from http import HTTPStatus

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dashboards.forms.importing import ImportFile
from dashboards.importing import templates_of_kinds
from dashboards.importing.kinds import KINDS
from dashboards.importing.policies import MAY_IMPORT
from dashboards.importing.report import report_csv
from dashboards.importing.services.asking import NotNow, ask_for_import, cancel_import, start_import
from dashboards.models import ImportJob
from dashboards.reading.worker_state import standstill
from scheduling.clocks_in_use import zone_of_most_clinics

MOST_SHOWN = 20
FINDINGS_A_PAGE = 100
FORMATS = {
    "csv": (templates_of_kinds.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (templates_of_kinds.as_book, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def refuse_others(user):
    if not user.has_perm(MAY_IMPORT):
        raise PermissionDenied


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request):
    """Show the newest imports and how files must look; POST takes one to be checked."""
    refuse_others(request.user)
    now = timezone.now()
    if request.method == "POST":
        form = ImportFile(request.POST, request.FILES)
        if form.is_valid():
            upload = form.cleaned_data["file"]
            job = ask_for_import(
                kind=form.cleaned_data["kind"],
                invites=form.cleaned_data["invites"] and form.cleaned_data["kind"] == ImportJob.Kind.DOCTORS,
                content=upload.read(),
                file_name=upload.name,
                actor=request.user,
                now=now,
            )
            return redirect("admin:import", pk=job.pk)
    else:
        form = ImportFile(initial={"kind": request.GET.get("kind")})
    context = {
        **admin.site.each_context(request),
        "title": _("Import from a file"),
        "adminform": AdminForm(form, form.fieldsets, {}),
        "errors": form.errors,
        "kinds": [(kind.value, kind.label, KINDS[kind].columns) for kind in ImportJob.Kind],
        "jobs": ImportJob.objects.select_related("by")[:MOST_SHOWN],
        "zone": zone_of_most_clinics(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "admin/imports/list.html", context, status=status)


@require_safe
def import_template(request, kind, suffix):
    """Give out the file to fill in."""
    refuse_others(request.user)
    if kind not in KINDS or suffix not in FORMATS:
        raise Http404
    write, content_type = FORMATS[suffix]
    return attachment(write(kind), f"{kind}.{suffix}", content_type)


@require_http_methods(["GET", "HEAD", "POST"])
def import_job(request, pk):
    """Show what is in a file and how far it is; POST has it imported or calls it off."""
    refuse_others(request.user)
    job = get_object_or_404(ImportJob.objects.select_related("by"), pk=pk)
    now = timezone.now()
    if request.method == "POST":
        step = {"start": start_import, "cancel": cancel_import}.get(request.POST.get("step"))
        if step is None:
            raise Http404
        try:
            step(job=job, actor=request.user, now=now)
        except NotNow as refusal:
            messages.error(request, str(refusal))
        return redirect("admin:import", pk=job.pk)
    zone = zone_of_most_clinics()
    context = {
        **admin.site.each_context(request),
        "title": _("Import: %(kind)s") % {"kind": job.get_kind_display()},
        "job": job,
        "page": Paginator(job.findings.all(), FINDINGS_A_PAGE).get_page(request.GET.get("page")),
        "wrong": standstill(now=now, zone=zone) if job.is_under_way else "",
        "zone": zone,
    }
    return render(request, "admin/imports/job.html", context)


@require_safe
def import_report(request, pk):
    """Give out all that was found in a file, row by row, for the spreadsheet."""
    refuse_others(request.user)
    job = get_object_or_404(ImportJob, pk=pk)
    return attachment(report_csv(job), f"import-{job.pk}.csv", "text/csv; charset=utf-8")


def attachment(content, name, content_type):
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)
