"""Where a request came from, as far as that can be believed."""

import ipaddress

from django.conf import settings

UNKNOWN_ADDRESS = "0.0.0.0"  # noqa: S104 - for lists that must hold an address; nothing listens there


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
        address = ipaddress.ip_address(without_port(seen))
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


def counted_address(request):
    """
    Return what limits per address count by: where one household or machine ends, as far as an address tells.

    Of IPv6 that is the /64 everybody gets whole. Those whose address is not
    known share one that nobody has, so that not being known is no way around
    a limit.
    """
    known = client_address(request)
    if not known:
        return UNKNOWN_ADDRESS
    address = ipaddress.ip_address(known)
    if address.version == 4:
        return known
    return str(ipaddress.IPv6Network((int(address), 64), strict=False).network_address)


def without_port(hop):
    """Return the address in ``192.0.2.1:443`` and ``[2001:db8::1]:443``, as some proxies write their clients."""
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop
