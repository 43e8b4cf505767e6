"""Where somebody is sent who has to sign in first, and where that leads back to."""

from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect


def to_sign_in(request, *, back=None):
    """
    Lead to signing in, and from there back to the page ``request`` came from, or to ``back``.

    A part of a page that a script asks for cannot show a sign-in form: the whole page goes there.
    """
    back = back or page_to_come_back_to(request)
    response = redirect_to_login(back) if back else HttpResponseRedirect(reverse("account_login"))
    return HttpResponseClientRedirect(response.url) if getattr(request, "htmx", False) else response


def page_to_come_back_to(request):
    """
    Return the page the person was looking at; ``""`` where nobody can say.

    What was posted cannot be repeated for them, and its address may take nothing
    but a POST: the page with the form is the one.
    """
    if getattr(request, "htmx", False):
        return request.htmx.current_url_abs_path or ""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    referrer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referrer, allowed_hosts={request.get_host()}):
        return ""
    page = urlsplit(referrer)
    return f"{page.path}?{page.query}" if page.query else page.path
