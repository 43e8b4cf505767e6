"""An appointment's times, place and doctor in words, as one reader is told them: in their language, on their clock."""

import datetime as dt
from functools import cached_property

from django.utils.translation import gettext as _

from accounts.organisation import organisation
from scheduling.clinic_time import local, local_date, same_clock
from scheduling.clocks_in_use import clinics_share_a_clock
from scheduling.models import Mode
from scheduling.time_words import clock, day_and_time, short_clock, short_day, zone_place

CLOCKS_CHANGE_WITHIN = dt.timedelta(days=7)


def offset(instant, zone):
    return local(instant, zone).utcoffset()


class AppointmentInWords:
    """
    An appointment as somebody reads it at ``now`` whose clock is that of ``reader_zone``; ``""`` if nobody knows it.

    In person, times are the clinic's, named when the reader's clock shows
    another one; video and phone show both, the reader's first. Where nobody knows
    the reader's clock, the clinic's is named as soon as it could be mistaken for
    another. Reads only what the appointment already carries: doctor and clinic.
    """

    def __init__(self, appointment, *, reader_zone, now):
        self.appointment = appointment
        self.reader_zone = reader_zone or appointment.time_zone
        self.knows_reader = bool(reader_zone)
        self.now = now

    # --- Times ----------------------------------------------------------------------------------
    @property
    def is_remote(self):
        return self.appointment.mode != Mode.IN_PERSON

    @cached_property
    def zone(self):
        """The zone whose clock stands first: the reader's own for video and phone, else the clinic's."""
        return self.reader_zone if self.is_remote else self.appointment.time_zone

    def clocks_differ(self, instant, zone=None):
        return not same_clock(instant, zone or self.appointment.time_zone, self.reader_zone)

    @cached_property
    def is_ambiguous(self):
        """Whether a bare time could be on several clocks: the reader's is unknown, and there is more than one."""
        return not self.knows_reader and (self.is_remote or not clinics_share_a_clock())

    def names_place(self, instant, zone=None):
        """Say whether the clinic's town must stand beside a time on its clock."""
        return self.is_ambiguous or (not self.is_remote and self.clocks_differ(instant, zone))

    def moment(self, instant=None, *, clinic=None):
        """Return ``Wed 25 Nov, 9:20am``, with the place where the reader's clock shows another time."""
        instant = instant or self.appointment.starts_at
        clinic = clinic or self.appointment.clinic
        if self.names_place(instant, clinic.time_zone):
            text = day_and_time(instant, clinic.time_zone)
            return _("%(time)s %(place)s time") % {"time": text, "place": clinic.place}
        if self.is_remote and self.clocks_differ(instant, clinic.time_zone):
            return _("%(time)s your time") % {"time": self.bare(instant)}
        return day_and_time(instant, self.reader_zone if self.is_remote else clinic.time_zone)

    def bare(self, instant=None):
        """Return day and time without a place, for where room is short."""
        return day_and_time(instant or self.appointment.starts_at, self.zone)

    @property
    def day(self):
        return short_day(self.appointment.starts_at, self.zone)

    @property
    def clock(self):
        """Return ``9:20am``, with the place where the reader's clock shows another time."""
        text = clock(self.appointment.starts_at, self.zone)
        if self.names_place(self.appointment.starts_at):
            return _("%(time)s %(place)s time") % {"time": text, "place": self.appointment.clinic.place}
        return text

    def clock_at(self, instant):
        """Return ``9am`` or ``9:20am`` for within a sentence, with the place where the reader's clock differs."""
        text = short_clock(instant, self.zone)
        if self.names_place(instant):
            return _("%(time)s %(place)s time") % {"time": text, "place": self.appointment.clinic.place}
        return text

    @property
    def when(self):
        """The line after *When*; for video both clocks, with the other's day where it is another day."""
        start, zone = self.appointment.starts_at, self.appointment.time_zone
        if not (self.is_remote and self.clocks_differ(start)):
            return self.moment()
        same_day = local_date(start, zone) == local_date(start, self.reader_zone)
        return _("%(mine)s your time (%(my_place)s). %(theirs)s for %(doctor)s in %(place)s.") % {
            "mine": self.bare(),
            "my_place": zone_place(self.reader_zone),
            "theirs": clock(start, zone) if same_day else day_and_time(start, zone),
            "doctor": self.doctor,
            "place": self.appointment.clinic.place,
        }

    def answer_by(self, *, today=False):
        """Return ``5pm on Wed 25 Nov``; ``today`` allows ``5pm today`` where it is so at ``now``."""
        return self.deadline(self.appointment.decide_by, today=today)

    def deadline(self, instant, *, today=False):
        """Return an instant by which something has to be done, as ``answer_by`` says it."""
        zone = self.appointment.time_zone
        words = {
            "time": short_clock(instant, zone),
            "day": short_day(instant, zone),
            "place": self.appointment.clinic.place,
        }
        if self.is_ambiguous or self.clocks_differ(instant):
            return _("%(time)s %(place)s time on %(day)s") % words
        if today and local_date(instant, zone) == local_date(self.now, zone):
            return _("%(time)s today") % words
        return _("%(time)s on %(day)s") % words

    @property
    def is_today(self):
        return self._days_ahead == {0}

    @property
    def is_tomorrow(self):
        """Whether the start is tomorrow at ``now``, on the clinic's calendar and on the reader's."""
        return self._days_ahead == {1}

    @property
    def _days_ahead(self):
        start = local_date(self.appointment.starts_at, self.zone)
        return {(start - local_date(self.now, zone)).days for zone in (self.zone, self.reader_zone)}

    @property
    def clocks_change(self):
        """The sentence about a clock change between now and the start and near the start, or ``""``."""
        start, zone = self.appointment.starts_at, self.zone
        since = max(self.now, start - CLOCKS_CHANGE_WITHIN)
        if since >= start:
            return ""
        before, after = offset(since, zone), offset(start, zone)
        if before == after:
            return ""
        day = since
        while offset(day, zone) == before:
            day += dt.timedelta(hours=1)
        words = {"day": short_day(day, zone), "time": clock(start, zone)}
        if after < before:
            return _("The clocks go back on %(day)s. Your appointment is at %(time)s on the new time.") % words
        return _("The clocks go forward on %(day)s. Your appointment is at %(time)s on the new time.") % words

    # --- Place and doctor ---------------------------------------------------------------------------
    @property
    def doctor(self):
        return self.appointment.doctor.short_name

    @property
    def where(self):
        clinic = self.appointment.clinic
        if self.appointment.mode == Mode.VIDEO:
            return _("By video. To hear how to join, call %(phone)s.") % {"phone": organisation().help_phone}
        if self.appointment.mode == Mode.PHONE:
            return _("By phone. %(doctor)s calls you.") % {"doctor": self.doctor}
        return ", ".join(part for part in (clinic.name, clinic.address, clinic.city, clinic.postcode) if part)

    @property
    def instructions(self):
        """What the visit type asks to bring or do; needs the visit type."""
        return self.appointment.visit_type.instructions.strip()
