"""Which clock the reader lives by, where that is known."""

from accounts.time_zones import known_zone
from scheduling import clinic_time

COOKIE = "time_zone"


def reader_zone(request):
    """Return the IANA zone of the reader's account, else of their cookie; empty where neither says."""
    user = getattr(request, "user", None)
    return known_zone(getattr(user, "time_zone", "") or request.COOKIES.get(COOKIE, ""))


def clocks_differ(zone, others, *, at):
    """Say whether clocks in ``zone`` show another time than those of any of ``others`` at the instants ``at``."""
    return any(not clinic_time.same_clock(moment, zone, other) for other in others for moment in at)
