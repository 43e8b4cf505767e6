"""``manage.py publish_slots``: every night, publish the days ahead and count and prune the days behind."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Doctor
from scheduling.services.day_supply import count_and_prune, count_and_prune_all
from scheduling.services.publishing import publish, publish_all


class Command(BaseCommand):
    help = (
        "Publish the time slots of all active doctors up to the horizon, count past days and delete "
        "their unused slots. Running it twice changes nothing. Exits with 1 when a doctor failed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--doctor", metavar="SLUG", help="only this doctor, named as in their address")

    def handle(self, *, doctor=None, **options):
        now = timezone.now()
        if doctor is None:
            published, counted = list(publish_all(now=now)), list(count_and_prune_all(now=now))
        else:
            row = Doctor.objects.filter(slug=doctor).first()
            if row is None:
                raise CommandError(f"There is no doctor {doctor!r}.")
            published, counted = [publish(doctor=row, now=now)], [count_and_prune(doctor=row, now=now)]
        self.say(published, counted)
        failed = {report.doctor_id for report in [*published, *counted] if report.error}
        if failed:
            slugs = Doctor.objects.filter(pk__in=failed).order_by("slug").values_list("slug", flat=True)
            raise CommandError(f"Not every doctor could be published; the log says why. Failed: {', '.join(slugs)}.")

    def say(self, published, counted):
        """Print what was done, in two lines."""
        self.stdout.write(
            f"Doctors: {len(published)}. Slots: {sum(report.added for report in published)} added, "
            f"{sum(report.removed for report in published)} removed, "
            f"{sum(report.changed for report in published)} changed, "
            f"{sum(len(report.skipped) for report in published)} without room. "
            f"Clashes: {sum(len(report.clashes) for report in published)}."
        )
        self.stdout.write(
            f"Past days counted: {sum(report.days for report in counted)}. "
            f"Unused slots deleted: {sum(report.pruned for report in counted)}."
        )
