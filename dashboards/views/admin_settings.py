"""All settings on one page of the administration."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dashboards.reading.all_settings import changeable, elsewhere_for, groups_for, languages


@require_http_methods(["GET", "HEAD", "POST"])
def all_settings(request):
    """Show what is set to whoever may see any row of settings; a POST wants one of the defaults back."""
    groups = groups_for(request.user)
    if not groups:
        raise PermissionDenied
    if request.method == "POST":
        restore(request, request.POST.get("restore", ""))
        return redirect("admin:settings")
    context = {
        **admin.site.each_context(request),
        "title": _("Settings"),
        "groups": groups,
        "elsewhere": elsewhere_for(request.user),
        "languages": languages(),
    }
    return render(request, "admin/settings.html", context)


def restore(request, key):
    """Let the setting ``key`` be as it is where nobody set it, and say what that is, or what stands against it."""
    field = changeable(key, request.user)
    if field is None:
        raise PermissionDenied
    name = capfirst(field.verbose_name)
    try:
        value = admin.site._registry[field.model].restore_default(request, field)
    except ValidationError as refusal:
        messages.error(
            request, _("%(name)s stays as it is: %(why)s") % {"name": name, "why": " ".join(refusal.messages)}
        )
    else:
        messages.success(request, _("%(name)s is as delivered: %(value)s") % {"name": name, "value": value or "-"})
