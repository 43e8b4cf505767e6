"""Tell those who run a clinic how many messages did not arrive; whom to call stands on a page of its own."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.models import Message
from appointments.notifications import dedupe_keys
from appointments.notifications.by_the_clock import write_once
from appointments.notifications.kinds import Kind
from appointments.notifications.recipients import Recipient, staff_at
from appointments.notifications.wording import Words
from appointments.reading.desk_questions import LATELY, undelivered

CHANNEL = Message.Channel.IN_APP


@dataclass
class Untold:
    """What one member of staff should know: ``news`` are pairs of event and patient, ``newest`` the last message."""

    recipient: Recipient
    news: set = field(default_factory=set)
    newest: int = 0


def tell_staff(*, now):
    """
    Write, in the portal, how many messages did not arrive, and return to how many people it was written.

    To the front desk, managers and administrators of the clinics in question, again
    only once more have failed, however often and by however many workers this runs.
    One query where everything arrived, one more for each clinic where not.
    """
    waiting = {_key(one): one for one in _all_untold(now)}
    return write_once(waiting, kind=Kind.STAFF_UNDELIVERED, channel=CHANNEL, words_of=_words, now=now)


def _all_untold(now):
    failed = undelivered(now=now).filter(event__appointment__ends_at__gt=now - LATELY).order_by()
    of_clinic = defaultdict(list)
    columns = ("event__appointment__clinic", "event__appointment__clinic__time_zone", "event", "patient", "pk")
    for clinic, zone, *news in failed.values_list(*columns):
        of_clinic[clinic, zone].append(news)
    of_user = {}
    for (clinic, zone), rows in of_clinic.items():
        for recipient in staff_at(clinic, time_zone=zone):
            one = of_user.setdefault(recipient.key, Untold(recipient))
            one.news |= {(event, patient) for event, patient, _pk in rows}
            one.newest = max(one.newest, *(pk for _event, _patient, pk in rows))
    return of_user.values()


def _key(untold):
    return dedupe_keys.for_undelivered(untold.newest, untold.recipient, CHANNEL)


def _words(untold):
    path, count = reverse("admin:calls"), len(untold.news)
    return Words(
        subject=_("Messages did not arrive"),
        fact=ngettext(
            "%(count)s message did not arrive. Call this patient.",
            "%(count)s messages did not arrive. Call these patients.",
            count,
        )
        % {"count": count},
        link=path,
        button=_("Open the list"),
        button_path=path,
    )
