"""The admin site: the organisation's name, one door for signing in and for passwords, an index by section."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.urls import include, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.organisation import organisation
from dashboards.admin_rooms import rooms_for
from dashboards.analytics.pages import pages_for

SECTIONS = [
    (
        "appointments",
        _("Appointments"),
        [
            "Appointment",
            "AppointmentEvent",
            "Message",
            "MessageText",
            "Proposal",
            "BookingDraft",
            "AppointmentSlot",
            "RunningLate",
            "ReminderRule",
            "NoteTemplate",
            "BookingSettings",
        ],
    ),
    (
        "accounts",
        _("People"),
        ["Patient", "PatientAccess", "PatientMerge", "HistoryEntry", "Document", "Measurement", "Doctor", "Specialty"],
    ),
    (
        "scheduling",
        _("Places and time"),
        [
            "Clinic",
            "VisitType",
            "DoctorVisitType",
            "WorkingHours",
            "TimeOff",
            "TimeSlot",
            "DaySupply",
            "SchedulingSettings",
        ],
    ),
    (
        "auth",
        _("Access and audit"),
        [
            "User",
            "Invitation",
            "EmailAddress",
            "Group",
            "ClinicStaff",
            "RecordGrant",
            "EmergencyOpening",
            "SubjectRequest",
            "Tombstone",
            "ListExport",
            "RetentionSettings",
            "AuditEntry",
            "AuditSeal",
        ],
    ),
    (
        "dashboards",
        _("Running"),
        ["OrganisationSettings", "DutyRun", "ImportJob", "DailyMetric", "SearchMetric", "SystemMetric"],
    ),
]
"""The index by what people come for, not by package. What is not named here stands in its own package."""


class ClinicAdminSite(AdminSite):
    """
    The one admin site, `django.contrib.admin.site`; named by ``config.apps.ClinicAdminConfig``.

    It stands beside the package `admin`, not in it: whoever registers a model there asks for the
    site, and the site must not wait for that very package.
    """

    index_title = _("Administration")

    @property
    def site_header(self):
        """The name as it is now, and not as it was when the process began."""
        return organisation().name

    site_title = site_header

    @login_not_required
    def login(self, request, extra_context=None):
        """Lead to the page everybody signs in on: the admin's own form knows no limits on guessing."""
        return secure_admin_login(super().login)(request, extra_context)

    def password_change(self, request, extra_context=None):
        """Lead to the page everybody changes their password on: its limits and notices hold for administrators too."""
        return redirect("account_change_password")

    def each_context(self, request):
        return super().each_context(request) | {"rooms": rooms_for(request)}

    def index(self, request, extra_context=None):
        """Show today's figures, what is wrong with the house and what it still lacks, above the lists."""
        from dashboards.reading.desk import desk  # it asks as the lists do, which stand in the packages of admins

        told = {"desk": desk(request.user, now=timezone.now()), "pages_of_figures": pages_for(request.user)}
        return super().index(request, told | (extra_context or {}))

    def get_urls(self):
        """Leave out Django's door from a bare key to a page: behind it stands any appointment's reference."""
        from dashboards.urls.analytics import analytics_urls
        from dashboards.views.admin_audit import readers, seen
        from dashboards.views.admin_audit_check import audit_check
        from dashboards.views.admin_calls import calls
        from dashboards.views.admin_imports import import_job, import_report, import_template, imports
        from dashboards.views.admin_monitor import monitor
        from dashboards.views.admin_privacy import privacy
        from dashboards.views.admin_roles import roles
        from dashboards.views.admin_running_late import running_late, undo
        from dashboards.views.admin_schedule import schedule_check
        from dashboards.views.admin_settings import all_settings

        ours = [
            path("analytics/", include(analytics_urls(self.admin_view))),
            path("audit/", self.admin_view(audit_check), name="audit_check"),
            path("audit/seen/", self.admin_view(seen), name="audit_seen"),
            path("audit/patient/", self.admin_view(readers), name="audit_readers"),
            path("calls/", self.admin_view(calls), name="calls"),
            path("import/", self.admin_view(imports), name="imports"),
            path("import/template/<slug:kind>.<slug:suffix>", self.admin_view(import_template), name="import_template"),
            path("import/<int:pk>/", self.admin_view(import_job), name="import"),
            path("import/<int:pk>/report.csv", self.admin_view(import_report), name="import_report"),
            path("monitor/", self.admin_view(monitor), name="monitor"),
            path("privacy/", self.admin_view(privacy), name="privacy"),
            path("roles/", self.admin_view(roles), name="roles"),
            path("settings/", self.admin_view(all_settings), name="settings"),
            path("running-late/<int:pk>/", self.admin_view(running_late), name="running_late"),
            path("running-late/<int:pk>/undo/", self.admin_view(undo), name="running_late_undo"),
            path("schedule-check/", self.admin_view(schedule_check), name="schedule_check"),
        ]
        return ours + [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def get_app_list(self, request, app_label=None):
        """Return the models the user may see, by section; for one package, as Django does."""
        packages = super().get_app_list(request, app_label)
        if app_label:
            return packages
        left = {model["object_name"]: (package, model) for package in packages for model in package["models"]}
        sections = []
        for label, name, models in SECTIONS:
            found = [left.pop(model) for model in models if model in left]
            if found:
                package = next((package for package, _model in found if package["app_label"] == label), found[0][0])
                rows = [model for _package, model in found]
                sections.append({**package, "name": name, "app_label": label, "models": rows})
        others = [
            {**package, "models": [model for model in package["models"] if model["object_name"] in left]}
            for package in packages
        ]
        return sections + [package for package in others if package["models"]]
