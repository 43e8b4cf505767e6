"""
A document of a patient's record: a letter, a result, a picture.

The row says what it is (``DocumentReference`` and ``Attachment`` of FHIR,
hl7.org/fhir/documentreference.html); its content lies in the private storage.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.patient import Patient
from accounts.models.record import RecordQuerySet, Source


class DocumentQuerySet(RecordQuerySet):
    def standing(self):
        """Only those nobody took out."""
        return self.filter(withdrawn_at__isnull=True)

    def for_reading(self):
        """Everything a line of the list prints, in one query; the newest first."""
        return self.select_related("recorded_by__doctor", "confirmed_by__doctor").order_by("-recorded_at", "-pk")


class Document(models.Model):
    """
    One file, as it came in. Its content never changes, and the row stays: taken out, it is shown to nobody.

    ``stored_name`` is random and tells nothing: not whose it is, not what.
    """

    class Kind(models.TextChoices):
        LETTER = "letter", _("Letter from a doctor or hospital")
        RESULT = "result", _("Test result")
        REFERRAL = "referral", _("Referral")
        IMAGE = "image", _("Photo or scan")
        INSURANCE = "insurance", _("Insurance")
        OTHER = "other", _("Something else")

    class ContentType(models.TextChoices):
        PDF = "application/pdf", _("PDF")
        JPEG = "image/jpeg", _("JPEG")
        PNG = "image/png", _("PNG")
        WEBP = "image/webp", _("WebP")

    class Reason(models.TextChoices):
        """Why it was entered in error."""

        OTHER_PERSON = "other_person", _("It belongs to another person")
        WRONG_FILE = "wrong_file", _("It is the wrong file")
        NOT_NEEDED = "not_needed", _("It is here twice, or should not be here")

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="documents", verbose_name=_("patient"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    title = models.CharField(_("what it is called"), max_length=120)
    content_type = models.CharField(_("type of the file"), max_length=20, choices=ContentType)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    original_name = models.CharField(_("name of the file"), max_length=120)
    stored_name = models.CharField(_("name in the storage"), max_length=32, unique=True, editable=False)
    source = models.CharField(_("added by"), max_length=8, choices=Source)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("confirmed by"),
    )
    withdrawn_at = models.DateTimeField(_("taken out"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("taken out by"),
    )
    withdrawn_reason = models.CharField(_("taken out because"), max_length=12, choices=Reason, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "sha256"],
                condition=Q(withdrawn_at__isnull=True),
                name="document_once_in_a_record",
                violation_error_message=_("This file is in the record already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason="")),
                name="document_is_taken_out_for_a_reason",
                violation_error_message=_("Say why it is taken out."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="document_is_confirmed_by_somebody",
                violation_error_message=_("Whoever confirms it is named."),
            ),
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="document_is_not_empty",
                violation_error_message=_("This file is empty. Choose another one."),
            ),
        ]
        indexes = [models.Index(fields=["patient", "recorded_at"], name="document_by_patient")]

    def __str__(self):
        return f"document {self.pk}"

    @property
    def is_confirmed(self):
        """Say whether a doctor filed it, or looked at what the patient filed and agreed."""
        return self.source == Source.DOCTOR or self.confirmed_at is not None

    @property
    def is_picture(self):
        return self.content_type != self.ContentType.PDF
