"""The admin site: the organisation's name, a way back to its pages, one door for passwords."""

from django.conf import settings
from django.contrib import admin
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

admin.site.site_header = settings.SITE_NAME
admin.site.site_title = settings.SITE_NAME
admin.site.index_title = _("Administration")
admin.site.site_url = "/"
admin.site.empty_value_display = "-"


def password_change(request, extra_context=None):
    """Lead to the page everybody changes their password on: its limits and notices hold for administrators too."""
    return redirect("account_change_password")


admin.site.password_change = password_change  # type: ignore[method-assign]


SECTIONS = [
    (
        "appointments",
        _("Appointments"),
        ["Appointment", "AppointmentEvent", "Message", "BookingDraft", "AppointmentSlot", "BookingSettings"],
    ),
    ("accounts", _("People"), ["Patient", "PatientAccess", "Doctor", "Specialty"]),
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
    ("auth", _("Access"), ["User", "Invitation", "EmailAddress", "Group", "ClinicStaff"]),
    ("dashboards", _("Running"), ["DutyRun"]),
]
"""The index by what people come for, not by package. What is not named here stands in its own package."""

by_package = admin.site.get_app_list


def by_section(request, app_label=None):
    """Return the models the user may see, by section; for one package, as Django does."""
    packages = by_package(request, app_label)
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


admin.site.get_app_list = by_section  # type: ignore[method-assign]
