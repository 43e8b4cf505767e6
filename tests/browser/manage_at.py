"""
Run ``manage.py`` at another time; the clock goes on from there.

As in ``python -m tests.browser.manage_at 2026-11-24T10:25 seed_demo``.
"""

import datetime as dt
import os
import sys

import time_machine
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    moment = dt.datetime.fromisoformat(sys.argv[1]).replace(tzinfo=dt.UTC)
    with time_machine.travel(moment, tick=True):
        execute_from_command_line(["manage.py", *sys.argv[2:]])
