"""The rooms of the administration beside its lists, as the bar at the top of each page names them."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

ROOMS = (
    (_("Monitor"), "monitor", "appointments.view_appointment"),
    (_("Analytics"), "analytics", "dashboards.view_dailymetric"),
    (_("Settings"), "settings", "accounts.view_organisationsettings"),
    (_("Import"), "imports", "dashboards.import_rows"),
)
"""What each is called, the name of its address, and the right it takes."""


@dataclass(frozen=True)
class Room:
    """One link of the bar."""

    words: str
    address: str
    is_current: bool


def rooms_for(request) -> list[Room]:
    """Return the rooms the user may enter. A page below a room's address is in that room."""
    rooms = [(words, reverse(f"admin:{name}")) for words, name, right in ROOMS if request.user.has_perm(right)]
    return [Room(words, address, request.path.startswith(address)) for words, address in rooms]
