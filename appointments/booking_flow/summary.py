"""What every page of the booking flow says about the booking so far."""

from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.booking_flow.steps import Step
from appointments.reading.as_read import of_draft, until_words
from appointments.services.drafts import holds_time, offer_of
from scheduling.time_words import clock

SOON_MINUTES = 2


class BookingSummary:
    """The chosen doctor, time and hold of a draft, in words for its owner. At most one query, for the offer."""

    def __init__(self, progress, *, reader):
        self.progress = progress
        self.draft = progress.draft
        self.reader = reader
        self.now = reader.now

    @cached_property
    def offer(self):
        return offer_of(self.draft)

    @cached_property
    def would_be(self):
        """The appointment this would become, as they read it; ``None`` until there is a time for it."""
        if self.offer is None or not self.progress.is_answered(Step.TIME):
            return None
        return of_draft(self.draft, offer=self.offer, reader=self.reader)

    @property
    def zone(self):
        """The clock the end of the hold is told on: the reader's, or the clinic's."""
        return self.reader.zone or self.draft.clinic.time_zone

    @property
    def chosen(self):
        """Return ``Dr Amara Osei, Wed 25 Nov, 9:20am``."""
        if self.would_be is None:
            return self.draft.doctor.display_name
        return _("%(doctor)s, %(time)s") % {"doctor": self.draft.doctor.display_name, "time": self.would_be.moment()}

    @property
    def is_held(self):
        return self.draft.clinic is not None and holds_time(self.draft, now=self.now)

    @property
    def hold_words(self):
        if not self.is_held:
            return ""
        named = self.would_be is not None and self.would_be.is_ambiguous
        place = self.draft.clinic.place if named else ""
        until = until_words(self.draft.held_until, zone=self.zone, now=self.now, place=place)
        return _("We keep this time for you until %(until)s.") % {"until": until}

    @property
    def soon_words(self):
        if self.would_be is None:
            return ""
        return ngettext(
            "We keep %(time)s for you for %(minutes)s more minute.",
            "We keep %(time)s for you for %(minutes)s more minutes.",
            SOON_MINUTES,
        ) % {"time": self.would_be.clock, "minutes": SOON_MINUTES}

    @property
    def old_time(self):
        """Return ``9:20am``: the time by which somebody who lost it knows it."""
        return clock(self.draft.starts_at, self.would_be.zone if self.would_be else self.draft.clinic.time_zone)

    def context(self):
        """Return what ``components/step_header.html`` and the card beside a step print."""
        context = {
            "draft": self.draft,
            "progress": self.progress,
            "summary": self,
            "chosen": self.chosen,
            "hold_words": self.hold_words,
        }
        if self.is_held:
            context |= {
                "held_until": self.draft.held_until.isoformat(),
                "now": self.now.isoformat(),
                "keep_url": reverse("appointments:book_keep", args=[self.draft.pk]),
                "soon_words": self.soon_words,
            }
        return context
