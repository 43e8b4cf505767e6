"""
A database of its own, and many processes that rush at it at the same moment.

Run as ``python -m tests.concurrency.arena SCENARIO`` with ``DATABASE_URL`` set
to a migrated database; prints the verdict as one line of JSON. It is
a program and not a fixture, because a race needs processes that each open their
own connection, and a test database that only one process sees proves nothing.
"""

import json
import multiprocessing
import os
import sys
import time
import traceback

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django

django.setup()

from django.db import connection, connections, transaction

PROCESSES = 16
PATIENCE_SECONDS = 120


def rush(work, *, processes=PROCESSES):
    """
    Call ``work(number)`` in ``processes`` processes that start together; return their answers.

    An answer is what ``work`` returned, or ``{"error": …}`` with the name of
    what it raised: no scenario expects one.
    """
    context = multiprocessing.get_context("fork")
    barrier, answers = context.Barrier(processes), context.SimpleQueue()
    connections.close_all()
    contenders = [context.Process(target=contend, args=(work, number, barrier, answers)) for number in range(processes)]
    for contender in contenders:
        contender.start()
    collected = [answers.get() for _contender in contenders]
    for contender in contenders:
        contender.join(PATIENCE_SECONDS)
    return collected


def contend(work, number, barrier, answers):
    """Wait for the others, run, and answer; never leave the parent waiting."""
    try:
        connection.ensure_connection()
        barrier.wait(PATIENCE_SECONDS)
        answers.put(work(number))
    except BaseException as error:
        traceback.print_exc()
        answers.put({"error": f"{type(error).__name__}: {error}"})
    finally:
        connections.close_all()


def rehearse(scenarios):
    """
    Book once before the processes part, and leave no trace: what is only ever added to cannot be emptied.

    Addresses, templates and locale data are loaded by the first booking. A
    server has them; sixteen processes that load them inside their first
    transaction would hold its locks for seconds and race each other's patience.
    """
    with transaction.atomic():
        offer, clinic, starts, patients, _hours = scenarios.a_morning(patients=1)
        scenarios.try_to_book(patients[0], offer, clinic, starts[0])
        transaction.set_rollback(True)


def main():
    from tests.concurrency import beside, editing, lateness, merging, offers, scenarios

    rehearse(scenarios)
    began = time.monotonic()
    name = sys.argv[1]
    place = next(module for module in (scenarios, offers, editing, lateness, merging, beside) if hasattr(module, name))
    verdict = getattr(place, name)()
    verdict["seconds"] = round(time.monotonic() - began, 2)
    print(json.dumps(verdict))  # noqa: T201


if __name__ == "__main__":
    main()
