"""Every address, by who it is for."""

import sys
from importlib.util import find_spec

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from config import health, style_page


def present(prefix, module):
    parent = module.rpartition(".")[0]
    try:
        return [path(prefix, include(module))] if find_spec(parent) and find_spec(module) else []
    except ImportError as missing:
        print(f"config/urls.py leaves out {module}: {missing}", file=sys.stderr)  # noqa: T201
        return []


# Otherwise the admin would keep a sign-in of its own, without rate limits.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("health/", health.live, name="health"),
    path("health/ready/", health.ready, name="health_ready"),
    *present("accounts/", "accounts.urls"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("style/", style_page.style_page, name="style"),
    path("style/<slug:page>/", style_page.style_page, name="style_of"),
    *present("me/", "dashboards.urls.me"),
    *present("doctor/", "dashboards.urls.doctor"),
    *present("", "appointments.urls"),
    *present("", "scheduling.urls"),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
