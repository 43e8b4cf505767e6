"""Reminders planned by several programs at once, on clocks that differ; run on the database of an ``Installation``."""

import datetime as dt
import time

from django.db.models import Count
from django.utils import timezone

from appointments.models import Message
from appointments.notifications.reminders import plan_reminders
from scheduling.clinic_time import first_instant, local_date
from tests.appointments.notifications.confirmed import confirmed
from tests.appointments.notifications.outbox_of_thousands import no_duty_for_an_hour
from tests.factories import ClinicFactory, PatientFactory

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
ZONE = "Europe/London"


def at_noon():
    """Return noon of today: no hour of the night, and an hour before it is none either."""
    return first_instant(local_date(timezone.now(), ZONE), dt.time(12), ZONE)


def arrange(patients):
    """Make ``patients`` who come twice tomorrow, at half past eleven and at three."""
    no_duty_for_an_hour()
    clinic, noon = ClinicFactory(time_zone=ZONE), at_noon()
    for _number in range(patients):
        patient = PatientFactory()
        for later in (-HOUR / 2, 3 * HOUR):
            confirmed(starts_at=noon + DAY + later, clinic=clinic, patient=patient)


def plan(rounds, *, begin):
    """Plan ``rounds`` times from the instant ``begin`` (seconds since 1970) on; the clock is set back and forth."""
    noon = at_noon()
    time.sleep(max(0, begin - time.time()))
    return sum(plan_reminders(now=noon - HOUR * (number % 2)) for number in range(rounds))


def told():
    """Return how many mails there are, the most for one address, and how many rows stand beside them."""
    mails = Message.objects.filter(kind="reminder_day", channel="email")
    most = mails.filter(status="queued").values("address").annotate(count=Count("pk")).order_by("-count").first()
    return [mails.filter(status="queued").count(), most["count"], mails.filter(told_in__isnull=False).count()]
