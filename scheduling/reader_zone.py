"""Which clock the reader lives by, where that is known."""

import zoneinfo
from functools import lru_cache

from scheduling import clinic_time

COOKIE = "time_zone"


def reader_zone(request):
    """Return the IANA zone of the reader's account, else of their cookie; empty where neither says."""
    user = getattr(request, "user", None)
    chosen = getattr(user, "time_zone", "") or request.COOKIES.get(COOKIE, "")
    return chosen if chosen and _exists(chosen) else ""


def clocks_differ(zone, others, *, at):
    """Say whether clocks in ``zone`` show another time than those of any of ``others`` at the instants ``at``."""
    return any(not clinic_time.same_clock(moment, zone, other) for other in others for moment in at)


@lru_cache(maxsize=256)
def _exists(name):
    return name in zoneinfo.available_timezones()
