"""The value of a time button: ``<doctor>.<clinic>.<UTC start>``, such as ``12.3.20261125T0920Z``."""

import datetime as dt
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

# Eighteen digits fit every key column, and from the year 2000 on no zone or length leads out of the calendar.
FORM = re.compile(r"([1-9][0-9]{0,17})\.([1-9][0-9]{0,17})\.(2[0-9]{7}T[0-9]{4})Z")
START = "%Y%m%dT%H%M"


class BadSlotValue(ValueError):
    """The value is not one a button of ours could have sent. The message can be read aloud."""

    def __init__(self):
        super().__init__(_("We could not read that time. Choose it again from the list."))


@dataclass(frozen=True)
class SlotValue:
    """
    A start somebody tapped: whose, where and when, never a slot's key.

    It is a wish and proves nothing: doctor, clinic and time are looked up and
    judged again by whoever books.
    """

    doctor_id: int
    clinic_id: int
    starts_at: dt.datetime

    def __str__(self):
        return slot_value(self.doctor_id, self.clinic_id, self.starts_at)

    @classmethod
    def parse(cls, text):
        """
        Return the ``SlotValue`` that ``text`` spells, its start an aware UTC instant.

        Raises ``BadSlotValue`` for anything but the exact form.
        """
        found = FORM.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            raise BadSlotValue
        doctor, clinic, start = found.groups()
        try:
            starts_at = dt.datetime.strptime(start, START).replace(tzinfo=dt.UTC)
        except ValueError as error:
            raise BadSlotValue from error
        return cls(int(doctor), int(clinic), starts_at)


def slot_value(doctor_id, clinic_id, starts_at):
    """Return the value for a button; ``starts_at`` is an aware instant."""
    return f"{doctor_id}.{clinic_id}.{starts_at.astimezone(dt.UTC):{START}}Z"
