"""May another time be offered, or an offer be answered? ``None``, or the sentence that says why not."""

from django.utils.translation import gettext as _

from appointments.lifecycle import MAY_MOVE, TransitionNotAllowed, Verb
from appointments.policies import only_the_clinic


def may_offer(appointment, *, actor, now):
    """The clinic offers, while the appointment has not begun and no other offer waits."""
    if appointment.status not in MAY_MOVE:
        return str(TransitionNotAllowed(status=appointment.status, verb=Verb.OFFER))
    refusal = only_the_clinic(appointment, actor=actor, now=now)
    if refusal:
        return refusal
    if appointment.starts_at <= now:
        return _("The time has passed, so no other time can be offered for it.")
    if appointment.is_offered:
        return _("Other times are offered already. Take that offer back first.")
    return None


def may_take_back(appointment, *, actor, now):
    """The clinic takes an offer back as long as it waits for an answer."""
    refusal = only_the_clinic(appointment, actor=actor, now=now)
    if refusal or appointment.is_offered:
        return refusal
    return _("There is no offer to take back any more.")


def may_write_down(appointment, *, actor, now):
    """May the clinic write down what the patient's side answered, on the telephone or at the desk?"""
    return only_the_clinic(appointment, actor=actor, now=now) or may_answer(appointment, now=now)


def may_answer(appointment, *, now):
    """May the patient's side answer? The clinic asked, so the patient's own cut-off does not stand against it."""
    if not appointment.is_offered or appointment.offered_until <= now or appointment.starts_at <= now:
        return _("The time to answer is over. Look at your appointment to see how it stands.")
    return None
