"""Count all metrics: those of visits and waits, of messages, and of patients."""

import datetime as dt
from collections.abc import Iterator
from itertools import chain

from dashboards.analytics.rolling_up import all_days, roll_up, roll_up_changed
from dashboards.analytics.rolling_up_messages import all_message_days, roll_up_changed_messages, roll_up_messages
from dashboards.analytics.rolling_up_patients import all_patient_days, roll_up_changed_patients, roll_up_patients


def count_everything() -> Iterator[dt.date]:
    """Count every day there ever was, and yield each when it is done; the kinds of figures come one after another."""
    return chain(roll_up(all_days()), roll_up_messages(all_message_days()), roll_up_patients(all_patient_days()))


def count_changed() -> Iterator[dt.date]:
    """Count every day again on which something changed since the last time, and yield each when it is done."""
    return chain(roll_up_changed(), roll_up_changed_messages(), roll_up_changed_patients())
