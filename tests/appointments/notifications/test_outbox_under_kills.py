"""
Workers killed at random points while they hand mail to a real SMTP server and some of it is called back (row 14).

The suite sends 150 messages, more than killed workers can have leased, and kills three; ``make test-faults`` sends
3,000 and kills sixty.
"""

import os
import random
import time

import pytest

from tests.appointments.notifications.installation import Installation, wait_until
from tests.appointments.notifications.smtp_sink import Sink

ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")

pytestmark = [pytest.mark.slow] + ([pytest.mark.postgres] if ON_POSTGRESQL else [])

MESSAGES = int(os.environ.get("OUTBOX_MESSAGES", 150))
KILLS = int(os.environ.get("WORKER_KILLS", 3))
WORKERS = 3
SECONDS_EACH = max(0.04, 15 / MESSAGES)
"""What the server takes over a message: slow enough for the kills to come while there is work."""
SECONDS_EACH_MEANWHILE = 1
"""And while messages are called back, by a program that takes its time to begin: there must be work left after it."""
PATIENCE_SECONDS = 120
PROGRAM = "from tests.appointments.notifications.outbox_of_thousands import *\nprint(json.dumps({call}))"


@pytest.fixture
def sink():
    server = Sink(seconds_each=SECONDS_EACH)
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def installation(own_database, tmp_path, sink):
    with own_database(tmp_path, "outbox") as url:
        place = Installation(url, tmp_path)
        place.environment |= {"OUTBOX_TRANSPORT": "", "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
        yield place
        place.stop_workers()


def test_power_cuts_lose_nothing_and_nothing_called_back_arrives(installation, sink):
    events = installation.do(PROGRAM.format(call=f"fill({MESSAGES})"))
    chance = random.Random(int(os.environ.get("FAULT_SEED", time.time())))
    called_back, kills = [], 0
    for _worker in range(WORKERS):
        installation.start_worker()
    while kills < KILLS:
        let_some_arrive(sink, chance)
        kill_the_oldest(installation)
        kills += 1
        installation.start_worker()
        if kills % 3 == 1:
            unlucky = chance.sample(still_waiting(events, sink), max(3, MESSAGES // 60))
            sink.seconds_each = SECONDS_EACH_MEANWHILE
            called_back += installation.do(PROGRAM.format(call=f"call_back_each({unlucky})"))
            sink.seconds_each = SECONDS_EACH
    while installation.workers:  # the last of them in the middle of their work, too, as long as there is any
        kill_the_oldest(installation)
        kills += 1
    left = installation.counts().get("queued", 0)
    installation.let_leases_run_out()
    while installation.counts().get("queued"):
        installation.manage("worker", "--once")

    arrivals = list(sink.arrivals)
    arrived = {address for address, _at in arrivals}
    never = {f"p{event}@example.com": at for event, unclaimed, at in called_back if unclaimed}
    wanted = {f"p{event}@example.com" for event in events} - {f"p{event}@example.com" for event, *_rest in called_back}
    extras = len(arrivals) - len(arrived)
    print(  # noqa: T201 - the figures are what `make test-faults` is run for
        f"\n{MESSAGES} messages, {kills} kills with {left} still waiting after the last, "
        f"{len(never)} called back in time: {len(wanted - arrived)} lost, {extras} extra, "
        f"{sum(at > never.get(address, at) for address, at in arrivals)} after it was called back"
    )
    assert wanted - arrived == set(), "a message was lost"
    assert extras <= kills
    assert [address for address, at in arrivals if at > never.get(address, at)] == [], (
        "it left after it was called back"
    )
    assert never, "nothing was called back in time: nothing was shown"
    assert left, "the kills came when the work was done: nothing was shown"
    assert set(installation.counts()) == {"sent", "cancelled"}
    assert len({mail["Message-ID"] for mail in sink.taken}) == len(arrived), "a repeat had another Message-ID"


def still_waiting(events, sink):
    """Return the later half of what has not arrived: the rest may be in somebody's hands."""
    arrived = {address for address, _at in list(sink.arrivals)}
    waiting = [event for event in events if f"p{event}@example.com" not in arrived]
    return waiting[len(waiting) // 2 :]


def let_some_arrive(sink, chance):
    """Wait until workers have handed over some more, and then for a moment that is nobody's choice."""
    until = len(sink.arrivals) + chance.randint(1, max(1, MESSAGES // KILLS // 2))
    wait_until(lambda: len(sink.arrivals) >= until, seconds=PATIENCE_SECONDS)
    time.sleep(chance.uniform(0, 3 * SECONDS_EACH))


def kill_the_oldest(installation):
    worker = installation.workers.pop(0)
    worker.kill()
    worker.wait()
