"""The note of a visit, and the amendments to it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor, Patient
from appointments.models.appointment import Appointment
from appointments.visits.models.sections import Written


class VisitNoteQuerySet(models.QuerySet):
    def visible_to(self, user, *, now):
        """
        Only the notes ``user`` may read.

        A doctor reads those of their own appointments, and what was signed about patients whose record they
        have leave to read. Nobody else: not the front desk, not administrators. A patient reads the summary.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        doctors = Doctor.objects.working_for(user).values("pk")
        in_care = Patient.objects.in_care_of(doctors, now=now).values("pk")
        signed = Q(signed_at__isnull=False, appointment__patient__in=in_care)
        return self.filter(signed | Q(appointment__doctor__in=doctors))


class VisitNote(Written):
    """
    The note of an appointment, or an amendment to it.

    A draft is written over until it is signed. From then on the database refuses to change it: what is wrong
    or missing is said in an amendment, a row of its own that names the note it ``amends``.

    ``version`` grows with every change of a draft. ``page`` and ``turn`` are the page that saved last and its
    count of saves: that page may save again though its answer was lost on the way.
    """

    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="visit_notes", verbose_name=_("appointment")
    )
    amends = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="amendments", verbose_name=_("amends")
    )
    author = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    version = models.PositiveIntegerField(_("version"), default=1)
    page = models.UUIDField(editable=False)
    turn = models.PositiveIntegerField(default=0, editable=False)
    started_at = models.DateTimeField(_("begun"))
    saved_at = models.DateTimeField(_("saved"))
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)

    objects = VisitNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit note")
        verbose_name_plural = _("visit notes")
        ordering = ["appointment", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(amends__isnull=True),
                name="note_once_per_appointment",
                violation_error_message=_("There is a note of this appointment already."),
            ),
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(signed_at__isnull=True),
                name="note_one_draft_at_a_time",
                violation_error_message=_("Sign what is written first."),
            ),
            models.CheckConstraint(
                condition=Q(amends__isnull=True, amendment="")
                | Q(amends__isnull=False, reason="", findings="", assessment="", plan=""),
                name="note_or_amendment",
                violation_error_message=_("An amendment is one text of its own."),
            ),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | ~Q(reason="", findings="", assessment="", plan="", amendment=""),
                name="note_signed_says_something",
                violation_error_message=_("Write something before you sign."),
            ),
        ]

    def __str__(self):
        return f"note {self.pk}"

    @property
    def is_signed(self):
        return self.signed_at is not None
