"""Who may do what in the administration, on one page."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dashboards.reading.who_may_do_what import who_may_do_what


@require_safe
def roles(request):
    """Show what each group may do, to those who see the groups."""
    if not request.user.has_perm("auth.view_group"):
        raise PermissionDenied
    holders, sections = who_may_do_what()
    context = {
        **admin.site.each_context(request),
        "title": _("Who may do what"),
        "holders": holders,
        "sections": sections,
    }
    return render(request, "admin/roles.html", context)
