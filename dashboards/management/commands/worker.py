"""Deliver messages and do periodic duties, until stopped."""

import signal

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, close_old_connections

from dashboards.worker.guards import reasons_not_to_start
from dashboards.worker.loop import TROUBLE_SECONDS, Worker


class Command(BaseCommand):
    help = "Deliver messages and run the periodic duties. Any number of workers may run, on any hosts."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is due, then end")
        parser.add_argument(
            "--parent", type=int, metavar="PID", help="end when this process, which started it, is gone"
        )

    def handle(self, *, once, parent, **options):
        worker = Worker(parent=parent)
        self._listen(worker)
        if not self._may_start(worker, patient=not once):
            return
        if once:
            worker.once()
        else:
            worker.run()

    @staticmethod
    def _listen(worker):
        """Stop in order at the first signal; a second one ends the process as usual."""

        def stop(number, _frame):
            worker.stop()
            signal.signal(number, signal.SIG_DFL)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)

    @staticmethod
    def _may_start(worker, *, patient):
        """
        Say whether to go on; raises ``CommandError`` with the reasons where the database is not fit to be worked on.

        One that is away at the moment is waited for by a ``patient`` worker.
        """
        while not worker.is_stopping():
            try:
                reasons = reasons_not_to_start()
            except OperationalError as error:
                if not patient:
                    raise CommandError("The worker does not start: the database cannot be reached.") from error
                worker.sleep(TROUBLE_SECONDS)
                close_old_connections()
                continue
            if reasons:
                raise CommandError("The worker does not start:\n- " + "\n- ".join(reasons))
            return True
        return False
