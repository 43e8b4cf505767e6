"""Where a page leads afterwards, when the address says so: never off this site."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme


def is_ours(url):
    """
    Say whether ``url`` is a page of this site: a path from the root, or an address below ``SITE_URL``.

    Nothing else: Django's ``redirect`` takes a plain word for the name of a page, and fails over it.
    """
    if not url.startswith(("/", f"{settings.SITE_URL}/")):
        return False
    site = urlsplit(settings.SITE_URL)
    return url_has_allowed_host_and_scheme(url, allowed_hosts={site.netloc}, require_https=site.scheme == "https")


def next_url(request, *, otherwise):
    """Return the ``next`` of the form or the address if it is ours, else ``otherwise``."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if wanted and is_ours(wanted) else otherwise
