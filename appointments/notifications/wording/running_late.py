"""What the patient's side is told of a doctor who runs late, and who is on time again."""

from django.utils.translation import gettext as _

from appointments.lifecycle import MAY_MOVE
from appointments.notifications.wording.text_messages import text_message
from appointments.notifications.wording.words import about_it, by_name, fitting


def running_late(facts):
    """Nothing is asked of them; whoever has not arrived may still change the time."""
    if not facts.late:
        return on_time_again(facts)
    times = {"late": facts.late, "expected": facts.expected, "booked": facts.booked_clock}
    named = _("%(doctor)s is running about %(late)s minutes late")
    unnamed = _("We are running about %(late)s minutes late")
    fact = _("Expected about %(expected)s instead of %(booked)s today. You do not need to do anything.") % times
    may_change = _("If that does not suit you, you can change the time.")
    return about_it(
        facts,
        subject=fitting(*by_name(facts, named, unnamed, **times)),
        fact=f"{fact} {may_change}" if facts.appointment.status in MAY_MOVE else fact,
        button=_("See it or change the time"),
        sms=text_message(
            facts,
            _(
                "%(doctor)s is running about %(late)s minutes late: %(expected)s instead of %(booked)s."
                " No need to do anything:"
            ),
            _("%(doctor)s is late: about %(expected)s instead of %(booked)s. No need to do anything:"),
            _(
                "we are running about %(late)s minutes late: %(expected)s instead of %(booked)s."
                " No need to do anything:"
            ),
            _("we are running late. Your visit begins about %(expected)s:"),
            _("your visit begins about %(expected)s:"),
        ),
    )


def on_time_again(facts):
    named, unnamed = _("%(doctor)s is on time again"), _("We are on time again")
    return about_it(
        facts,
        subject=fitting(*by_name(facts, named, unnamed)),
        fact=_("Your appointment is at %(time)s today, as booked. You do not need to do anything.")
        % {"time": facts.booked_clock},
        button=_("See the appointment"),
        sms=text_message(
            facts,
            _("%(doctor)s is on time again. Your visit is at %(booked)s, as booked. No need to do anything:"),
            _("we are on time again. Your visit is at %(booked)s, as booked. No need to do anything:"),
            _("your visit is at %(booked)s, as booked:"),
        ),
    )
