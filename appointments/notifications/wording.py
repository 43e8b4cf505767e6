"""
The words of every kind of message: subject, first line, and what the button leads to.

Call inside ``translation.override`` of the reader's language. No subject holds
a reason, a specialty or a patient's name: it is shown on locked screens.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.lifecycle import Status
from appointments.models import AppointmentEvent
from appointments.notifications.kinds import Kind

LONGEST_SUBJECT = 50


@dataclass(frozen=True)
class Words:
    """
    ``fact`` is the first line of the email and the whole of the in-app text; paths lead into the portal.

    ``sms`` is the whole text message, with its full link; empty where this kind has none.
    """

    subject: str
    fact: str
    link: str
    button: str
    button_path: str
    shows_instructions: bool = False
    sms: str = ""


def fitting(*candidates):
    """Return the first subject that is short enough; the last is cut."""
    for subject in candidates:
        if len(subject) <= LONGEST_SUBJECT:
            return subject
    return candidates[-1][: LONGEST_SUBJECT - 1] + "…"


def with_time(facts, sentence, **names):
    """Return subjects from ``sentence``: with the place of the clock where that is needed, then without."""
    return [sentence % {**names, "time": facts.moment()}, sentence % {**names, "time": facts.bare()}]


def about_it(facts, *, subject, fact, button, **more):
    """Words whose button opens the appointment."""
    return Words(
        subject=subject,
        fact=fact,
        link=facts.appointment_path,
        button=button,
        button_path=facts.appointment_path,
        **more,
    )


def book_again(facts, *, subject, fact):
    """Words about an appointment that is over; the button leads to other times."""
    return Words(
        subject=subject,
        fact=fact,
        link=facts.appointment_path,
        button=_("Choose another time"),
        button_path=facts.book_again_path,
    )


def for_doctor(facts, *, subject, fact):
    return Words(
        subject=subject,
        fact=fact,
        link=facts.doctors_view_path,
        button=_("Open the appointment"),
        button_path=facts.doctors_view_path,
    )


def by_name(facts, sentence, fallback, **names):
    """Return subjects with the doctor's name, then without: a long name does not fit."""
    return [sentence % {**names, "doctor": facts.doctor}, fallback % names]


def offered_instead(facts, sentence):
    """Return ``sentence`` and how many other times the message lists."""
    count = len(facts.alternatives)
    if not count:
        return _("%(sentence)s Choose another time.") % {"sentence": sentence}
    other = ngettext("Here is %(count)s other time.", "Here are %(count)s other times.", count) % {"count": count}
    return f"{sentence} {other}"


def reason_given(facts):
    """Return the clinic's reason as a sentence; ``""`` for what a patient said to the front desk, or staff wrote."""
    code = facts.event.reason_code
    if code not in AppointmentEvent.CLINICS_REASONS:
        return ""
    if code == AppointmentEvent.Reason.DOCTOR_AWAY:
        return _("%(doctor)s is away.") % {"doctor": facts.doctor}
    return f"{facts.event.get_reason_code_display()}."


# --- To the patient's side ----------------------------------------------------------------------


def booked(facts):
    return about_it(
        facts,
        subject=fitting(*with_time(facts, _("Booked: %(time)s"))),
        fact=facts.doctor_and_place,
        button=_("Change or cancel"),
        shows_instructions=True,
    )


def requested(facts):
    return about_it(
        facts,
        subject=fitting(*by_name(facts, _("We asked %(doctor)s"), _("We asked your doctor"))),
        fact=_("You will hear by %(time)s. It is not booked yet.") % {"time": facts.answer_by()},
        button=_("Change or cancel"),
    )


def approved(facts):
    named, unnamed = _("%(doctor)s said yes: %(time)s"), _("Your doctor said yes: %(time)s")
    return about_it(
        facts,
        subject=fitting(*with_time(facts, named, doctor=facts.doctor), *with_time(facts, unnamed)),
        fact=facts.doctor_and_place,
        button=_("Change or cancel"),
        shows_instructions=True,
    )


def rejected(facts):
    named, unnamed = _("%(doctor)s cannot see you on %(day)s"), _("Your doctor cannot see you on %(day)s")
    return book_again(
        facts,
        subject=fitting(*by_name(facts, named, unnamed, day=facts.day)),
        fact=offered_instead(facts, reason_given(facts)).strip(),
    )


def expired(facts):
    named, unnamed = _("We are sorry, %(doctor)s did not answer"), _("We are sorry, your doctor did not answer")
    return book_again(
        facts,
        subject=fitting(*by_name(facts, named, unnamed)),
        fact=_("Your request has ended. Pick any other time."),
    )


def moved(facts):
    old = _("%(time)s is off.") % {"time": facts.old_moment}
    if facts.appointment.status == Status.REQUESTED:
        named, unnamed = _("We asked %(doctor)s for %(time)s"), _("We asked your doctor for %(time)s")
        return about_it(
            facts,
            subject=fitting(*with_time(facts, named, doctor=facts.doctor), *with_time(facts, unnamed)),
            fact=_("%(old)s You will hear by %(time)s. The new time is not booked yet.")
            % {"old": old, "time": facts.answer_by()},
            button=_("Change or cancel"),
        )
    return about_it(
        facts,
        subject=fitting(*with_time(facts, _("Changed: now %(time)s"))),
        fact=old,
        button=_("Change or cancel"),
        shows_instructions=True,
    )


def moved_by_clinic(facts):
    return about_it(
        facts,
        subject=_("We had to move your appointment"),
        fact=_("Now %(time)s. We are sorry. Keep it or choose again.") % {"time": facts.moment()},
        button=_("Keep it or choose again"),
        shows_instructions=True,
    )


def cancelled(facts):
    return book_again(
        facts,
        subject=fitting(*with_time(facts, _("Cancelled: %(time)s"))),
        fact=_("Thank you for telling us."),
    )


def cancelled_by_clinic(facts):
    sorry = _("%(reason)s We are sorry. You go first: choose a new time.") % {"reason": reason_given(facts)}
    return book_again(
        facts,
        subject=_("Your appointment on %(day)s is cancelled") % {"day": facts.day},
        fact=sorry.strip(),
    )


def missed(facts):
    return book_again(
        facts,
        subject=_("We missed you today") if facts.is_today else _("We missed you on %(day)s") % {"day": facts.day},
        fact=_("Still need to be seen? Choose a new time."),
    )


def reminder(facts):
    """By how far away it is when the message leaves, whatever the rule: *tomorrow* only where it is."""
    bring = facts.instructions
    tell_us = _("If you cannot come, tell us now.")
    told = {"button": _("Can you come?"), "button_path": facts.answer_path, "link": facts.appointment_path}
    if not facts.is_tomorrow:
        subjects = with_more(facts, with_time(facts, _("Reminder: %(time)s")))
        return Words(subject=fitting(*subjects), fact=tell_us, shows_instructions=True, **told)
    subjects = with_more(facts, [_("Tomorrow, %(time)s") % {"time": facts.clock}])
    return Words(
        subject=fitting(*subjects),
        fact=_("What to bring: %(what)s") % {"what": bring} if bring else tell_us,
        **told,
    )


def with_more(facts, subjects):
    """Return ``subjects``, each with how many more appointments of that day the message tells of."""
    count = len(facts.also)
    if not count:
        return subjects
    more = ngettext("%(subject)s and %(count)s more", "%(subject)s and %(count)s more", count)
    return [more % {"subject": subject, "count": count} for subject in subjects]


# --- To the doctor --------------------------------------------------------------------------------


def doctor_booked(facts):
    return for_doctor(facts, subject=_("New booking"), fact=f"{facts.patient_and_time}.")


def doctor_requested(facts):
    fact = _("%(who)s. Answer by %(time)s.") % {"who": facts.patient_and_time, "time": facts.answer_by(today=True)}
    if facts.event.old_starts_at:
        fact = _("%(fact)s %(old)s is off.") % {"fact": fact, "old": facts.old_moment}
    return for_doctor(facts, subject=_("1 new request"), fact=fact)


def doctor_moved(facts):
    fact = _("%(who)s. %(old)s is off.") % {"who": facts.patient_and_time, "old": facts.old_moment}
    by_clinic = facts.event.is_the_clinics_wish
    return for_doctor(
        facts, subject=_("Changed by the clinic") if by_clinic else _("Changed by the patient"), fact=fact
    )


def doctor_cancelled(facts):
    by_clinic = facts.event.is_the_clinics_wish
    subject = _("Cancelled by the clinic") if by_clinic else _("Cancelled by the patient")
    return for_doctor(facts, subject=subject, fact=f"{facts.patient_and_time}.")


def doctor_declined(facts):
    """A request they were asked to answer is off their list, answered by somebody else."""
    return for_doctor(facts, subject=_("Declined by the clinic"), fact=f"{facts.patient_and_time}.")


def doctor_expired(facts):
    fact = _("%(who)s. The patient was told that there was no answer.") % {"who": facts.patient_and_time}
    return for_doctor(facts, subject=_("A request ended without an answer"), fact=fact)


# --- To the clinic --------------------------------------------------------------------------------


def staff_expired(facts):
    words = {"who": facts.patient_and_time, "doctor": facts.doctor}
    return Words(
        subject=_("A request ended without an answer"),
        fact=_("%(who)s. %(doctor)s did not answer. The patient was told, with other times to choose from.") % words,
        link=facts.staff_view_path,
        button=_("Open the appointment"),
        button_path=facts.staff_view_path,
    )


WORDS = {
    Kind.BOOKED: booked,
    Kind.REQUESTED: requested,
    Kind.APPROVED: approved,
    Kind.REJECTED: rejected,
    Kind.EXPIRED: expired,
    Kind.MOVED: moved,
    Kind.MOVED_BY_CLINIC: moved_by_clinic,
    Kind.CANCELLED: cancelled,
    Kind.CANCELLED_BY_CLINIC: cancelled_by_clinic,
    Kind.MISSED: missed,
    Kind.REMINDER_WEEK: reminder,
    Kind.REMINDER_DAY: reminder,
    Kind.DOCTOR_BOOKED: doctor_booked,
    Kind.DOCTOR_REQUESTED: doctor_requested,
    Kind.DOCTOR_MOVED: doctor_moved,
    Kind.DOCTOR_CANCELLED: doctor_cancelled,
    Kind.DOCTOR_DECLINED: doctor_declined,
    Kind.DOCTOR_EXPIRED: doctor_expired,
    Kind.STAFF_EXPIRED: staff_expired,
}
