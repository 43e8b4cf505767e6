"""Who we are: what an administrator wrote, else what the installation says. The one place that knows."""

from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError

from accounts.models.organisation import OrganisationSettings


@dataclass(frozen=True)
class Organisation:
    name: str
    short_name: str
    help_phone: str
    help_hours: str
    emergency_number: str


DEFAULTS = {
    "name": "SITE_NAME",
    "short_name": "SITE_SHORT_NAME",
    "help_phone": "HELP_PHONE",
    "help_hours": "HELP_HOURS",
    "emergency_number": "EMERGENCY_NUMBER",
}
"""Which setting of the environment stands in for which column that is empty."""


def organisation() -> Organisation:
    """
    Return who we are. One query a minute in each process, or when somebody changed it.

    A page that says the database is away asks, too: then it is as the installation says.
    """
    try:
        row = OrganisationSettings.load()
    except DatabaseError:
        row = OrganisationSettings()
    return Organisation(**{name: getattr(row, name) or default_of(name) for name in DEFAULTS})


def default_of(name: str) -> str:
    """Return what the installation says for a column of ``OrganisationSettings``; empty where it says nothing."""
    return str(getattr(settings, DEFAULTS[name])) if name in DEFAULTS else ""
