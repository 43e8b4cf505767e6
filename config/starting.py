"""What a server asks of its database and disk before it opens its door; `serve` and `worker` ask for themselves."""

from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.core.checks import ERROR, Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import connections


def refuse_unfit_database():
    """
    Raise ``ImproperlyConfigured`` where a clinic's own installation is unfit.

    Its database has demo accounts or lacks a rule it must keep; its disk has no place for photos.
    """
    if settings.DEMO_ACCOUNTS_ALLOWED:
        return
    # A thread of its own: uvicorn imports the door inside its event loop, where the database may not be asked.
    with ThreadPoolExecutor(max_workers=1) as thread:
        reasons = thread.submit(_reasons).result()
    if reasons:
        raise ImproperlyConfigured("This installation does not start:\n- " + "\n- ".join(reasons))


def _reasons():
    try:
        found = run_checks(tags=[Tags.database, Tags.files], databases=["default"])
    finally:
        _let_go(connections["default"])
    return [f"{check.msg} {check.hint or ''}".strip() for check in found if check.level >= ERROR]


def _let_go(connection):
    """Leave nothing open: a server that forks after this import would share it among its processes."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
