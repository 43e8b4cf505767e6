"""An appointment as the person who opened the page reads it: its time, its place, and what they may do with it."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from appointments.deadlines import cut_offs
from appointments.models import Appointment
from appointments.policies import is_late, may_cancel, may_reschedule
from appointments.reading.in_words import AppointmentInWords
from scheduling.clinic_time import local_date
from scheduling.models import Mode
from scheduling.money import money
from scheduling.places import map_url
from scheduling.reader_zone import reader_zone
from scheduling.time_words import clock, long_day, short_clock, zone_place

MODE_ICONS = {Mode.IN_PERSON: "pin", Mode.VIDEO: "video", Mode.PHONE: "phone"}


@dataclass(frozen=True)
class Reader:
    """Who reads a page, on which clock (a zone, or empty where nobody knows), and when."""

    user: User
    zone: str
    now: dt.datetime

    @classmethod
    def of(cls, request, *, now):
        return cls(request.user, reader_zone(request), now)


class AsRead(AppointmentInWords):
    """The words for the page of ``reader``, and the policies asked for them. Needs the visit type, too; no query."""

    def __init__(self, appointment, *, reader):
        super().__init__(appointment, reader_zone=reader.zone, now=reader.now)
        self.user = reader.user

    # --- When -----------------------------------------------------------------------------------
    @property
    def lacks_own_clock(self):
        """Whether the reader's own clock would stand here, if anybody knew it."""
        return self.is_remote and not self.knows_reader

    @property
    def long_when(self):
        """Return ``Wednesday 25 November 2026, 9:20am``, for what people keep."""
        start = self.appointment.starts_at
        words = {"day": long_day(start, self.zone), "time": clock(start, self.zone)}
        if self.names_place(start):
            return _("%(day)s, %(time)s %(place)s time") % (words | {"place": self.appointment.clinic.place})
        if self.is_remote and self.clocks_differ(start):
            place = zone_place(self.reader_zone)
            return _("%(day)s, %(time)s your time (%(place)s)") % (words | {"place": place})
        return _("%(day)s, %(time)s") % words

    @property
    def other_clock(self):
        """Return what the doctor's clock shows at a remote appointment where it differs, else nothing."""
        start, there = self.appointment.starts_at, self.appointment.time_zone
        if not (self.is_remote and self.clocks_differ(start)):
            return ""
        words = {"time": clock(start, there), "doctor": self.doctor, "place": self.appointment.clinic.place}
        return _("%(time)s for %(doctor)s in %(place)s.") % words

    @property
    def length(self):
        return ngettext("%(count)s minute", "%(count)s minutes", self.appointment.minutes) % {
            "count": self.appointment.minutes
        }

    @property
    def change_until(self):
        """Return until when a patient may change or cancel: ``Wed 25 Nov, 5:20am``."""
        return self.moment(self.appointment.changeable_until)

    @property
    def change_words(self):
        """Return until when a patient may change or cancel, and until when it is free; nothing once it is too late."""
        until, late = self.appointment.changeable_until, self.appointment.late_after
        words = {"until": self.change_until, "free_until": self.moment(late)}
        if self.appointment.runs_late:
            return _("Because %(doctor)s is running late, you can change or cancel free until it begins.") % {
                "doctor": self.doctor
            }
        if self.now > until:
            return ""
        if late >= until:
            return _("You can change or cancel free until %(until)s.") % words
        if self.is_late:
            return _("You can change or cancel here until %(until)s. Cancelling counts as a late cancellation.") % words
        return (
            _(
                "You can change or cancel free until %(free_until)s."
                " You can still do it here until %(until)s, but cancelling then counts as a late cancellation."
            )
            % words
        )

    @property
    def runs_late(self):
        """Whether to say that the doctor runs late: until it would be over, even so."""
        appointment = self.appointment
        return appointment.runs_late and self.now < appointment.expected_at + (
            appointment.ends_at - appointment.starts_at
        )

    @property
    def late_line(self):
        """Return ``Dr Osei is running about 20 minutes late today. Expected about 2:20pm.``"""
        return _("%(doctor)s is running about %(minutes)s minutes late today. Expected about %(time)s.") % {
            "doctor": self.doctor,
            "minutes": self.appointment.late_minutes,
            "time": self.clock_at(self.appointment.expected_at),
        }

    @property
    def offered_until(self):
        """Return by when the reader answers an offer of other times: ``5pm today``."""
        return self.deadline(self.appointment.offered_until, today=True)

    @property
    def day_name(self):
        """Return ``Today`` or ``Tomorrow`` where it is; printed beside the date, never alone."""
        if self.is_today:
            return _("Today")
        return _("Tomorrow") if self.is_tomorrow else ""

    # --- What, where, who -------------------------------------------------------------------------
    @property
    def icon(self):
        return MODE_ICONS[Mode(self.appointment.mode)]

    @property
    def kind(self):
        """Return ``Follow-up, 20 minutes, in person``."""
        return f"{self.appointment.visit_type_name}, {self.length}, {Mode(self.appointment.mode).within_a_sentence}"

    @property
    def price(self):
        return money(self.appointment.fee_minor, self.appointment.currency)

    @property
    def clinic_line(self):
        """Return ``Fernhill Clinic, 12 Mill Road``, or how a remote appointment is held."""
        if self.is_remote:
            return Mode(self.appointment.mode).label
        return f"{self.appointment.clinic.name}, {self.appointment.clinic.address}"

    @property
    def maps_url(self):
        return "" if self.is_remote else map_url(self.appointment.clinic)

    @property
    def is_for_another(self):
        return self.appointment.patient.user_id != self.user.pk

    # --- What may be done with it ------------------------------------------------------------------
    @cached_property
    def change_refusal(self):
        return may_reschedule(self.appointment, actor=self.user, now=self.now, as_patient=True)

    @cached_property
    def cancel_refusal(self):
        return may_cancel(self.appointment, actor=self.user, now=self.now, as_patient=True)

    @property
    def may_change(self):
        return self.change_refusal is None

    @property
    def may_cancel(self):
        return self.cancel_refusal is None

    @property
    def is_late(self):
        return is_late(self.appointment, now=self.now)

    @property
    def late_words(self):
        """What a late cancellation counts as, said before it is made."""
        hours = round((self.appointment.starts_at - self.appointment.late_after).total_seconds() / 3600)
        return ngettext(
            "It is less than %(hours)s hour to your appointment."
            " You can still cancel. It counts as a late cancellation.",
            "It is less than %(hours)s hours to your appointment."
            " You can still cancel. It counts as a late cancellation.",
            hours,
        ) % {"hours": hours}


def of_draft(draft, *, offer, reader):
    """Return what ``draft`` would become, as its pages print it; nothing is saved."""
    visit_type = offer.visit_type
    appointment = Appointment(
        doctor=draft.doctor,
        clinic=draft.clinic,
        visit_type=visit_type,
        visit_type_name=visit_type.name,
        starts_at=draft.starts_at,
        time_zone=draft.clinic.time_zone,
        mode=offer.mode,
        minutes=offer.minutes,
        fee_minor=offer.fee_minor,
        currency=visit_type.currency,
        **cut_offs(visit_type=visit_type, starts_at=draft.starts_at),
    )
    return AsRead(appointment, reader=reader)


def until_words(instant, *, zone, now, place=""):
    """Return ``2:38pm today``, or the day where it is another one; ``place`` names the clock, where it must be."""
    time = short_clock(instant, zone)
    if place:
        time = _("%(time)s %(place)s time") % {"time": time, "place": place}
    if local_date(instant, zone) == local_date(now, zone):
        return _("%(time)s today") % {"time": time}
    return _("%(time)s tomorrow") % {"time": time}
