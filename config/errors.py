"""The pages people see when something is refused, missing or broken."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template import loader

from dashboards.refusals import write_down_refusal


@login_not_required
def bad_request(request, exception=None):
    return render(request, "errors/400.html", status=400)


@login_not_required
def forbidden(request, exception=None):
    write_down_refusal(request)
    return render(request, "errors/403.html", status=403)


@login_not_required
def not_found(request, exception=None):
    write_down_refusal(request)
    return render(request, "errors/404.html", status=404)


@login_not_required
def csrf_failure(request, reason=""):
    """The form was too old or came from elsewhere. The reason is for logs, not for people."""
    return render(request, "errors/csrf.html", status=403)


@login_not_required
def server_error(request):
    """Rendered without request or context processors: whatever broke may be one of those."""
    return HttpResponseServerError(loader.get_template("errors/500.html").render())
