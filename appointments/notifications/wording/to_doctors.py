"""What the doctor is told of the appointments with them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from appointments.notifications.wording.text_messages import text_message
from appointments.notifications.wording.words import for_doctor


def doctor_booked(facts):
    return for_doctor(facts, subject=_("New booking"), fact=f"{facts.patient_and_time}.")


def doctor_requested(facts):
    fact = _("%(who)s. Answer by %(time)s.") % {"who": facts.patient_and_time, "time": facts.answer_by(today=True)}
    if facts.event.old_starts_at:
        fact = _("%(fact)s %(old)s is off.") % {"fact": fact, "old": facts.old_moment}
    return for_doctor(
        facts,
        subject=_("1 new request"),
        fact=fact,
        sms=text_message(
            facts,
            _("1 new request. Answer by %(answer_by)s:"),
            _("1 new request:"),
            path=facts.doctors_view_path,
        ),
    )


def doctor_moved(facts):
    if facts.changes_doctor:
        return taken_over(facts)
    fact = _("%(who)s. %(old)s is off.") % {"who": facts.patient_and_time, "old": facts.old_moment}
    by_clinic = facts.event.is_the_clinics_wish
    return for_doctor(
        facts, subject=_("Changed by the clinic") if by_clinic else _("Changed by the patient"), fact=fact
    )


def taken_over(facts):
    """To who had it: the page of the appointment is the other doctor's now."""
    fact = _("%(who)s. %(doctor)s has it now.") % {"who": facts.patient_and_time, "doctor": facts.doctor}
    today = reverse("doctor:today")
    return for_doctor(
        facts, subject=_("Changed by the clinic"), fact=fact, link=today, button=_("Today"), button_path=today
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


def doctor_offer_accepted(facts):
    return for_doctor(facts, subject=_("Your offer was taken"), fact=f"{facts.patient_and_time}.")


def doctor_offer_refused(facts):
    fact = _("%(who)s. The patient said no to the other times. It stays as it was.") % {"who": facts.patient_and_time}
    return for_doctor(facts, subject=_("Your offer was refused"), fact=fact)


def doctor_offer_lapsed(facts):
    fact = _("%(who)s. There was no answer. The offered times are free again.") % {"who": facts.patient_and_time}
    return for_doctor(facts, subject=_("Your offer was not answered"), fact=fact)
