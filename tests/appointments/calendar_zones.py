"""Reads a VTIMEZONE as RFC 5545 says, by nothing but its own lines: what a calendar that knows no zone by name does."""

import datetime as dt


class WrittenZone:
    """The offsets a VTIMEZONE spells out. Needs onsets by DTSTART and RDATE; a recurrence rule is refused."""

    def __init__(self, component):
        self.onsets = sorted(
            (self.in_utc(onset, observance.TZOFFSETFROM), observance.TZOFFSETTO)
            for observance in component.subcomponents
            for onset in self.onsets_of(observance)
        )

    @staticmethod
    def onsets_of(observance):
        assert "RRULE" not in observance
        later = observance.get("RDATE")
        return [observance.DTSTART, *(each.dt for each in (later.dts if later else []))]

    @staticmethod
    def in_utc(onset, offset_before):
        return (onset - offset_before).replace(tzinfo=dt.UTC)

    def offset_at(self, instant):
        """Return the offset from UTC in use at ``instant``: that of the last onset before it."""
        return [offset for onset, offset in self.onsets if onset <= instant][-1]
