"""The loop: do what is due, deliver what waits, sleep a little, go on whatever happens."""

import logging
import os
import time
import uuid

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from accounts.settings_news import SettingsNews
from appointments.notifications.delivering import deliver_due
from dashboards.duties import DUTIES
from dashboards.measuring.recorder import recorder
from dashboards.worker.clock import database_now
from dashboards.worker.duty_rounds import DutyRounds

log = logging.getLogger(__name__)

IDLE_SECONDS = 1
TROUBLE_SECONDS = 5
NAP_SECONDS = 0.1
MEASURED_SECONDS = 60
"""How often it is written how long duties took."""


class Worker:
    """
    One background process. Any number may run, on any hosts.

    ``parent`` is the id of the process that started it: it ends when that one is gone, also when
    that happened before the worker was awake.
    """

    def __init__(self, *, duties=DUTIES, parent=None, clock=database_now):
        self.parent = parent
        self.clock = clock
        self.asked_to_stop = False
        self.enrolled = False
        self.delivered_at = 0.0
        self.settings_news = SettingsNews()
        self.measured_at = time.monotonic()
        self.rounds = DutyRounds(
            token=uuid.uuid4(), duties=duties, stopping=self.is_stopping, meanwhile=self.deliver_meanwhile
        )

    def stop(self, *_signal):
        """Leave off at the next opportunity; fit to be a signal handler."""
        self.asked_to_stop = True

    def is_stopping(self):
        return self.asked_to_stop or (self.parent is not None and os.getppid() != self.parent)

    def run(self):
        """Work until asked to stop."""
        while not self.is_stopping():
            self.sleep(self.turn())
        recorder.write()
        log.info("the worker stops")

    def once(self):
        """Do what is due and deliver what waits, then return; raises what went wrong."""
        self.enrol()
        self.rounds.do_what_is_due(now=self.clock())
        while self.deliver():
            pass
        recorder.write()

    def turn(self):
        """Do one round and return the seconds to sleep after it. A database that is away is waited for."""
        if not connection.in_atomic_block:  # inside a caller's transaction the connection is the caller's
            close_old_connections()
        try:
            self.enrol()
            self.settings_news.look()
            ran = self.rounds.do_what_is_due(now=self.clock())
            sent = self.deliver()
            self.write_measured()
        except (DatabaseError, InterfaceError) as error:
            log.warning("the database is in trouble, going on in %s s: %s", TROUBLE_SECONDS, type(error).__name__)
            return TROUBLE_SECONDS
        except Exception:
            log.exception("a turn of the worker failed")
            return TROUBLE_SECONDS
        return 0 if ran or sent else IDLE_SECONDS

    def deliver(self):
        self.delivered_at = time.monotonic()
        return deliver_due(now=self.clock(), stopping=self.is_stopping)

    def deliver_meanwhile(self):
        """Deliver between two units of a long duty, once a second at most; trouble here is not the duty's."""
        if time.monotonic() - self.delivered_at < IDLE_SECONDS:
            return
        try:
            self.deliver()
        except Exception as error:
            log.warning("messages wait: %s", type(error).__name__)

    def write_measured(self):
        """Write how long the duties took, once a minute; what the database does not take is kept."""
        if time.monotonic() - self.measured_at >= MEASURED_SECONDS:
            self.measured_at = time.monotonic()
            recorder.write()

    def enrol(self):
        if not self.enrolled:
            self.rounds.enrol(now=self.clock())
            self.enrolled = True

    def sleep(self, seconds):
        """Sleep in naps: a signal or the end of the parent is noticed at once."""
        until = time.monotonic() + seconds
        while not self.is_stopping() and time.monotonic() < until:
            time.sleep(NAP_SECONDS)
