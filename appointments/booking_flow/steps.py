"""The questions of a booking: which are left, which page is which step of how many."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Patient, User
from appointments.models import BookingDraft


class Step(models.TextChoices):
    """In the order they are asked; the value is the name in ``BookingDraft.answered`` and in the address."""

    TYPE = "type", _("Kind of appointment")
    TIME = "time", _("Time")
    ACCOUNT = "account", _("Who you are")
    CODE = "code", _("Code")
    WHO = "who", _("Who it is for")
    REASON = "reason", _("Reason")
    CHECK = "check", _("Check and book")


@dataclass(frozen=True)
class Progress:
    """
    How far ``draft`` is, for ``user``.

    A question is answered by its page or by the link that began the booking. A
    page that was shown stays counted, so that "Step 2 of 4" is followed by
    "Step 3 of 4".
    """

    draft: BookingDraft
    user: User
    now: dt.datetime

    @cached_property
    def people(self):
        """Whom the user may book for, themselves first; one query, not asked while the draft says it all."""
        if not self.user.is_authenticated:
            return []
        people = Patient.objects.accessible_to(self.user, now=self.now, scope="book")
        return sorted(people, key=lambda one: (one.user_id != self.user.pk, one.full_name.casefold(), one.pk))

    @cached_property
    def patient(self):
        """The person it is for: the one chosen, or the user themselves when they book for nobody else."""
        if self.draft.patient_id and getattr(self.draft, "may_act_for_patient", False):
            return self.draft.patient
        by_pk = {person.pk: person for person in self.people}
        if self.draft.patient_id in by_pk:
            return by_pk[self.draft.patient_id]
        only = self.people[0] if len(self.people) == 1 else None
        return only if only is not None and only.user_id == self.user.pk else None

    @property
    def is_for_another(self):
        return self.patient is not None and self.patient.user_id != self.user.pk

    def is_answered(self, step):
        match step:
            case Step.TYPE:
                return self.draft.visit_type_id is not None
            case Step.TIME:
                return self.draft.starts_at is not None and self.draft.clinic_id is not None
            case Step.ACCOUNT | Step.CODE:
                return self.user.is_authenticated
            case Step.WHO:
                # A stranger is asked once they have signed in, and only if they may book for others.
                return not self.user.is_authenticated or self.patient is not None
            case Step.REASON:
                return Step.REASON in self.draft.answered or bool(self.draft.reason)
        return False

    @cached_property
    def pages(self):
        """The steps this booking has: shown already, or still to come."""
        return [step for step in Step if step in self.draft.answered or not self.is_answered(step)]

    @property
    def current(self):
        """The first question without an answer; checking has none until it is booked."""
        return next(step for step in Step if not self.is_answered(step))

    def may_open(self, step):
        """Say whether everything before ``step`` is answered, and ``step`` itself can be asked at all."""
        if step in {Step.ACCOUNT, Step.CODE} and self.user.is_authenticated:
            return False
        before = list(Step)[: list(Step).index(step)]
        return all(self.is_answered(earlier) for earlier in before if (earlier, step) != (Step.ACCOUNT, Step.CODE))

    def number(self, step):
        """Return which page of how many ``step`` is, or ``None`` for one reached by a Change link only."""
        return self.pages.index(step) + 1 if step in self.pages else None

    @property
    def count(self):
        return len(self.pages)

    def before(self, step):
        """Return the page before ``step`` in this booking that can still be opened, if any."""
        place = self.pages.index(step) if step in self.pages else len(self.pages)
        earlier = [page for page in self.pages[:place] if page != step and self.may_open(page)]
        return earlier[-1] if earlier else None
