"""Seed the demo inside a test, at a stopped clock, and undo it."""

import datetime as dt
from contextlib import contextmanager
from io import StringIO

import time_machine
from django.core.management import call_command
from django.db import transaction

from accounts.remembering import forget_everything
from appointments.models import Appointment

TUESDAY = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
DOCTOR, OTHER_DOCTOR = "doctor@example.com", "doctor2@example.com"


def seed(**options):
    """Run ``seed_demo`` and return what it said."""
    said = StringIO()
    call_command("seed_demo", stdout=said, **options)
    return said.getvalue()


@contextmanager
def seeded(now=TUESDAY, **options):
    """Have the demo of ``now`` in the database, and the clock stopped there, until the block ends."""
    forget_everything()
    with time_machine.travel(now, tick=False), transaction.atomic():
        yield seed(**options)
        transaction.set_rollback(True)
    forget_everything()


def appointments_of(email):
    return Appointment.objects.filter(doctor__user__email=email)
