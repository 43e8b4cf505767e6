"""The worker: claims what is due, records what went wrong, goes on, and is quiet when there is nothing to do."""

import datetime as dt
import os
import signal
import subprocess
import sys
import uuid

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from appointments.models import Message
from dashboards.duties import Duty, SomeFailed, every
from dashboards.models import DutyRun
from dashboards.worker import duty_rounds
from dashboards.worker.clock import database_now
from dashboards.worker.duty_rounds import LEASE, DutyRounds
from dashboards.worker.loop import IDLE_SECONDS, TROUBLE_SECONDS, Worker

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


class Counting:
    """A duty that counts its runs, and may fail."""

    def __init__(self, error=None):
        self.runs, self.error = [], error

    def __call__(self, now):
        self.runs.append(now)
        if self.error:
            raise self.error
        return f"{len(self.runs)} runs."


def rounds(*works, now, token=None, stopping=lambda: False):
    """Return the rounds of a worker over duties called first, second…, each every five minutes."""
    names = ("first", "second", "third")
    duties = tuple(Duty(name, work, every(minutes=5)) for name, work in zip(names, works, strict=False))
    found = DutyRounds(token=token or uuid.uuid4(), duties=duties, stopping=stopping)
    found.enrol(now=now)
    return found


def row(name="first"):
    return DutyRun.objects.get(duty=name)


# --- Duties -----------------------------------------------------------------------------------------


def test_a_new_duty_is_due_at_once_and_then_at_its_time(now):
    work = Counting()
    worker = rounds(work, now=now)

    assert worker.do_what_is_due(now=now) == 1
    assert worker.do_what_is_due(now=now + MINUTE) == 0
    assert row().due_at >= now + 5 * MINUTE
    assert (row().last_result, row().failures, row().lease_token) == ("1 runs.", 0, None)
    assert worker.do_what_is_due(now=now + 6 * MINUTE) == 1
    assert len(work.runs) == 2


def test_starting_again_does_not_make_it_due(now):
    rounds(Counting(), now=now).do_what_is_due(now=now)

    assert rounds(Counting(), now=now + MINUTE).do_what_is_due(now=now + MINUTE) == 0


def test_what_is_needed_at_the_start_is_due_whatever_its_time(now):
    rounds(Counting(), now=now).do_what_is_due(now=now)
    needed = Duty("first", Counting(), every(days=1), needed_at_start=lambda now: True)
    worker = DutyRounds(token=uuid.uuid4(), duties=(needed,))
    worker.enrol(now=now + MINUTE)

    assert worker.do_what_is_due(now=now + MINUTE) == 1


def test_another_worker_leaves_it_alone_while_the_lease_lasts(now):
    worker, other = rounds(Counting(), now=now), Counting()
    assert worker._claim("first", now=now)

    assert rounds(other, now=now).do_what_is_due(now=now + LEASE - MINUTE) == 0
    assert rounds(other, now=now).do_what_is_due(now=now + LEASE) == 1


def test_a_worker_takes_up_again_what_its_own_turn_broke_off(now):
    worker = rounds(Counting(), now=now)
    worker._claim("first", now=now)

    assert worker.do_what_is_due(now=now + MINUTE / 2) == 1


def test_one_that_fails_is_recorded_without_data_and_never_stops_the_rest(now):
    good = Counting()
    worker = rounds(Counting(ValueError("maria@example.com")), good, now=now)

    assert worker.do_what_is_due(now=now) == 2
    assert len(good.runs) == 1
    assert (row().failures, row().last_result, row().lease_token) == (1, "It ended with ValueError.", None)
    assert now + MINUTE <= row().due_at <= now + 2 * MINUTE


def test_pauses_grow_with_each_failure_and_end_with_success(now):
    work = Counting(ValueError())
    worker = rounds(work, now=now)
    clock, pauses = now, []
    for _failure in range(10):
        worker.do_what_is_due(now=clock)
        pauses.append(row().due_at - clock)
        clock = row().due_at

    assert pauses[1] > pauses[0]
    assert pauses[3] >= 8 * MINUTE
    assert 60 * MINUTE <= pauses[-1] <= 73 * MINUTE
    work.error = None
    worker.do_what_is_due(now=clock)
    assert row().failures == 0


def test_a_duty_may_say_in_words_how_much_failed(now):
    rounds(Counting(SomeFailed("2 doctors could not be published.")), now=now).do_what_is_due(now=now)

    assert row().last_result == "2 doctors could not be published."


def test_a_long_duty_renews_its_lease(now, monkeypatch):
    seconds = iter(range(0, 100_000, 45))
    monkeypatch.setattr(duty_rounds.time, "monotonic", lambda: next(seconds))
    leases = []

    def long(now):
        for _unit in range(4):
            leases.append(row().lease_until)
            yield
        return "4 units."

    rounds(long, now=now).do_what_is_due(now=now)

    assert leases[-1] > leases[0]
    assert row().last_result == "4 units."


def test_a_long_duty_is_left_off_when_the_worker_stops_and_stays_due(now):
    done = []

    def long(now):
        for unit in range(10):
            done.append(unit)
            yield
        return "10 units."

    worker = rounds(long, now=now, stopping=lambda: len(done) >= 3)
    worker.do_what_is_due(now=now)

    assert done == [0, 1, 2]
    assert (row().due_at, row().lease_token, row().failures) == (now, None, 0)


def test_a_long_duty_is_left_to_whoever_took_it_over(now, monkeypatch):
    seconds = iter(range(0, 100_000, 90))
    monkeypatch.setattr(duty_rounds.time, "monotonic", lambda: next(seconds))
    other = uuid.uuid4()

    def long(now):
        DutyRun.objects.update(lease_token=other, lease_until=now + 10 * MINUTE)
        yield
        raise AssertionError("went on without its lease")

    rounds(long, now=now).do_what_is_due(now=now)

    assert row().lease_token == other


def test_a_duty_nobody_knows_any_more_is_let_be(now):
    DutyRun.objects.create(duty="retired", due_at=now)

    assert rounds(Counting(), now=now).do_what_is_due(now=now) == 1
    assert row("retired").last_started_at is None


# --- The loop ---------------------------------------------------------------------------------------


def worker(*works, now):
    duties = tuple(Duty(f"duty{number}", work, every(minutes=5)) for number, work in enumerate(works))
    return Worker(duties=duties, clock=lambda: now)


def test_a_turn_does_what_is_due_and_delivers(book_it, now):
    book_it()
    work = Counting()
    loop = worker(work, now=now)

    assert loop.turn() == 0
    assert len(work.runs) == 1
    assert [email.to for email in mail.outbox] == [["maria@example.com"]]
    assert loop.turn() == IDLE_SECONDS


def test_messages_do_not_wait_for_a_long_duty(book_it, now):
    book_it()
    sent = []

    def long(now):
        for _unit in range(2):
            yield
            sent.append(len(mail.outbox))
        return "2 units."

    worker(long, now=now).turn()

    assert sent == [1, 1]


def test_trouble_with_messages_is_not_the_duties(book_it, now, monkeypatch):
    from dashboards.worker import loop as module

    def broken(**kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(module, "deliver_due", broken)

    def long(now):
        yield
        return "1 unit."

    worker(long, now=now).turn()

    assert row("duty0").last_result == "1 unit."


def test_an_idle_turn_only_reads(now):
    loop = worker(Counting(), now=now)
    loop.turn()

    with CaptureQueriesContext(connection) as queries:
        assert loop.turn() == IDLE_SECONDS
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"] * 3  # settings, duties, messages


def test_a_database_that_is_away_is_waited_for(now):
    answers = iter([OperationalError("gone"), now, now])

    def clock():
        answer = next(answers, now)
        if isinstance(answer, Exception):
            raise answer
        return answer

    work = Counting()
    loop = Worker(duties=(Duty("first", work, every(minutes=5)),), clock=clock)

    assert loop.turn() == TROUBLE_SECONDS
    assert loop.turn() == 0
    assert len(work.runs) == 1


def test_an_error_nobody_thought_of_does_not_end_it(now, monkeypatch):
    from dashboards.worker import loop as module

    def broken(**kwargs):
        raise ZeroDivisionError

    loop = worker(Counting(), now=now)
    monkeypatch.setattr(module, "deliver_due", broken)

    assert loop.turn() == TROUBLE_SECONDS
    monkeypatch.undo()
    assert loop.turn() == IDLE_SECONDS


def test_stops_between_two_turns(now, monkeypatch):
    loop = worker(Counting(), now=now)
    turns = []

    def turn():
        turns.append(1)
        loop.stop()
        return 60

    monkeypatch.setattr(loop, "turn", turn)
    loop.run()

    assert len(turns) == 1


def test_stops_when_its_parent_is_another_one(now, monkeypatch):
    loop = Worker(duties=(), parent=os.getppid(), clock=lambda: now)
    assert not loop.is_stopping()

    monkeypatch.setattr(os, "getppid", lambda: 1)

    assert loop.is_stopping()
    loop.run()


def test_stops_when_its_parent_was_gone_before_it_woke(now):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()

    assert Worker(duties=(), parent=ended.pid, clock=lambda: now).is_stopping()


def test_the_clock_is_the_databases():
    assert abs(database_now() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    assert database_now().tzinfo is not None


# --- The command ------------------------------------------------------------------------------------


@pytest.fixture
def own_signals():
    """The command takes the signals; the test run wants them back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("own_signals")
def test_once_does_every_duty_and_delivers_what_waits(book_it):
    book_it()
    Message.objects.update(send_after=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))  # the command reads the real clock
    call_command("worker", "--once")

    assert set(DutyRun.objects.filter(failures=0, last_finished_at__isnull=False).values_list("duty", flat=True)) == {
        "publish_slots",
        "end_offers",
        "expire_requests",
        "plan_reminders",
        "write_digests",
        "tell_of_undelivered",
        "tidy_holds_and_drafts",
        "close_the_day",
        "prune",
        "roll_up_metrics",
        "sample_access",
        "check_schedule",
        "verify_audit",
        "clear_photos",
        "clear_documents",
        "import_rows",
        "tidy_measurements",
        "retention",
        "seal_audit",
        "forget_news",
    }
    assert mail.outbox[0].subject.startswith("Booked")


@pytest.mark.usefixtures("own_signals")
def test_does_not_start_on_a_database_that_is_not_up_to_date(monkeypatch):
    from django.db.migrations.executor import MigrationExecutor

    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda self, targets: ["something to do"])

    with pytest.raises(CommandError, match="The worker does not start") as refused:
        call_command("worker", "--once")
    assert "manage.py migrate" in str(refused.value)
