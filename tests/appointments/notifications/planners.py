"""Reminders planned by several programs at once, on clocks that differ; run on the database of an ``Installation``."""

import datetime as dt
import time

from django.db.models import Count
from django.utils import timezone

from appointments.models import Message
from appointments.notifications.reminders import plan_reminders
from scheduling.clinic_time import first_instant, local_date
from scheduling.models import Clinic
from tests.appointments.notifications.confirmed import confirmed
from tests.appointments.notifications.outbox_of_thousands import no_duty_for_an_hour
from tests.factories import ClinicFactory, PatientFactory

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def zone_past_noon():
    """Return a zone where it is between noon and one: the workers' clock is the real one, at whatever hour."""
    ahead = 12 - timezone.now().astimezone(dt.UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"  # POSIX counts these to the west


def noon_in(zone):
    """Return noon of today there: no hour of the night, and an hour before it is none either."""
    return first_instant(local_date(timezone.now(), zone), dt.time(12), zone)


def arrange(patients):
    """Make ``patients`` who come twice tomorrow, at half past eleven and at three."""
    no_duty_for_an_hour()
    clinic = ClinicFactory(time_zone=zone_past_noon())
    noon = noon_in(clinic.time_zone)
    for _number in range(patients):
        patient = PatientFactory()
        for later in (-HOUR / 2, 3 * HOUR):
            confirmed(starts_at=noon + DAY + later, clinic=clinic, patient=patient)


def plan(rounds, *, begin):
    """Plan ``rounds`` times from the instant ``begin`` (seconds since 1970) on; the clock is set back and forth."""
    noon = noon_in(Clinic.objects.get().time_zone)
    time.sleep(max(0, begin - time.time()))
    return sum(plan_reminders(now=noon - HOUR * (number % 2)) for number in range(rounds))


def told():
    """Return how many mails there are, the most for one address, and how many rows stand beside them."""
    mails = Message.objects.filter(kind="reminder_day", channel="email")
    most = mails.filter(status="queued").values("address").annotate(count=Count("pk")).order_by("-count").first()
    return [mails.filter(status="queued").count(), most["count"], mails.filter(told_in__isnull=False).count()]
