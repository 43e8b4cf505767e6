"""Every address, by who it is for."""

from django.contrib import admin
from django.urls import include, path

from config import health
from config.style_page import style_page

urlpatterns = [
    path("health/", health.live, name="health"),
    path("health/ready/", health.ready, name="health_ready"),
    path("style/", style_page, name="style"),
    path("style/<slug:page>/", style_page, name="style_of"),
    # Ours first: allauth has pages of the same names.
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("me/", include("dashboards.urls.me")),
    path("doctor/", include("dashboards.urls.doctor")),
    path("events/", include("dashboards.urls.live")),
    path("", include("appointments.urls")),
    path("", include("scheduling.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
