"""What is known of a patient's health, entry by entry. Corrected by a newer entry, never overwritten."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.patient import Patient
from accounts.models.record import CorrectedByNewerRow, RecordQuerySet, Source

PARTIAL_DATE = RegexValidator(r"^\d{4}(-\d{2}(-\d{2})?)?\Z", _("Enter a year, a month and year, or a date."))


class HistoryEntryQuerySet(RecordQuerySet):
    def standing(self):
        """Only what holds today: nothing newer replaced it, and it was not taken out."""
        return self.filter(superseded_by__isnull=True).exclude(status=HistoryEntry.Status.RETRACTED)

    def for_reading(self):
        """Everything a line of the history prints, in one query."""
        return self.select_related("recorded_by__doctor", "supersedes").order_by("kind", "-since", "pk")


class HistoryEntry(CorrectedByNewerRow):
    """
    One thing about a patient's health, as somebody said it at a moment.

    ``supersedes`` names the entry it corrects, confirms or takes out. That a
    patient has no allergies is a fact as well: an entry with the status *none*.
    """

    class Kind(models.TextChoices):
        ALLERGY = "allergy", _("Allergies")
        CONDITION = "condition", _("Conditions")
        MEDICATION = "medication", _("Medicines")
        SURGERY = "surgery", _("Operations")
        IMMUNISATION = "immunisation", _("Vaccinations")
        FAMILY = "family", _("Family history")
        NOTE = "note", _("Anything else")

    class Status(models.TextChoices):
        CURRENT = "current", _("Now")
        PAST = "past", _("In the past")
        NONE = "none", _("None known")
        RETRACTED = "retracted", _("Taken out")

    Source = Source

    WORDLESS = (Status.NONE, Status.RETRACTED)
    WITHOUT_NONE = (Kind.NOTE,)
    """Nobody is asked whether they have nothing else to say."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="history", verbose_name=_("patient"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = models.CharField(_("what"), max_length=300, blank=True)
    code = models.CharField(
        _("code"),
        max_length=20,
        blank=True,
        help_text=_("The clinical code, where one is known."),
    )
    # As much of the date as is known, in the manner of FHIR (hl7.org/fhir/datatypes.html#date).
    since = models.CharField(_("since"), max_length=10, blank=True, validators=[PARTIAL_DATE])
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.CURRENT)

    objects = HistoryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of a medical history")
        verbose_name_plural = _("medical histories")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["none", "retracted"], text="")
                | (Q(status__in=["current", "past"]) & ~Q(text="")),
                name="history_says_something",
                violation_error_message=_("Say what it is."),
            ),
            models.CheckConstraint(
                condition=~Q(status="retracted") | Q(supersedes__isnull=False),
                name="history_takes_out_what_was_there",
                violation_error_message=_("Only what was said before can be taken out."),
            ),
        ]
        indexes = [models.Index(fields=["patient", "kind"], name="history_by_patient")]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def is_confirmed(self):
        """Say whether a doctor said it, or read what the patient said and agreed."""
        return self.source == self.Source.DOCTOR
