"""Load demo data: clinics, doctors, patients and their appointments, the same for the same seed."""

import datetime as dt
import random
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from appointments.schedule_check import check_schedule
from dashboards.demo.diary import PAST_DAYS, Diary
from dashboards.demo.histories import Histories
from dashboards.demo.hours import make_hours, make_offers
from dashboards.demo.people import People
from dashboards.demo.places import make_places
from dashboards.demo.story import tell_the_story
from scheduling.models import Clinic, DoctorVisitType
from scheduling.services.publishing import publish

LEAST_DOCTORS, LEAST_PATIENTS = 3, 10
APPOINTMENTS_PER_PATIENT = 7
FULL = 0.68


class Command(BaseCommand):
    help = "Load demo data into an empty database; ends by checking the whole schedule."

    def add_arguments(self, parser):
        parser.add_argument("--doctors", type=int, default=24)
        parser.add_argument("--patients", type=int, default=200)
        parser.add_argument("--days", type=int, default=90, help="days of slots published ahead")
        parser.add_argument("--seed", type=int, default=2026, help="the same seed makes the same data")
        parser.add_argument("--if-empty", action="store_true", help="do nothing, without an error, when there is data")

    def handle(self, **options):
        if options["doctors"] < LEAST_DOCTORS or options["patients"] < LEAST_PATIENTS:
            raise CommandError(f"The demo needs at least {LEAST_DOCTORS} doctors and {LEAST_PATIENTS} patients.")
        if not settings.DEMO_ACCOUNTS_ALLOWED:
            raise CommandError("Demo accounts have a password everybody knows: this installation does not allow them.")
        if User.objects.exists() or Clinic.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("The database is not empty. Demo data goes into an empty one only.")
        began = time.monotonic()
        with transaction.atomic():
            self.load(**options)
        now = timezone.now()
        if findings := check_schedule(now=now):
            raise CommandError(f"The demo data breaks {len(findings)} rules of the schedule, first {findings[0]}.")
        self.say(f"Demo data loaded in {time.monotonic() - began:.0f} seconds; the schedule is sound.")
        self.sign_ins()

    def load(self, *, doctors, patients, days, seed, **_options):
        """Make everything in one transaction: all of it, or nothing."""
        chance, now = random.Random(seed), timezone.now().replace(second=0, microsecond=0)  # noqa: S311
        clinics, specialties, visit_types = make_places()
        people = People(chance, now)
        doctors = people.doctors(doctors, specialties)
        patients = people.patients(patients)
        child = people.family(patients[0])
        desk, _administrator = people.staff(clinics[0])
        today = now.date()
        make_hours(doctors, clinics, random=chance, first_day=today - dt.timedelta(days=PAST_DAYS + 7))
        make_offers(doctors, visit_types, random=chance)
        offers = list(DoctorVisitType.objects.select_related("doctor__user", "visit_type").order_by("pk"))
        for number, doctor in enumerate(doctors, start=1):
            publish(doctor=doctor, now=now, last=today + dt.timedelta(days=days))
            if number % 100 == 0:
                self.say(f"{number} doctors published")
        places = {clinic.pk: clinic for clinic in clinics}
        diary = Diary(random=chance, now=now, patients=patients[2:], known=patients[:2])
        written = 0
        share = self.fullness_of_the_others(len(doctors), len(patients))
        for number, doctor in enumerate(doctors):
            theirs = [offer for offer in offers if offer.doctor_id == doctor.pk] if len(doctors) < 100 else None
            theirs = theirs or list(DoctorVisitType.objects.select_related("visit_type").filter(doctor=doctor))
            written += len(diary.fill(doctor, places, theirs, fullness=FULL if number < 2 else share))
        story = tell_the_story(
            maria=patients[0], daniel=patients[1], child=child, doctors=doctors, offers=offers, clinics=places, now=now
        )
        histories = Histories(random=chance, now=now, front_desk=desk)
        histories.write([*patients, child])
        histories.tell_of_the_known(maria=patients[0], child=child, amara=doctors[0])
        histories.leave_a_trail()
        self.say(f"{len(doctors)} doctors, {len(patients) + 1} patients, {written + len(story)} appointments")

    @staticmethod
    def fullness_of_the_others(doctors, patients):
        """Return how full the other doctors' past is, so that a patient has a believable number of appointments."""
        slots_of_a_doctor = PAST_DAYS * 8
        return min(FULL, APPOINTMENTS_PER_PATIENT * patients / (slots_of_a_doctor * max(1, doctors - 2)))

    def say(self, words):
        self.stdout.write(words)

    def sign_ins(self):
        self.say(f"Sign in with the password {settings.DEMO_PASSWORD} as:")
        for email in settings.DEMO_EMAILS:
            self.say(f"  {email}")
