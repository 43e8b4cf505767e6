"""What became of the messages: sent, not delivered, answered; and whether those who were reminded came."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Max, Q, Sum
from django.utils.translation import gettext as _

from appointments.admin.seen import is_chief, seen_messages
from appointments.models import Message
from appointments.notifications.channels import registry
from appointments.notifications.kinds import Kind
from appointments.reading.messages_written import written_on_days
from dashboards.analytics.attendance import WEEKS, Counts, Week
from dashboards.analytics.main_figures import MainFigure, growth, of_share
from dashboards.analytics.number_words import grouped, tenths
from dashboards.analytics.periods import Period, name_of
from dashboards.analytics.shares import Share
from dashboards.analytics.standing_out import Sentence
from dashboards.models import MessageMetric, ReminderMetric
from scheduling.clinic_time import A_WEEK, monday_of

MOST_ADDRESSES = 20
REMINDERS = ("reminded_attended", "reminded_missed", "other_attended", "other_missed", "asked", "answered")


@dataclass(frozen=True)
class OfKind:
    """What became of the messages of one kind; ``by_channel`` are those sent."""

    kind: str
    sent: Counter[str]
    failed: int

    @property
    def name(self):
        return Kind(self.kind).label if self.kind in Kind else self.kind

    @property
    def by_channel(self):
        return [self.sent[code] for code in registry.codes()]

    @property
    def delivered(self):
        """Of those a transport was asked to take; a line in the portal arrives by itself."""
        carried = sum(self.sent[code] for code in registry.carried())
        return Share(carried, carried + self.failed)


@dataclass
class Messages:
    """What the page shows, read from the metrics alone but for the addresses that fail."""

    period: Period
    places: Q
    kinds: list[OfKind]
    before: OfKind
    reminders: dict[str, int]
    reminders_before: dict[str, int]

    @cached_property
    def now(self):
        sent: Counter[str] = Counter()
        for row in self.kinds:
            sent.update(row.sent)
        return OfKind("", sent, sum(row.failed for row in self.kinds))

    @property
    def is_empty(self):
        return not self.kinds and not any(self.reminders.values())

    @property
    def answered(self):
        return Share(self.reminders["answered"], self.reminders["asked"])

    @property
    def answered_before(self):
        return Share(self.reminders_before["answered"], self.reminders_before["asked"])

    @property
    def missed_reminded(self):
        return missed(self.reminders, "reminded")

    @property
    def missed_otherwise(self):
        return missed(self.reminders, "other")

    @cached_property
    def weeks(self):
        """The last thirteen weeks of the period and before it, each with what was sent by channel."""
        last = monday_of(self.period.last)
        first = last - A_WEEK * (WEEKS - 1)
        found: dict[dt.date, Counts] = {first + A_WEEK * number: Counts() for number in range(WEEKS)}
        rows = MessageMetric.objects.filter(self.places, day__range=(first, self.period.last)).order_by()
        for day, channel, sent in rows.values_list("day", "channel").annotate(number=Sum("sent")):
            found[monday_of(day)].numbers[channel] += sent
        return [Week(monday, counts) for monday, counts in found.items()]


def missed(reminders, whose):
    return Share(reminders[f"{whose}_missed"], reminders[f"{whose}_missed"] + reminders[f"{whose}_attended"])


def messages_of(period: Period, narrowing, user) -> Messages:
    """Return the figures of ``period``. Three queries; a fourth for its weeks. Account mail is the chiefs' to see."""
    places = Q(**narrowing.places)
    if is_chief(user) and not narrowing.clinic:
        places |= Q(clinic__isnull=True)
    now: dict[str, Counter[str]] = {}
    failed: Counter[str] = Counter()
    before: Counter[str] = Counter()
    failed_before = 0
    rows = MessageMetric.objects.filter(places, day__range=(period.before.first, period.last)).order_by()
    rows = rows.values_list("kind", "channel", Q(day__gte=period.first))
    for kind, channel, is_now, sent, not_delivered in rows.annotate(all_sent=Sum("sent"), all_failed=Sum("failed")):
        if is_now:
            now.setdefault(kind, Counter())[channel] += sent
            failed[kind] += not_delivered
        else:
            before[channel] += sent
            failed_before += not_delivered
    kinds = [OfKind(kind, sent, failed[kind]) for kind, sent in now.items() if sent.total() or failed[kind]]
    kinds.sort(key=lambda row: (-row.sent.total(), str(row.name)))
    reminders = [reminders_of(part, narrowing) for part in (period, period.before)]
    return Messages(period, places, kinds, OfKind("", before, failed_before), *reminders)


def reminders_of(period, narrowing) -> dict[str, int]:
    rows = ReminderMetric.objects.filter(day__range=(period.first, period.last), **narrowing.places)
    return rows.aggregate(**{name: Sum(name, default=0) for name in REMINDERS})


def figures_of(found: Messages, lists, calls: MainFigure | None):
    """Return the main figures; ``calls`` is the one of those who wait to be called, for whoever may open that page."""
    now, before = found.now, found.before
    sent = now.delivered.part
    of_messages = _("%(whole)s messages are too few for a share.")
    figures = [
        MainFigure(
            _("Sent"),
            grouped(sent),
            growth(sent, before.delivered.part, name_of(found.period.before)),
            "",
            lists.messages(status=Message.Status.SENT, carried=True),
        ),
        of_share(_("Delivered"), now.delivered, before.delivered, fewer_is_better=False, too_few=of_messages),
        MainFigure(
            _("Not delivered"),
            grouped(now.failed),
            _("Given up after a day of tries, or refused at once."),
            "",
            lists.messages(status=Message.Status.FAILED),
        ),
        of_share(
            _("Reminders answered"), found.answered, found.answered_before, fewer_is_better=False,
            too_few=_("%(whole)s visits with a reminder are too few for a share."),
        ),
    ]  # fmt: skip
    return [*figures, calls] if calls else figures


def what_stands_out(found: Messages):
    """Return whether those who were reminded clearly missed more or fewer, where chance alone does not explain it."""
    reminded, others = found.missed_reminded, found.missed_otherwise
    if not reminded.clearly_differs_from(others):
        return []
    told = {"reminded": tenths(reminded.percent), "others": tenths(others.percent)}
    if reminded.percent < others.percent:
        what = _("With a reminder clearly fewer visits were missed: %(reminded)s%%, %(others)s%% without.") % told
    else:
        what = _("With a reminder clearly more visits were missed: %(reminded)s%%, %(others)s%% without.") % told
    parts = {"part": grouped(reminded.part), "whole": grouped(reminded.whole)}
    return [Sentence(what, _("%(part)s of %(whole)s visits with a reminder.") % parts)]


def failing_addresses(period: Period, narrowing, user) -> list[dict[str, Any]]:
    """Return whom messages did not reach, most first, twenty at most; for whoever may see the messages. One query."""
    if not user.has_perm("appointments.view_message"):
        return []
    seen = written_on_days(seen_messages(user).filter(status=Message.Status.FAILED), period.first, period.last)
    whole = Q(event__isnull=True) if is_chief(user) and not narrowing.clinic else Q()
    places = {f"event__appointment__{name}": value for name, value in narrowing.places.items()}
    rows = seen.filter(Q(**places) | whole if whole else Q(**places)).order_by()
    rows = rows.values("patient", "patient__full_name", "user__full_name", "address", "channel")
    found = rows.annotate(number=Count("pk"), newest=Max("created_at")).order_by("-number", "-newest", "address")
    return [row | {"by": registry.channel(row["channel"]).label} for row in found[:MOST_ADDRESSES]]
