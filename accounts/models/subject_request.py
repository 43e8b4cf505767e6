"""What a patient asked about their own data, and the day by which the law wants an answer."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.patient import Patient

SOON = dt.timedelta(days=7)


class SubjectRequestQuerySet(models.QuerySet):
    def standing(self):
        """Those that wait for an answer."""
        return self.filter(state__in=SubjectRequest.STANDING)

    def due(self, *, today):
        """Those to be answered within a week of ``today``, and those that are late."""
        return self.standing().filter(due_on__lte=today + SOON)

    def overdue(self, *, today):
        return self.standing().filter(due_on__lt=today)

    def asked_by(self, user):
        """Those about the own record of ``user``: nobody asks for a copy of somebody else's here."""
        return self.filter(patient__user=user, patient__erased_at=None)


class SubjectRequest(models.Model):
    """
    One request of a data subject (chapter III GDPR).

    It outlives the erasure it may ask for: its patient is a pseudonym by then,
    the note is emptied, and what is left names nobody.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("Access: a copy of the data (art. 15)")
        RECTIFICATION = "rectification", _("Rectification (art. 16)")
        ERASURE = "erasure", _("Erasure (art. 17)")
        PORTABILITY = "portability", _("Portability: data to take elsewhere (art. 20)")

    class Channel(models.TextChoices):
        PORTAL = "portal", _("On their own pages")
        DESK = "desk", _("At the desk or by phone")
        LETTER = "letter", _("By letter or email")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        EXTENDED = "extended", _("Open, extended")
        ANSWERED = "answered", _("Answered")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    STANDING = (State.OPEN, State.EXTENDED)
    WITH_A_COPY = (Kind.ACCESS, Kind.PORTABILITY)
    COPY_DAYS = 14
    """How many days the patient can fetch the copy, from the answer on."""

    kind = models.CharField(_("asks for"), max_length=16, choices=Kind)
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="subject_requests", verbose_name=_("patient")
    )
    channel = models.CharField(_("asked"), max_length=8, choices=Channel)
    received_on = models.DateField(_("received"), help_text=_("The month the law gives begins on this day."))
    due_on = models.DateField(_("answer by"), editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN, editable=False)
    extension_reason = models.CharField(_("extended because"), max_length=200, blank=True, editable=False)
    refusal_reason = models.CharField(_("refused because"), max_length=200, blank=True, editable=False)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("taken by"),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("closed by"),
    )
    note = models.TextField(
        _("note"),
        max_length=1000,
        blank=True,
        help_text=_("What they ask for, such as what is wrong. It is in the copy they get."),
    )

    objects = SubjectRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("privacy request")
        verbose_name_plural = _("privacy requests")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "kind"],
                condition=Q(state__in=["open", "extended"]),
                name="one_open_request_of_a_kind",
                violation_error_message=_("This patient has asked for this already, and has no answer yet."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=F("received_on")),
                name="request_is_due_after_it_came",
                violation_error_message=_("The answer is due after the day the request came."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "extended"], closed_at__isnull=True)
                | Q(state__in=["answered", "refused", "withdrawn"], closed_at__isnull=False),
                name="closed_request_has_a_time",
                violation_error_message=_("A request has the time it was closed, or waits for an answer."),
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(refusal_reason="")) | (~Q(state="refused") & Q(refusal_reason="")),
                name="refused_request_has_a_reason",
                violation_error_message=_("A refusal says why."),
            ),
            models.CheckConstraint(
                condition=~Q(state="extended", extension_reason="") & ~(Q(state="open") & ~Q(extension_reason="")),
                name="extended_request_has_a_reason",
                violation_error_message=_("A request is extended with a reason."),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], name="request_waiting", condition=Q(state__in=["open", "extended"])),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.patient.record_number}"

    @property
    def is_standing(self):
        return self.state in self.STANDING

    def copy_until(self):
        """Return the day until which the patient can fetch the copy, or ``None`` where there is none."""
        if self.state != self.State.ANSWERED or self.kind not in self.WITH_A_COPY:
            return None
        return self.closed_at.date() + dt.timedelta(days=self.COPY_DAYS)
