"""Why is a time not offered? Everything that stands against it: hours, leave, somebody's visit, notice, the patient."""

import datetime as dt
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.lifecycle import ACTIVE
from appointments.models import Appointment, AppointmentSlot
from dashboards.reading.slots_of_day import kind_of
from scheduling.absence import occurrences
from scheduling.clinic_time import ONE_MINUTE, local_date, utc_minute
from scheduling.models import TimeOff, TimeSlot
from scheduling.offering import open_starts, suits_hours, why_not_offered
from scheduling.services.planning import plan_for
from scheduling.slot_plan import Standing
from scheduling.time_words import clock


@dataclass(frozen=True)
class Obstacle:
    """A sentence that says what stands in the way, and the page where it can be changed, if there is one."""

    sentence: str
    url: str = ""
    link: str = ""


def obstacles(*, offer, clinic, starts_at, now, patient=None):
    """
    Return everything for which patients are not offered ``starts_at`` at ``clinic``; nothing where they are.

    ``offer`` is a ``DoctorVisitType`` with doctor and visit type. ``patient`` is
    asked for a visit of their own at that time. The number of queries does not
    grow with what is found.
    """
    found = [*rules(offer, clinic, starts_at, now=now), *plan(offer, clinic, starts_at)]
    if not found:
        found = list(slots(offer, clinic, starts_at, now=now))
    if patient is not None and is_elsewhere(patient, offer, starts_at):
        found.append(Obstacle(_("%(patient)s has another appointment at that time.") % {"patient": patient.full_name}))
    return found


def rules(offer, clinic, starts_at, *, now):
    """What notice, horizon and listing say, in the words patients read."""
    if sentence := why_not_offered(offer=offer, clinic=clinic, starts_at=starts_at, now=now):
        yield Obstacle(sentence)


def plan(offer, clinic, starts_at):
    """What working hours and time off say of the visit, its buffer not counted."""
    ends_at = starts_at + ONE_MINUTE * offer.minutes
    day = local_date(starts_at, clinic.time_zone)
    planned = plan_for(offer.doctor, first=day, last=day, clinics=[clinic.pk])
    by_hand = TimeSlot.objects.beside_the_hours().filter(doctor=offer.doctor, clinic=clinic)
    match planned.standing(clinic.pk, starts_at, ends_at):
        case Standing.AWAY:
            yield from away(offer.doctor, clinic, starts_at, ends_at)
        case Standing.OUTSIDE_HOURS if not by_hand.filter(minute=utc_minute(starts_at)).exists():
            if planned.clashes:
                sentence = _("Other hours of yours lie at that time, so these are not offered that day.")
            else:
                sentence = _("It is outside your hours at %(clinic)s, or the visit would end after them.") % {
                    "clinic": clinic.name
                }
            yield Obstacle(sentence, reverse("doctor:hours"), _("Hours"))


def away(doctor, clinic, starts_at, ends_at):
    """Say that the clinic is closed, and what for where that is known, and that the doctor is away. One query."""
    near = TimeOff.objects.filter(
        Q(doctor=doctor) | Q(clinic=clinic), Q(ends_at__gt=starts_at) | Q(repeats_until__isnull=False)
    )
    there = [row for row in near.order_by("pk") if occurrences(row, since=starts_at, until=ends_at)]
    if closed := [row for row in there if row.clinic_id]:
        label = next((row.label for row in closed if row.label), "")
        yield Obstacle(_("The clinic is closed: %(why)s.") % {"why": label} if label else _("The clinic is closed."))
    if any(row.doctor_id for row in there):
        yield Obstacle(_("Time off of yours lies there."), reverse("doctor:time_off"), _("Time off"))


def slots(offer, clinic, starts_at, *, now):
    """What the slots say of a time within the hours: how they step, who has them, what they are for."""
    if open_starts(now=now, offer=offer).filter(clinic=clinic, minute=utc_minute(starts_at)).exists():
        return
    day = local_date(starts_at, clinic.time_zone)
    rows = list(
        TimeSlot.objects.filter(doctor=offer.doctor, clinic=clinic, local_date=day)
        .annotate(takes_it=suits_hours(offer.visit_type_id))
        .order_by("minute", "lane")
    )
    here = [row for row in rows if row.starts_at == starts_at]
    address = f"{reverse('doctor:slots')}?date={day:%Y-%m-%d}"
    if not here:
        yield no_start(rows, clinic, starts_at, address)
        return
    if not any(row.takes_it for row in here):
        yield Obstacle(
            _("The hours there do not take %(kind)s.") % {"kind": offer.visit_type.name},
            reverse("doctor:hours"),
            _("Hours"),
        )
    if all(row.minutes_left < offer.minutes for row in here):
        yield too_short(offer, max(row.minutes_left for row in here))
    until = starts_at + ONE_MINUTE * offer.occupies
    in_the_way = first_taken_of_each_lane(rows, here, until, now=now)
    owners = owners_of(in_the_way)
    for row in in_the_way:
        yield taken(row, offer, clinic, starts_at, owner=owners.get(row.pk), address=address, now=now)


def no_start(rows, clinic, starts_at, address):
    """No slot begins at that minute: the nearest that do, or none are published yet."""
    near = sorted({row.starts_at for row in rows}, key=lambda moment: abs(moment - starts_at))[:2]
    if not near:
        return Obstacle(_("Slots of that day are not published yet: they are made every night."))
    times = _(" and ").join(clock(moment, clinic) for moment in sorted(near))
    return Obstacle(
        _("No visit starts at that minute. The nearest starts are %(times)s.") % {"times": times}, address, _("Slots")
    )


def too_short(offer, left):
    words = {"kind": offer.visit_type.name, "needs": offer.minutes, "left": left}
    return Obstacle(
        ngettext(
            "%(kind)s takes %(needs)s minutes, and %(left)s minute is left until the hours end or pause.",
            "%(kind)s takes %(needs)s minutes, and %(left)s minutes are left until the hours end or pause.",
            left,
        )
        % words
    )


def first_taken_of_each_lane(rows, here, until, *, now):
    """Return the first slot before ``until`` that is not free, of every lane with the start; none if one is free."""
    found = []
    for start in here:
        lane = [row for row in rows if row.lane == start.lane and start.minute <= row.minute and row.starts_at < until]
        first = next((row for row in lane if kind_of(row, now=now) != "open"), None)
        if first is None:
            return []
        found.append(first)
    return sorted(found, key=attrgetter("lane"))


def owners_of(slots):
    """Return the appointment that has each slot, with its patient, by the slot's key. One query."""
    links = AppointmentSlot.objects.filter(slot__in=slots).select_related("appointment__patient")
    return {link.slot_id: link.appointment for link in links}


def taken(row, offer, clinic, starts_at, *, owner, address, now):
    """Say who or what has a slot the visit, or its buffer, would need."""
    words = {"time": clock(row.starts_at, clinic), "kind": offer.visit_type.name, "minutes": offer.occupies}
    match kind_of(row, now=now):
        case "held":
            words["until"] = clock(row.held_until, clinic)
            sentence = _("Somebody is booking %(time)s now. It is held until %(until)s.") % words
            url, link = "", ""
        case "blocked":
            sentence = _("%(time)s is blocked.") % words
            url, link = address, _("Slots")
        case _other:
            words["patient"] = owner.patient.full_name
            sentence = _("%(patient)s has booked %(time)s.") % words
            url, link = reverse("doctor:appointment", args=[owner.reference]), _("Appointment")
    if row.starts_at > starts_at:
        sentence = _("%(kind)s needs %(minutes)s minutes with its buffer.") % words + " " + sentence
    return Obstacle(sentence, url, link)


def is_elsewhere(patient, offer, starts_at):
    """Whether the patient has a visit, with anybody, while this one would last."""
    ends_at = starts_at + dt.timedelta(minutes=offer.minutes)
    coming = Appointment.objects.filter(patient=patient, status__in=ACTIVE)
    return coming.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists()
