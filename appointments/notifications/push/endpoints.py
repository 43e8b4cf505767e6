"""
Where notifications may be sent: to the push services of browsers, and nowhere else.

A browser tells us the address. Somebody may tell us another one, to have this
server ask what only it can reach.
"""

import re
from urllib.parse import urlsplit

from django.conf import settings

LONGEST = 1000
PLAIN = re.compile(r"[!-~]+")
"""No spaces and no control characters: the address becomes a line of a request."""

THIS_MACHINE = {"127.0.0.1", "localhost"}
"""Over plain HTTP and on any port, for a service of one's own; only where ``PUSH_HOSTS`` names it."""


def is_known_service(endpoint):
    """Return whether ``endpoint`` is an address of a service that ``PUSH_HOSTS`` names."""
    if len(endpoint) > LONGEST or not PLAIN.fullmatch(endpoint):
        return False
    try:
        where = urlsplit(endpoint)
        host, port = where.hostname or "", where.port
    except ValueError:
        return False
    if where.username is not None or where.password is not None or not _is_listed(host):
        return False
    if host in THIS_MACHINE:
        return where.scheme in {"http", "https"}
    return where.scheme == "https" and port in {None, 443}


def _is_listed(host):
    return any(
        host.endswith(name[1:]) and host != name[2:] if name.startswith("*.") else host == name
        for name in settings.PUSH_HOSTS
    )
