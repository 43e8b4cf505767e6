"""One email a day to the doctors who want no email for each request: how many wait for them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.organisation import organisation
from appointments.lifecycle import Status
from appointments.models import Appointment, Message, MessagePreference
from appointments.notifications import dedupe_keys
from appointments.notifications.by_the_clock import write_once
from appointments.notifications.kinds import Kind
from appointments.notifications.recipients import Recipient, at_work
from appointments.notifications.wording import Words
from scheduling.clinic_time import local
from scheduling.time_words import short_clock, short_day

LEAVES_AT, NOT_LATER_THAN = dt.time(7), dt.time(12)
"""On the doctor's clock. What a worker that was away has not written by midday is left to the next morning."""

CHANNEL = Message.Channel.EMAIL


@dataclass(frozen=True)
class Waiting:
    """The requests of one doctor; takes the place of ``Facts``, which are those of one appointment."""

    recipient: Recipient
    count: int
    answer_first_by: dt.datetime | None
    other_times: tuple = ()
    about: str = ""
    has_words_of_the_clinic: bool = False


def write_digests(*, now):
    """
    Write the digests that are due at ``now`` and return how many.

    Once per doctor and day of theirs, however often and by however many workers
    this runs. A doctor nobody waits for gets none. Two queries where nobody's is due.
    """
    waiting = {_key(one, now): one for one in _all_waiting(now) if _is_time(one, now)}
    return write_once(waiting, kind=Kind.DOCTOR_DIGEST, channel=CHANNEL, words_of=_words, now=now)


def _all_waiting(now):
    """Return a ``Waiting`` for each doctor who wants a digest and has requests to answer."""
    requests = Appointment.objects.filter(
        status=Status.REQUESTED,
        doctor__is_active=True,
        doctor__user__is_active=True,
        doctor__user__message_preference__requests=MessagePreference.Requests.DAILY,
    )
    counted = requests.values("doctor__user").annotate(
        count=Count("pk"), first=Min("decide_by"), time_zone=Min("time_zone")
    )
    of_user = {row["doctor__user"]: row for row in counted.order_by()}
    for user in User.objects.filter(pk__in=of_user).select_related("message_preference").order_by("pk"):
        row = of_user[user.pk]
        recipient = at_work(user, time_zone=row["time_zone"], side="doctor")
        yield Waiting(recipient=recipient, count=row["count"], answer_first_by=row["first"])


def _is_time(waiting, now):
    return LEAVES_AT <= local(now, waiting.recipient.time_zone).time() < NOT_LATER_THAN


def _key(waiting, now):
    return dedupe_keys.for_digest(waiting.recipient, local(now, waiting.recipient.time_zone).date(), CHANNEL)


def _words(waiting):
    path = reverse("doctor:requests")
    return Words(
        subject=ngettext("%(count)s request waits for you", "%(count)s requests wait for you", waiting.count)
        % {"count": waiting.count},
        fact=_answer_by(waiting),
        link=path,
        button=_("Open the requests"),
        button_path=path,
    )


def _answer_by(waiting):
    """The place of the clock is not named: it is the reader's own."""
    if waiting.answer_first_by is None:
        return _("Patients at %(site)s are waiting for your answer.") % {"site": organisation().name}
    zone = waiting.recipient.time_zone
    return _("Answer the first by %(time)s on %(day)s.") % {
        "time": short_clock(waiting.answer_first_by, zone),
        "day": short_day(waiting.answer_first_by, zone),
    }
