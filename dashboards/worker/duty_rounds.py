"""Do the duties that are due, each by one worker at a time, whoever gets there first."""

import datetime as dt
import logging
import random
import time
from inspect import isgenerator

from django.db import connection, transaction
from django.db.models import F, Q

from dashboards.duties import DUTIES, SomeFailed
from dashboards.measuring.recorder import recorder
from dashboards.models import DutyRun

log = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=2)
LONGEST_PAUSE = dt.timedelta(hours=1)


class Stopped(Exception):
    """The worker was asked to stop, or the lease went to another one, between two units of a duty."""


class DutyRounds:
    """
    The rounds of one worker, known to the others by ``token``.

    A lease with our own token is free to us: a worker does one thing at a time,
    so what it still holds is left over from a turn that broke off.
    ``meanwhile`` is called between the units of a long duty, so that messages
    do not wait for its end.
    """

    def __init__(self, *, token, duties=DUTIES, stopping=lambda: False, meanwhile=lambda: None):
        self.token = token
        self.duties = {duty.name: duty for duty in duties}
        self.stopping = stopping
        self.meanwhile = meanwhile

    def enrol(self, *, now):
        """Give every duty its row, due at once; make due what is needed at the start."""
        known = set(DutyRun.objects.values_list("duty", flat=True))
        missing = [DutyRun(duty=name, due_at=now) for name in self.duties if name not in known]
        if missing:
            DutyRun.objects.bulk_create(missing, ignore_conflicts=True)
        for name, duty in self.duties.items():
            if duty.needed_at_start and duty.needed_at_start(now):
                DutyRun.objects.filter(duty=name, due_at__gt=now).update(due_at=now)

    def do_what_is_due(self, *, now):
        """Run every due duty and return how many; idle, it is one plain read and takes no lock."""
        began, ran = time.monotonic(), 0
        for name in list(self._due(now).order_by("due_at").values_list("duty", flat=True)):
            if self.stopping():
                break
            at = now + dt.timedelta(seconds=time.monotonic() - began)
            if self._claim(name, now=at):
                self._run(self.duties[name], now=at)
                ran += 1
        return ran

    def _due(self, now):
        free = Q(lease_until__isnull=True) | Q(lease_until__lte=now) | Q(lease_token=self.token)
        return DutyRun.objects.filter(free, duty__in=self.duties, due_at__lte=now)

    def _claim(self, name, *, now):
        """Take the lease of a duty; returns whether it is ours."""
        free = self._due(now).filter(duty=name)
        with transaction.atomic():
            if (
                connection.features.has_select_for_update_skip_locked
                and not free.select_for_update(skip_locked=True).first()
            ):
                return False
            return bool(free.update(lease_until=now + LEASE, lease_token=self.token, last_started_at=now))

    def _run(self, duty, *, now):
        began = time.monotonic()

        def at():
            return now + dt.timedelta(seconds=time.monotonic() - began)

        try:
            result = self._carry_out(duty, now=now, at=at)
        except Stopped as reason:
            log.info("duty %s was left off: %s", duty.name, reason)
            self._mine(duty).update(lease_until=None, lease_token=None)
        except Exception as error:
            log.exception("duty %s failed", duty.name)
            recorder.duty(name=duty.name, seconds=time.monotonic() - began, failed=True)
            self._record_failure(duty, now=at(), error=error)
        else:
            seconds = time.monotonic() - began
            recorder.duty(name=duty.name, seconds=seconds)
            as_before = DutyRun.objects.filter(duty=duty.name, last_result=result).exists()
            log.log(logging.DEBUG if as_before else logging.INFO, "duty %s in %.1f s: %s", duty.name, seconds, result)
            self._mine(duty).update(
                due_at=duty.next_due(at()),
                lease_until=None,
                lease_token=None,
                last_finished_at=at(),
                failures=0,
                last_result=result[:300],
            )

    def _carry_out(self, duty, *, now, at):
        """Run a duty; between its units, renew the lease or leave off. Raises ``Stopped`` or what the duty raises."""
        work = duty.run(now)
        if not isgenerator(work):
            return work
        renewed = now
        try:
            while True:
                next(work)
                self.meanwhile()
                if self.stopping():
                    raise Stopped("the worker stops")
                if at() - renewed > LEASE / 2:
                    renewed = at()
                    if not self._mine(duty).update(lease_until=renewed + LEASE):
                        raise Stopped("another worker has it")
        except StopIteration as end:
            return end.value

    def _record_failure(self, duty, *, now, error):
        """Try again after a pause that grows: one minute, two, four, an hour at most."""
        failures = DutyRun.objects.values_list("failures", flat=True).get(duty=duty.name)
        pause = min(dt.timedelta(minutes=1) * 2 ** min(failures, 10), LONGEST_PAUSE)
        self._mine(duty).update(
            due_at=now + pause * random.uniform(1.0, 1.2),  # noqa: S311 - spreads the load, keeps no secret
            lease_until=None,
            lease_token=None,
            last_finished_at=now,
            failures=F("failures") + 1,
            last_result=str(error)[:300] if isinstance(error, SomeFailed) else f"It ended with {type(error).__name__}.",
        )

    def _mine(self, duty):
        return DutyRun.objects.filter(duty=duty.name, lease_token=self.token)
