"""What one recipient of a message is told of an appointment, beyond its time and place."""

from dataclasses import replace

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from appointments.answering.tokens import answer_token
from appointments.lifecycle import EXPLAINED, Verb
from appointments.models import AppointmentEvent
from appointments.notifications.kinds import REMINDERS
from appointments.reading.in_words import AppointmentInWords
from scheduling.models import Mode


class Facts(AppointmentInWords):
    """
    An appointment as ``recipient`` reads it at ``sent_at`` in a message of ``kind``, and what ``event`` did to it.

    Reads only what the appointment already carries: patient, doctor, clinic and
    visit type.
    """

    def __init__(self, *, appointment, recipient, sent_at, kind=None, event=None, alternatives=(), also=()):
        super().__init__(appointment, reader_zone=recipient.time_zone, now=sent_at)
        self.recipient = recipient
        self.kind = kind
        self.event = event
        self.alternatives = list(alternatives)[:3]
        self.also = [Facts(appointment=other, recipient=reader, sent_at=sent_at, kind=kind) for other, reader in also]

    def for_a_locked_screen(self):
        """Return the same as somebody is told it who keeps their messages private, whatever this reader chose."""
        if self.private:
            return self
        return Facts(
            appointment=self.appointment,
            recipient=replace(self.recipient, private=True),
            sent_at=self.now,
            event=self.event,
            alternatives=self.alternatives,
            also=[(other.appointment, other.recipient) for other in self.also],
        )

    # --- Other times ------------------------------------------------------------------------------
    @property
    def old_moment(self):
        return self.moment(self.event.old_starts_at, clinic=self.event.old_clinic or self.appointment.clinic)

    @property
    def changes_doctor(self):
        """Whether the message tells that another doctor took the appointment over."""
        return self.event is not None and self.event.changes_doctor

    @property
    def other_times(self):
        """Up to three free times, each with its clinic where that is another one."""
        lines = []
        for slot in self.alternatives:
            moment = self.moment(slot.starts_at, clinic=slot.clinic)
            elsewhere = not self.is_remote and slot.clinic_id != self.appointment.clinic_id
            lines.append(f"{moment}, {slot.clinic.name}" if elsewhere else moment)
        return lines

    @property
    def tells_of_an_offer(self):
        return self.event is not None and self.event.kind == Verb.OFFER

    @property
    def offered(self):
        """The one time that is offered, or how many there are to choose from."""
        if len(self.alternatives) == 1:
            return self.other_times[0]
        return _("one of %(count)s times") % {"count": len(self.alternatives)}

    @property
    def answer_until(self):
        """By when the patient answers the offer the message tells of, as ``answer_by`` says it."""
        return self.deadline(self.alternatives[0].proposal.answer_by)

    # --- Running late -----------------------------------------------------------------------------
    @property
    def late(self):
        """How many minutes late the doctor runs; empty where they are on time again."""
        return self.appointment.late_minutes or ""

    @property
    def expected(self):
        """When it begins as things stand, as ``clock`` says it within a sentence."""
        return self.clock_at(self.appointment.expected_at)

    @property
    def booked_clock(self):
        """The time it was booked for, as ``expected`` is said."""
        return self.clock_at(self.appointment.starts_at)

    # --- Private --------------------------------------------------------------------------------
    @property
    def private(self):
        """Whether the reader wants no message that tells others whom they see, and what for."""
        return self.recipient.private

    @property
    def doctor(self):
        return _("your doctor") if self.private else super().doctor

    @property
    def doctor_in_full(self):
        return _("your doctor") if self.private else self.appointment.doctor.display_name

    @property
    def instructions(self):
        """What to bring says what for: who keeps their messages private reads it on the page."""
        instructions = super().instructions
        return _("Sign in to read it.") if self.private and instructions else instructions

    @property
    def where(self):
        if self.private and self.appointment.mode == Mode.PHONE:
            return _("By phone. We call you.")
        return super().where

    # --- Place --------------------------------------------------------------------------------------
    @property
    def place(self):
        """Return ``Fernhill Clinic, 12 Mill Road``, or how it is held where nobody goes anywhere."""
        return self._in_no_place or f"{self.appointment.clinic.name}, {self.appointment.clinic.address}"

    @property
    def place_in_short(self):
        return self._in_no_place or self.appointment.clinic.address

    @property
    def _in_no_place(self):
        return {Mode.VIDEO: _("by video"), Mode.PHONE: _("by phone")}.get(self.appointment.mode, "")

    # --- People -----------------------------------------------------------------------------------
    @property
    def doctor_and_place(self):
        """Return ``Dr Amara Osei, Fernhill Clinic, 12 Mill Road.``"""
        if self.private:
            return f"{capfirst(self.place)}."
        name = self.appointment.doctor.display_name
        if self.appointment.mode == Mode.VIDEO:
            return _("%(doctor)s, by video.") % {"doctor": name}
        if self.appointment.mode == Mode.PHONE:
            return _("%(doctor)s, by phone.") % {"doctor": name}
        return f"{name}, {self.place}."

    @property
    def visit(self):
        """The visit type as it stands inside a sentence; empty for who keeps their messages private."""
        kind = "" if self.private else self.appointment.visit_type_name
        return kind[:1].lower() + kind[1:] if kind[1:2].islower() else kind

    @property
    def patient_and_time(self):
        """Return ``Maria Lopes, Wed 25 Nov, 9:20am, follow-up``; for the doctor's own eyes."""
        return ", ".join(filter(None, [self.appointment.patient.full_name, self.moment(), self.visit]))

    @property
    def about(self):
        """The first name of the person it is about, for somebody who acts for them."""
        return self.appointment.patient.full_name.split(" ")[0] if self.recipient.acts_for else ""

    @property
    def reason(self):
        """The clinic's reason as a sentence; ``""`` for what a patient said to the front desk, or staff wrote."""
        code = self.event.reason_code
        if code not in AppointmentEvent.CLINICS_REASONS:
            return ""
        if code == AppointmentEvent.Reason.DOCTOR_AWAY:
            return _("Your doctor is away.") if self.private else _("%(doctor)s is away.") % {"doctor": self.doctor}
        if self.private and code == AppointmentEvent.Reason.NEEDS_OTHER_TYPE:
            return ""
        return f"{self.event.get_reason_code_display()}."

    @property
    def has_words_of_the_clinic(self):
        """Whether the clinic wrote a few words with its decision; they are read on the page, not in the mail."""
        event = self.event
        return event is not None and event.is_the_clinics_wish and event.kind in EXPLAINED and bool(event.note)

    @property
    def in_one_line(self):
        """Return ``Wed 25 Nov, 9:20am, Dr Amara Osei, Fernhill Clinic, for Leo``, for one of several in a message."""
        parts = [self.moment(), self.doctor_in_full]
        parts.append(str(Mode(self.appointment.mode).label) if self.is_remote else self.appointment.clinic.name)
        if self.about:
            parts.append(_("for %(name)s") % {"name": self.about})
        return ", ".join(parts)

    # --- Pages ------------------------------------------------------------------------------------
    @property
    def appointment_path(self):
        return reverse("appointments:detail", args=[self.appointment.reference])

    @property
    def answer_path(self):
        """Where the recipient says, without signing in, whether the patient comes."""
        return reverse("appointments:answer", args=[answer_token(self.appointment, self.recipient)])

    @property
    def offer_path(self):
        """Where the patient's side chooses one of the offered times."""
        return reverse("appointments:answer_offer", args=[self.appointment.reference])

    @property
    def answer_url(self):
        return absolute(self.answer_path)

    @property
    def link_path(self):
        """Where the link of a text message leads the patient's side: to the question, where one is asked."""
        if self.kind in REMINDERS:
            return self.answer_path
        return self.offer_path if self.tells_of_an_offer else self.appointment_path

    @property
    def doctors_view_path(self):
        return reverse("doctor:appointment", args=[self.appointment.reference])

    @property
    def staff_view_path(self):
        return reverse("admin:appointments_appointment_change", args=[self.appointment.pk])

    @property
    def book_again_path(self):
        """Where another time is found: with the same doctor while the public may, else with anybody.

        The address of a doctor's times has their name in it: in private it is the page of the appointment.
        """
        doctor = self.appointment.doctor
        if self.private:
            return self.appointment_path
        if doctor.is_active and doctor.is_listed:
            return reverse("scheduling:times", args=[doctor.slug])
        return reverse("scheduling:results")


def absolute(path):
    """Return the full address of a path; never built from a request's Host header."""
    return f"{settings.SITE_URL}{path}"
