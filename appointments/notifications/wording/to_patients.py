"""What the patient's side is told: the news of an appointment, and the reminders."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.lifecycle import Status
from appointments.models import AppointmentEvent
from appointments.notifications.wording.text_messages import text_message
from appointments.notifications.wording.words import (
    about_it,
    at_a_time_by_name,
    book_again,
    by_name,
    fitting,
    with_more,
    with_time,
)


def offered_instead(facts, sentence):
    """Return ``sentence`` and how many other times the message lists."""
    count = len(facts.alternatives)
    if not count:
        return _("%(sentence)s Choose another time.") % {"sentence": sentence}
    other = ngettext("Here is %(count)s other time.", "Here are %(count)s other times.", count) % {"count": count}
    return f"{sentence} {other}"


def booked(facts):
    return about_it(
        facts,
        subject=fitting(*with_time(facts, _("Booked: %(time)s"))),
        fact=facts.doctor_and_place,
        button=_("Change or cancel"),
        shows_instructions=True,
        sms=text_message(
            facts,
            _("booked. %(doctor)s, %(time)s, %(place)s. Change or cancel:"),
            _("booked. %(doctor)s, %(time)s. Change or cancel:"),
            _("your visit is booked. %(time)s, %(place)s. Change or cancel:"),
            _("your visit is booked. %(time)s. Change or cancel:"),
        ),
    )


def requested(facts):
    return about_it(
        facts,
        subject=fitting(*by_name(facts, _("We asked %(doctor)s"), _("We asked your doctor"))),
        fact=_("You will hear by %(time)s. It is not booked yet.") % {"time": facts.answer_by()},
        button=_("Change or cancel"),
        sms=text_message(
            facts,
            _("we asked %(doctor)s for %(time)s. You will hear by %(answer_by)s. This is not booked yet:"),
            _("we asked for %(time)s. You will hear by %(answer_by)s. This is not booked yet:"),
            _("we asked for %(time)s. This is not booked yet:"),
        ),
    )


def approved(facts):
    return about_it(
        facts,
        subject=fitting(
            *at_a_time_by_name(facts, _("%(doctor)s said yes: %(time)s"), _("Your doctor said yes: %(time)s"))
        ),
        fact=facts.doctor_and_place,
        button=_("Change or cancel"),
        shows_instructions=True,
        sms=text_message(
            facts,
            _("%(doctor)s said yes. %(time)s, %(place)s. Change or cancel:"),
            _("%(doctor)s said yes. %(time)s. Change or cancel:"),
            _("your visit is booked. %(time)s, %(place)s. Change or cancel:"),
            _("your visit is booked. %(time)s. Change or cancel:"),
        ),
    )


def rejected(facts):
    named, unnamed = _("%(doctor)s cannot see you on %(day)s"), _("Your doctor cannot see you on %(day)s")
    return book_again(
        facts,
        subject=fitting(*by_name(facts, named, unnamed, day=facts.day)),
        fact=offered_instead(facts, facts.reason).strip(),
        sms=text_message(
            facts,
            _("%(doctor)s cannot see you on %(time)s. Find another time:"),
            _("your visit on %(time)s is not possible. Find another time:"),
        ),
    )


def expired(facts):
    named, unnamed = _("We are sorry, %(doctor)s did not answer"), _("We are sorry, your doctor did not answer")
    return book_again(
        facts,
        subject=fitting(*by_name(facts, named, unnamed)),
        fact=_("Your request has ended. Pick any other time."),
        sms=text_message(
            facts,
            _("%(doctor)s did not answer in time. We are sorry. Pick any other time:"),
            _("your request was not answered in time. We are sorry. Pick any other time:"),
        ),
    )


def moved(facts):
    if facts.appointment.status == Status.REQUESTED:
        return asked_anew(facts)
    return about_it(
        facts,
        subject=fitting(*with_time(facts, _("Changed: now %(time)s"))),
        fact=_("%(time)s is off.") % {"time": facts.old_moment},
        button=_("Change or cancel"),
        shows_instructions=True,
        sms=text_message(
            facts,
            _("moved. Now %(time)s with %(doctor)s, %(place)s. %(old_time)s is off."),
            _("moved. Now %(time)s with %(doctor)s. %(old_time)s is off."),
            _("your visit is moved to %(time)s, %(place)s. %(old_time)s is off."),
            _("your visit is moved to %(time)s."),
        ),
    )


def asked_anew(facts):
    """The patient chose another time of a doctor who has to agree to it."""
    old = _("%(time)s is off.") % {"time": facts.old_moment}
    named, unnamed = _("We asked %(doctor)s for %(time)s"), _("We asked your doctor for %(time)s")
    return about_it(
        facts,
        subject=fitting(*at_a_time_by_name(facts, named, unnamed)),
        fact=_("%(old)s You will hear by %(time)s. The new time is not booked yet.")
        % {"old": old, "time": facts.answer_by()},
        button=_("Change or cancel"),
        sms=text_message(
            facts,
            _("we asked %(doctor)s for %(time)s. You will hear by %(answer_by)s. The old time is off:"),
            _("we asked for %(time)s. You will hear by %(answer_by)s. The old time is off:"),
            _("we asked for %(time)s. Not booked yet. The old time is off:"),
        ),
    )


def moved_by_clinic(facts):
    if facts.changes_doctor:
        return another_doctor(facts)
    return about_it(
        facts,
        subject=_("We had to move your appointment"),
        fact=_("Now %(time)s. We are sorry. Keep it or choose again.") % {"time": facts.moment()},
        button=_("Keep it or choose again"),
        shows_instructions=True,
        sms=text_message(
            facts,
            _("we had to move your visit to %(time)s, %(place)s. Sorry. Keep it or choose again:"),
            _("we had to move your visit to %(time)s. Sorry. Keep it or choose again:"),
        ),
    )


def another_doctor(facts):
    """The time stays, the doctor does not: nobody has to come who wanted the other."""
    names = {"doctor": facts.doctor_in_full, "time": facts.moment()}
    named = _("%(doctor)s sees you, %(time)s as booked. We are sorry. Keep it or choose again.") % names
    unnamed = _("The time stays: %(time)s. We are sorry. Keep it or choose again.") % names
    return about_it(
        facts,
        subject=_("Another doctor will see you"),
        fact=unnamed if facts.private else named,
        button=_("Keep it or choose again"),
        shows_instructions=True,
        sms=text_message(
            facts,
            *([] if facts.private else [_("%(doctor)s will see you, %(time)s as booked. Keep it or choose again:")]),
            _("another doctor will see you, %(time)s as booked. Keep it or choose again:"),
            _("another doctor will see you on %(time)s:"),
        ),
    )


def cancelled(facts):
    return book_again(
        facts,
        subject=fitting(*with_time(facts, _("Cancelled: %(time)s"))),
        fact=_("Thank you for telling us."),
        sms=text_message(
            facts,
            _("cancelled, %(doctor)s %(time)s. Thank you for telling us. Book again:"),
            _("your visit on %(time)s is cancelled. Thank you for telling us. Book again:"),
        ),
    )


def cancelled_by_clinic(facts):
    sorry = _("%(reason)s We are sorry. You go first: choose a new time.") % {"reason": facts.reason}
    is_away = facts.event.reason_code == AppointmentEvent.Reason.DOCTOR_AWAY
    away = [_("%(doctor)s is away. Your visit on %(time)s is cancelled. Sorry. Choose a new time first:")]
    return book_again(
        facts,
        subject=_("Your appointment on %(day)s is cancelled") % {"day": facts.day},
        fact=sorry.strip(),
        sms=text_message(
            facts,
            *(away if is_away else []),
            _("your visit on %(time)s is cancelled. We are sorry. Choose a new time first:"),
        ),
    )


def missed(facts):
    when = [_("we missed you today at %(clock)s. Still need to be seen? Choose a new time:")] if facts.is_today else []
    return book_again(
        facts,
        subject=_("We missed you today") if facts.is_today else _("We missed you on %(day)s") % {"day": facts.day},
        fact=_("Still need to be seen? Choose a new time."),
        sms=text_message(facts, *when, _("we missed you on %(day)s. Still need to be seen? Choose a new time:")),
    )


def offered(facts):
    """Other times to choose from; the one there is stays until they answer."""
    named, unnamed = _("%(doctor)s suggests another time"), _("Your doctor suggests another time")
    times = {"offered": facts.offered, "until": facts.answer_until}
    words = about_it(
        facts,
        subject=fitting(*by_name(facts, named, unnamed)),
        fact=_("We can offer you %(offered)s instead. Answer by %(until)s. Nothing changes before.") % times,
        button=_("Choose or say no"),
        sms=text_message(
            facts,
            _("%(doctor)s offers %(offered)s instead of %(day)s. Answer by %(answer_until)s:"),
            _("%(doctor)s offers another time. Answer by %(answer_until)s:"),
            _("another time is offered for your visit on %(day)s. Answer by %(answer_until)s:"),
            _("another time is offered for your visit. Answer here:"),
            path=facts.offer_path,
        ),
    )
    return replace(words, link=facts.offer_path, button_path=facts.offer_path)


def offer_withdrawn(facts):
    """There is nothing to answer any more; a request is a request as before."""
    return about_it(
        facts,
        subject=_("The other times are not offered any more"),
        fact=_("There is nothing to answer any more. %(time)s stays as it was.") % {"time": facts.moment()},
        button=_("Look at the appointment"),
        sms=text_message(
            facts,
            _("the other times from %(doctor)s are not offered any more. %(time)s stays as it was:"),
            _("the other times are not offered any more. %(time)s stays as it was:"),
        ),
    )


def note_shared(facts):
    """What the note says is read on its page alone."""
    return about_it(
        facts,
        subject=_("There is a new note from your visit"),
        fact=_("Sign in to read it."),
        button=_("Read it"),
        sms=text_message(facts, _("there is a new note from your visit. Sign in to read it:")),
    )


def asking(facts, **words):
    """Words whose button asks whether the reader can come, and is answered without signing in."""
    return replace(about_it(facts, **words), button_path=facts.answer_path)


def reminder_week(facts):
    return asking(
        facts,
        subject=fitting(*with_more(facts, with_time(facts, _("Reminder: %(time)s")))),
        fact=_("If you cannot come, tell us now."),
        button=_("Can you come?"),
        shows_instructions=True,
        sms=text_message(
            facts,
            _("%(doctor)s, %(time)s, %(place)s. Can't come? Tell us now so someone else can:"),
            _("%(doctor)s, %(time)s. Can't come? Tell us now so someone else can:"),
            _("your visit is on %(time)s, %(place)s. Can't come? Tell us now:"),
            _("your visit is on %(time)s. Can't come? Tell us now:"),
        ),
    )


def reminder_day(facts):
    """*Tomorrow* only where it is tomorrow when the message leaves."""
    if not facts.is_tomorrow:
        return reminder_week(facts)
    bring = facts.instructions
    return asking(
        facts,
        subject=fitting(*with_more(facts, [_("Tomorrow, %(time)s") % {"time": facts.clock}])),
        fact=_("What to bring: %(what)s") % {"what": bring} if bring else _("If you cannot come, tell us now."),
        button=_("Can you come?"),
        sms=text_message(
            facts,
            _("tomorrow %(clock)s, %(doctor)s, %(place)s. Can't come? Tell us now so someone else can:"),
            _("tomorrow %(clock)s, %(doctor)s. Can't come? Tell us now so someone else can:"),
            _("your visit is tomorrow %(clock)s, %(place)s. Can't come? Tell us now:"),
            _("your visit is on %(time)s. Can't come? Tell us now:"),
        ),
    )
