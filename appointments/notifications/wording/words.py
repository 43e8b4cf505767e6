"""What a message says, and how a subject is kept short. Shared by the words to patients, doctors and the clinic."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


def by_name(facts, sentence, fallback, **names):
    """Return subjects with the doctor's name, then without: a long name does not fit, some readers want none."""
    unnamed = [fallback % names]
    return unnamed if facts.private else [sentence % {**names, "doctor": facts.doctor}, *unnamed]


def at_a_time_by_name(facts, sentence, fallback):
    """Return subjects with the doctor's name and the time, then without the name."""
    named = [] if facts.private else with_time(facts, sentence, doctor=facts.doctor)
    return [*named, *with_time(facts, fallback)]


def with_more(facts, subjects):
    """Return ``subjects``, each with how many more appointments of that day the message tells of."""
    count = len(facts.also)
    if not count:
        return subjects
    more = ngettext("%(subject)s and %(count)s more", "%(subject)s and %(count)s more", count)
    return [more % {"subject": subject, "count": count} for subject in subjects]


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


def book_again(facts, *, subject, fact, **more):
    """Words about an appointment that is over; the button leads to other times."""
    return Words(
        subject=subject,
        fact=fact,
        link=facts.appointment_path,
        button=_("Choose another time"),
        button_path=facts.book_again_path,
        **more,
    )


def for_doctor(facts, *, subject, fact, **more):
    path = facts.doctors_view_path
    told = {"link": path, "button": _("Open the appointment"), "button_path": path}
    return Words(subject=subject, fact=fact, **told | more)
