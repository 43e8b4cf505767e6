"""Check that no time is given to two people and nothing booked is lost."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from appointments.schedule_check import check_schedule


class Command(BaseCommand):
    help = "Recompute every rule of time and bookings; exit 1 when one is broken."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, **options):
        findings = check_schedule(now=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps([{"rule": finding.rule, "where": finding.where} for finding in findings]))
        else:
            for finding in findings:
                self.stdout.write(f"{finding.rule}: {finding.where}")
        if findings:
            raise CommandError(f"{len(findings)} rules of the schedule are broken.", returncode=1)
        if not options["json"]:
            self.stdout.write("The schedule is sound.")
