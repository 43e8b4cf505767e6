"""
Two server processes under bookings: thousands at once for times that overlap, one button pressed by many, and kill -9.

The suite makes a few hundred tries and kills each server once; ``make test-faults`` makes 10,000 and 200.
"""

import itertools
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.two_servers import all_at_once

pytestmark = pytest.mark.race

ATTEMPTS = int(os.environ.get("BOOKING_ATTEMPTS", 160))
KILLS = int(os.environ.get("SERVER_KILLS", 2))
CLIENTS = 16
PATIENTS, STARTS = 8, 10
"""Of a morning; visits of fifty minutes begin at ten of its starts, and four at most take place."""

OVERLAPPING = """
SELECT count(*) FROM appointments_appointment a JOIN appointments_appointment b
ON a.id < b.id AND a.{whose} = b.{whose} AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
WHERE a.status IN ({active}) AND b.status IN ({active})
"""
ACTIVE = "'requested', 'confirmed', 'checked_in', 'in_progress'"


def ready(two_servers, count, **how):
    """Return ``count`` mornings of bookings that wait for their last button."""
    told = ", ".join(f"{name}={value}" for name, value in how.items())
    return two_servers.do(
        f"from tests.concurrency.ready_to_book import mornings; print(json.dumps(mornings({count}, {told})))"
    )


def incomplete(two_servers, references):
    """Return what a booking left half done, and which of ``references`` are not there."""
    return two_servers.do(
        f"from tests.concurrency.ready_to_book import incomplete; print(json.dumps(incomplete({references!r})))"
    )


def push(two_servers, press, *, server):
    visitor = two_servers.visitor(sessionid=press["session"])
    return visitor.post(press["path"], press["form"], server=server)


def booked(answer):
    """Return the reference of the appointment the answer leads to, if it leads to one."""
    is_booked = answer.status == 302 and answer.location.endswith("/confirmed/")
    return answer.location.split("/")[2] if is_booked else None


def appointments(two_servers):
    return {reference for (reference,) in two_servers.sql("SELECT reference FROM appointments_appointment")}


def test_no_time_is_given_twice_however_many_want_times_that_overlap(two_servers):
    before, won, left = appointments(two_servers), [], ATTEMPTS
    while left > 0:
        count = min(4, -(-left // (PATIENTS * STARTS)))
        for presses in ready(two_servers, count, patients=PATIENTS, minutes=50, starts=STARTS):
            left -= len(presses)
            with ThreadPoolExecutor(CLIENTS) as clients:
                answers = list(
                    clients.map(lambda pair: push(two_servers, pair[1], server=pair[0] % 2), enumerate(presses))
                )
            assert [answer for answer in answers if answer.status not in {302, 409}] == [], two_servers.last_words()
            references = {booked(answer) for answer in answers} - {None}
            assert 2 <= len(references) <= 4
            assert sum(answer.status == 302 for answer in answers) == len(references)
            won += references

    for whose in ("doctor_id", "patient_id"):
        assert two_servers.sql(OVERLAPPING.format(whose=whose, active=ACTIVE)) == [(0,)]
    assert appointments(two_servers) - before == set(won)
    assert incomplete(two_servers, won) == []
    two_servers.manage("check_schedule")


def test_fifty_equal_presses_of_one_button_book_once_and_are_answered_alike(two_servers):
    [[press]] = ready(two_servers, 1, patients=1, minutes=20, starts=1)
    before = appointments(two_servers)

    answers = all_at_once([lambda n=n: push(two_servers, press, server=n % 2) for n in range(50)])

    assert {answer.status for answer in answers} == {302}
    [reference] = {booked(answer) for answer in answers}
    assert appointments(two_servers) - before == {reference}
    assert incomplete(two_servers, [reference]) == []


def test_what_was_answered_before_a_server_died_is_there_and_nothing_is_half(two_servers):
    """Power is cut to one server after the other while eight people book at both."""
    acknowledged, unanswered, before = [], 0, appointments(two_servers)
    for _pair in range(-(-KILLS // 2)):
        presses = itertools.chain.from_iterable(ready(two_servers, 14, patients=2, minutes=20, starts=6))
        more, lost = book_through_two_power_cuts(two_servers, presses)
        acknowledged, unanswered = acknowledged + more, unanswered + lost
    there = appointments(two_servers) - before

    assert acknowledged
    assert set(acknowledged) <= there
    assert len(there - set(acknowledged)) <= unanswered  # what nobody was answered may have been done
    assert incomplete(two_servers, acknowledged) == []
    two_servers.manage("check_schedule")


def book_through_two_power_cuts(two_servers, presses):
    """Return the references that were answered, and how many requests were not."""
    waiting, acknowledged, unanswered, over = iter(presses), [], [], threading.Event()
    turn = threading.Lock()

    def book(number):
        while not over.is_set():
            with turn:
                press = next(waiting, None)
            if press is None:
                return
            try:
                answer = push(two_servers, press, server=random.randrange(2))
            except OSError:  # refused, or cut off in the middle
                unanswered.append(press)
                time.sleep(0.02)
                continue
            assert answer.status in {302, 409}, two_servers.last_words()
            if reference := booked(answer):
                acknowledged.append(reference)

    with ThreadPoolExecutor(8) as people:
        booking = [people.submit(book, number) for number in range(8)]
        for server in (0, 1):
            time.sleep(random.uniform(0.2, 1))
            two_servers.kill(server)
            two_servers.start(server)
            two_servers.wait_until_it_answers(server)
        over.set()
    for one in booking:
        one.result()
    return acknowledged, len(unanswered)
