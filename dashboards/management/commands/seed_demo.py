"""Load demo data: clinics, doctors, patients and their appointments, the same for the same seed and the same moment."""

import random
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.chance import repeatable
from accounts.models import User
from accounts.services.sealing import seal_due
from appointments.schedule_check import check_schedule
from dashboards.analytics.counting import count_everything
from dashboards.demo.measurements import measure_the_past
from dashboards.demo.old_messages import count_old_messages
from dashboards.demo.patience import in_one_long_transaction
from dashboards.demo.world import World
from scheduling.models import Clinic

LEAST_DOCTORS, LEAST_PATIENTS, MOST_DAYS = 3, 10, 400


class Command(BaseCommand):
    help = "Load demo data into an empty database; ends by checking the whole schedule. A second run changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--doctors", type=int, default=24)
        parser.add_argument("--patients", type=int, default=500)
        parser.add_argument("--days", type=int, default=90, help="days of slots published ahead")
        parser.add_argument("--seed", type=int, default=2026, help="the same seed makes the same data at the same time")
        parser.add_argument("--if-empty", action="store_true", help="do nothing, without an error, when there is data")

    def handle(self, *, doctors, patients, days, seed, if_empty, **_options):
        if doctors < LEAST_DOCTORS or patients < LEAST_PATIENTS:
            raise CommandError(f"The demo needs at least {LEAST_DOCTORS} doctors and {LEAST_PATIENTS} patients.")
        if not 1 <= days <= MOST_DAYS:
            raise CommandError(f"Slots can be published 1 to {MOST_DAYS} days ahead.")
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            raise CommandError("Demo accounts have a password everybody knows: this installation does not allow them.")
        if User.objects.exists() or Clinic.objects.exists():
            self.leave_alone(if_empty=if_empty)
            return
        began, now = time.monotonic(), timezone.now().replace(second=0, microsecond=0)
        with in_one_long_transaction(), repeatable(random.Random(seed)):  # noqa: S311
            World(now=now, days=days, say=self.say).make(doctors=doctors, patients=patients)
        for _count in seal_due(now=now):
            pass
        for _day in count_everything():
            pass
        count_old_messages(seed=seed)
        measure_the_past(now=now, seed=seed)
        with in_one_long_transaction():
            findings = check_schedule(now=now)
        if findings:
            raise CommandError(f"The demo data breaks {len(findings)} rules of the schedule, first {findings[0]}.")
        self.say(f"Demo data loaded in {time.monotonic() - began:.0f} seconds; the schedule is sound.")
        self.sign_ins()

    def leave_alone(self, *, if_empty):
        """Say that the demo is there already; refuse to mix it with anybody else's data."""
        if if_empty:
            return
        if User.objects.filter(email__in=settings.DEMO_EMAILS).count() < len(settings.DEMO_EMAILS):
            raise CommandError("The database is not empty. Demo data goes into an empty one only.")
        self.say("The demo data are there already; nothing was changed.")
        self.sign_ins()

    def say(self, words):
        self.stdout.write(words)

    def sign_ins(self):
        self.say(f"Sign in with the password {settings.DEMO_PASSWORD} as:")
        for email in settings.DEMO_EMAILS:
            self.say(f"  {email}")
