"""The addresses of the pages of figures, below ``/admin/analytics/``."""

from django.urls import path

from dashboards.views.analytics.access import access
from dashboards.views.analytics.attendance import attendance
from dashboards.views.analytics.doctors import doctors
from dashboards.views.analytics.frame import analytics
from dashboards.views.analytics.messages import messages
from dashboards.views.analytics.overview import overview
from dashboards.views.analytics.patients import patients
from dashboards.views.analytics.searches import searches
from dashboards.views.analytics.system import system


def analytics_urls(guard):
    """Return them, each view behind ``guard``, the door of the admin."""
    return [
        path("", guard(analytics), name="analytics"),
        path("overview/", guard(overview), name="analytics_overview"),
        path("attendance/", guard(attendance), name="analytics_attendance"),
        path("access/", guard(access), name="analytics_access"),
        path("doctors/", guard(doctors), name="analytics_doctors"),
        path("messages/", guard(messages), name="analytics_messages"),
        path("searches/", guard(searches), name="analytics_searches"),
        path("system/", guard(system), name="analytics_system"),
        path("patients/", guard(patients), name="analytics_patients"),
    ]
