"""Count the daily metrics again, or prove that they are what the events say."""

import time
from itertools import islice

from django.core.management.base import BaseCommand, CommandError

from dashboards.analytics.counting import count_changed, count_everything
from dashboards.analytics.proof import differences

MOST_NAMED = 50


class Command(BaseCommand):
    help = (
        "“update” counts the days on which something changed, “rebuild” every day; "
        "“verify” replays all events and exits 1 when a figure differs."
    )

    def add_arguments(self, parser):
        parser.add_argument("do", choices=["update", "rebuild", "verify"])

    def handle(self, *, do, **options):
        began = time.monotonic()
        if do == "verify":
            self.verify()
            return
        counted = count_everything() if do == "rebuild" else count_changed()
        days = sum(1 for _day in counted)
        self.stdout.write(f"{days} days counted in {time.monotonic() - began:.1f} seconds.")

    def verify(self):
        found = differences()
        named = list(islice(found, MOST_NAMED))
        for sentence in named:
            self.stdout.write(sentence)
        if named:
            number = len(named) + sum(1 for _sentence in found)
            raise CommandError(
                f"{number} figures differ from the events. “metrics rebuild” counts them again.", returncode=1
            )
        self.stdout.write("The metrics are what the events say.")
