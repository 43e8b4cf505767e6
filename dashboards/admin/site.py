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
