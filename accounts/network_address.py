"""Where a request came from, as far as that can be believed."""

import ipaddress

from django.conf import settings


def client_address(request):
    """
    Return the address of the browser, or ``""`` where the server does not know it.

    ``X-Forwarded-For`` is something anyone can send: only the entries our own
    proxies appended are believed, counted from the right by
    ``TRUSTED_PROXY_COUNT``. A shorter list did not pass through them all, so
    the address of the connection itself counts.
    """
    trusted = settings.TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    seen = hops[-trusted] if 0 < trusted <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(seen))
    except ValueError:
        return ""
