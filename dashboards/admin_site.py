"""The admin site: the organisation's name, one door for signing in and for passwords, an index by section."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SECTIONS = [
    (
        "appointments",
        _("Appointments"),
        [
            "Appointment",
            "AppointmentEvent",
            "Message",
            "MessageText",
            "BookingDraft",
            "AppointmentSlot",
            "ReminderRule",
            "BookingSettings",
        ],
    ),
    ("accounts", _("People"), ["Patient", "PatientAccess", "HistoryEntry", "Doctor", "Specialty"]),
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
        ["User", "Invitation", "EmailAddress", "Group", "ClinicStaff", "RecordGrant", "AuditEntry", "AuditSeal"],
    ),
    ("dashboards", _("Running"), ["DutyRun"]),
]
"""The index by what people come for, not by package. What is not named here stands in its own package."""


class ClinicAdminSite(AdminSite):
    """
    The one admin site, `django.contrib.admin.site`; named by ``config.apps.ClinicAdminConfig``.

    It stands beside the package `admin`, not in it: whoever registers a model there asks for the
    site, and the site must not wait for that very package.
    """

    site_header = site_title = settings.SITE_NAME
    index_title = _("Administration")

    @login_not_required
    def login(self, request, extra_context=None):
        """Lead to the page everybody signs in on: the admin's own form knows no limits on guessing."""
        return secure_admin_login(super().login)(request, extra_context)

    def password_change(self, request, extra_context=None):
        """Lead to the page everybody changes their password on: its limits and notices hold for administrators too."""
        return redirect("account_change_password")

    def index(self, request, extra_context=None):
        """Show today's figures, what is wrong with the house and what it still lacks, above the lists."""
        from dashboards.reading.desk import desk  # it asks as the lists do, which stand in the packages of admins

        told = {"desk": desk(request.user, now=timezone.now())}
        return super().index(request, told | (extra_context or {}))

    def get_urls(self):
        """Leave out Django's door from a bare key to a page: behind it stands any appointment's reference."""
        from dashboards.views.admin_calls import calls
        from dashboards.views.admin_monitor import monitor

        ours = [
            path("calls/", self.admin_view(calls), name="calls"),
            path("monitor/", self.admin_view(monitor), name="monitor"),
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
