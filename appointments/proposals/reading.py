"""An open offer as its patient reads it: each time in words, and until when to answer; which were made when."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from appointments.proposals.models import Proposal
from scheduling.clinic_time import day_bounds
from scheduling.clocks_in_use import zones_of_clinics


@dataclass(frozen=True)
class OfferedTime:
    """One radio of the page; ``value`` is what the form carries."""

    value: str
    label: str


@dataclass(frozen=True)
class OfferAsRead:
    proposal: Proposal
    times: list
    answer_by: str


def open_offer(appointment):
    """Return the offer that waits for an answer, with its times; ``None`` without one. Two queries at most."""
    if not appointment.is_offered:
        return None
    offers = Proposal.objects.open().filter(appointment=appointment).prefetch_related("options__clinic")
    offer = offers.first()
    if offer is not None:
        offer.appointment = appointment
    return offer


def offer_as_read(proposal, *, read):
    """Return ``proposal`` in words, told as ``read`` tells the time of its appointment."""
    times = [OfferedTime(option.value, _label(option, read)) for option in _options(proposal)]
    return OfferAsRead(proposal, times, read.deadline(proposal.answer_by, today=True))


def _options(proposal):
    options = list(proposal.options.all())
    for option in options:
        option.proposal = proposal
    return options


def _label(option, read):
    words = read.moment(option.starts_at, clinic=option.clinic)
    if read.is_remote or option.clinic_id == read.appointment.clinic_id:
        return words
    return _("%(time)s, %(clinic)s") % {"time": words, "clinic": option.clinic.name}


def made_on(first: dt.date, last: dt.date) -> Q:
    """Return the condition that an offer was made from ``first`` to ``last``, on the clock of the clinic concerned."""
    made = Q(pk__in=[])
    for zone in zones_of_clinics():
        began, end = day_bounds(first, zone)[0], day_bounds(last, zone)[1]
        made |= Q(appointment__time_zone=zone, made_at__gte=began, made_at__lt=end)
    return made
