"""Which clock the reader lives by, where that is known."""

from accounts.preferences import time_zone_of_browser
from accounts.time_zones import known_zone
from scheduling import clinic_time


def reader_zone(request):
    """Return the IANA zone of the reader's account, else of their browser; empty where neither says."""
    return known_zone(getattr(request.user, "time_zone", "")) or time_zone_of_browser(request)


def clocks_differ(zone, others, *, at):
    """Say whether clocks in ``zone`` show another time than those of any of ``others`` at the instants ``at``."""
    return any(not clinic_time.same_clock(moment, zone, other) for other in others for moment in at)
