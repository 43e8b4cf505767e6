"""Whether the house is well at this moment: what waits, who is signed in, how large the database is."""

import datetime as dt
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Count, Min, Q

from accounts.roles import Role
from appointments.notifications.delivering import due
from dashboards.analytics.system import Figures, since
from dashboards.models import DutyRun
from dashboards.reading.database_size import DatabaseSize, database_size
from dashboards.reading.worker_state import runs_of_duties, standstill

A_DAY = dt.timedelta(days=1)
WITHOUT_LIMIT = 30 * 60
"""Seconds somebody counts as signed in after a request, where sessions do not end by themselves."""


@dataclass(frozen=True)
class HouseNow:
    """``waiting`` messages are due and not sent; ``oldest`` is since when. ``signed_in`` counts people by role."""

    last_day: Figures
    waiting: int
    oldest: dt.datetime | None
    signed_in: dict[str, int]
    database: DatabaseSize
    standstill: str
    duties: list[DutyRun]

    @property
    def failing(self):
        return [run for run in self.duties if run.failures]


def house_now(*, now: dt.datetime, zone: str) -> HouseNow:
    """Ask for all of it: eight queries at most, none of which looks at more than what it tells."""
    runs = runs_of_duties()
    waiting = due(now=now).aggregate(number=Count("pk"), oldest=Min("send_after"))
    return HouseNow(
        last_day=since(now - A_DAY),
        waiting=waiting["number"],
        oldest=waiting["oldest"],
        signed_in=signed_in(now=now),
        database=database_size(),
        standstill=standstill(now=now, zone=zone, runs=runs),
        duties=runs,
    )


def signed_in(*, now: dt.datetime) -> dict[str, int]:
    """Return how many people of each role did something before their session would have ended by itself."""
    limits = settings.SESSION_IDLE_SECONDS or {"patient": WITHOUT_LIMIT, "staff": WITHOUT_LIMIT}
    patients, staff = (Q(last_seen_at__gte=now - dt.timedelta(seconds=limits[who])) for who in ("patient", "staff"))
    is_patient = Q(user__role=Role.PATIENT)
    here = UserSession.objects.filter((is_patient & patients) | (~is_patient & staff))
    counts = here.order_by().values_list("user__role").annotate(people=Count("user", distinct=True))
    return dict(counts)
