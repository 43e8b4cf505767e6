"""What stands on the board of a week, in words that can be said: an appointment, free time, time blocked."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from appointments.lifecycle import STATES, Status
from appointments.models import Appointment
from dashboards.reading.attention import reason
from dashboards.reading.week.board import MOST_COLUMNS, ROW, row_classes
from scheduling.clinic_time import ONE_MINUTE, local
from scheduling.models import Mode
from scheduling.time_words import clock, minute_clock, spoken_day

LOOKS = {
    Status.REQUESTED: "req",
    Status.CONFIRMED: "conf",
    Status.CHECKED_IN: "in",
    Status.IN_PROGRESS: "in",
    Status.COMPLETED: "done",
    Status.NO_SHOW: "missed",
}
MODE_ICONS = {Mode.VIDEO: "video", Mode.PHONE: "phone"}


@dataclass(slots=True)
class Item:
    """
    A line of the week.

    ``look`` is its class, ``minute`` its start on the clinic's clock after
    midnight; ``clock`` and ``half`` (am, pm) are that start in words, ``kind``
    is its second line, ``label`` all of it as it is said. Without a ``url`` it
    cannot be pressed. ``classes`` come with its place.
    """

    look: str
    minute: int
    minutes: int
    name: str
    clock: str = ""
    half: str = ""
    kind: str = ""
    label: str = ""
    url: str = ""
    icon: str = ""
    is_booked: bool = False
    is_clash: bool = False
    classes: str = ""

    def put(self, span, place, *, board):
        """Take a place on the board: rows ``span``, ``place`` among what overlaps."""
        classes = [self.look, row_classes(*span)]
        if place.columns > 1:
            classes.append(f"col{place.column} of{place.columns}")
        if place.is_over:
            classes.append("over")
        if not board.has_two_lines(*span):
            classes.append("short")
        if self.is_clash:
            classes.append("clash")
        self.classes = " ".join(classes)


class Lines:
    """
    Puts the rows of one week into words; its pages lead back ``here``.

    A week has two hundred lines: whatever they share is translated and looked
    up once.
    """

    def __init__(self, *, here):
        self.state_words = {status: str(STATES[status].label) for status in LOOKS}
        self.mode_words = {mode.value: "" if mode == Mode.IN_PERSON else str(mode.label) for mode in Mode}
        self.attention_words = {why: reason(Appointment(attention=why)) for why in Appointment.Attention.values if why}
        self.both, self.until, self.from_to = _("%s, %s"), _("until %s"), _("%s to %s")
        self.free, self.held, self.blocked, self.clash = _("Free"), _("Being booked"), _("Blocked"), _("Clash")
        self.walk_in, self.overbooked = _("Walk-in"), _("Overbooked")
        self.block_it, self.add_here = _("%s: block or book this time"), _("%s: book this time")
        self.page = reverse("doctor:appointment", args=["_"])
        self.block_page, self.add_page = reverse("doctor:time_off_add"), reverse("doctor:appointment_new")
        self.back = urlencode({"next": here})

    def of_appointment(self, booked, *, is_clash, clinic=""):
        """Return the line of an appointment (``rows.Booked``); ``clinic`` is named where a day has several."""
        there = local(booked.starts_at, booked.time_zone)
        minute = there.hour * 60 + there.minute
        time = minute_clock(minute)
        state, mode = self.state_words[booked.status], self.mode_words[booked.mode]
        kind = booked.visit_type_name
        if booked.status != Status.CONFIRMED:
            kind = self.both % (state, as_second_word(kind))
        if booked.is_walk_in:
            kind = self.both % (self.walk_in, as_second_word(kind))
        if booked.is_overbooked:
            kind = self.both % (self.overbooked, as_second_word(kind))
        if booked.attention:
            kind = self.both % (self.attention_words[booked.attention], as_second_word(kind))
        if clinic:
            kind = self.both % (kind, clinic)
        said = [
            booked.name,
            self.clash if is_clash else "",
            time,
            kind,
            mode,
            state if booked.status == Status.CONFIRMED else "",
            self.until % clock(booked.ends_at, booked.time_zone),
        ]
        return Item(
            look=LOOKS[booked.status],
            minute=minute,
            minutes=(booked.ends_at - booked.starts_at) // ONE_MINUTE,
            name=booked.name,
            clock=without_half(time),
            half=time.removeprefix(without_half(time)),
            kind=kind,
            label=", ".join(filter(None, said)),
            url=f"{self.page.replace('_', booked.reference)}?{self.back}",
            icon="alert" if booked.attention or is_clash else MODE_ICONS.get(booked.mode, ""),
            is_booked=True,
            is_clash=is_clash,
        )

    def of_row(self, row, *, date):
        """Return the line of free, held or blocked time (``doctor_day.Row``)."""
        there = local(row.starts_at, row.zone)
        start, end = clock(row.starts_at, row.zone), clock(row.ends_at, row.zone)
        item = Item(
            look="held",
            minute=there.hour * 60 + there.minute,
            minutes=(row.ends_at - row.starts_at) // ONE_MINUTE,
            name=self.held,
            clock=without_half(start),
            half=start.removeprefix(without_half(start)),
        )
        if row.kind == "free":
            item.look, item.name, item.clock, item.half = "free", self.free, "", ""
            item.kind = self.from_to % (start, end)
            leads_to = (self.block_it if row.may_block else self.add_here) % spoken_day(date)
            item.label = ", ".join([self.free, item.kind, leads_to])
            item.url = self.at_stretch(self.block_page if row.may_block else self.add_page, row)
        elif row.kind == "blocked":
            item.look, item.name, item.url = "block", row.label, day_page(date)
            is_named = row.label != self.blocked
            said = [row.label, start, self.blocked if is_named else "", self.until % end]
            item.label = ", ".join(filter(None, said))
        return item

    def at_stretch(self, page, row):
        """Return the address of ``page`` with the stretch filled in."""
        hours = f"starts_at={row.starts_at:%Y-%m-%dT%H:%MZ}&ends_at={row.ends_at:%Y-%m-%dT%H:%MZ}"
        stretch = f"clinic={row.clinic.pk}&{hours}"
        return f"{page}?{stretch}&{self.back}"


def more(count, span, *, board, date):
    """Return what stands where ``count`` others have no room; phones show those others."""
    name = _("+%(count)s") % {"count": count}
    return Item(
        look="more",
        minute=board.first_hour * 60 + span[0] * ROW,
        minutes=(span[1] - span[0]) * ROW,
        name=name,
        label=_("%s more at this time") % name,
        url=day_page(date),
        classes=f"more {row_classes(*span)} col{MOST_COLUMNS} of{MOST_COLUMNS}",
    )


def now_line(minute, words, *, board):
    """Return the line across today at ``minute``."""
    first, _after = board.rows(minute, 0)
    name = _("Now, %(time)s") % {"time": words}
    return Item("now", minute, 0, name, classes=f"now {row_classes(first, first + 1)}")


def day_page(date):
    return f"{reverse('doctor:today')}?date={date:%Y-%m-%d}"


def without_half(time):
    """Return a time without its am or pm, which a board that shows the whole day has no room for."""
    return time.removesuffix("am").removesuffix("pm")


def as_second_word(kind):
    """Return ``follow-up`` for ``Follow-up``; ``ECG`` stays what it is."""
    return kind[:1].lower() + kind[1:] if kind[1:2].islower() else kind
