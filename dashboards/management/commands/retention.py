"""Let go what was kept long enough, or say what would go."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.services.erasing import kept_past_their_term
from dashboards.services.retaining import RECORDS, due, retain


class Command(BaseCommand):
    help = (
        "Delete or empty what the retention periods say is due; the worker does it nightly. Exit 1 when a rule fails."
    )

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="say what is due and change nothing")

    def handle(self, **options):
        now = timezone.now()
        found, records = due(now=now), kept_past_their_term(now=now).count()
        run = None if options["dry_run"] else carried_out(retain(now=now))
        for told in found:
            done = "not done" if run is None else f"done {run.rows.get(told.rule.label, 0)}"
            oldest = f"{told.oldest:%Y-%m-%d}" if told.oldest else "-"
            self.stdout.write(
                f"{told.rule.label}: after {told.rule.days} days, due {told.count}, oldest {oldest}, {done}"
            )
        done = "not done" if run is None else f"done {run.rows.get(RECORDS, 0)}"
        self.stdout.write(f"{RECORDS}: due {records}, {done}")
        if run is None:
            self.stdout.write("Nothing was changed.")
        elif run.failed:
            raise CommandError(f"It failed for {', '.join(run.failed)}; the rest is done.", returncode=1)


def carried_out(work):
    """Run a generator to its end and return what it returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value
