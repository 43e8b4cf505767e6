"""That a patient was erased: what is needed to erase them again after a backup came back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.patient import Patient


class Tombstone(models.Model):
    """
    One erasure, by key: it names nobody. The database refuses to change or delete it.

    ``rows`` says how many rows of each table were emptied or deleted.
    """

    patient = models.OneToOneField(
        Patient, on_delete=models.PROTECT, related_name="tombstone", verbose_name=_("patient")
    )
    erased_at = models.DateTimeField(_("erased"))
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("erased by"),
    )
    reason = models.CharField(_("reason"), max_length=200)
    record_kept_until = models.DateField(
        _("clinical record kept until"),
        null=True,
        blank=True,
        help_text=_("Under the pseudonym, as the law asks for. Empty: it was emptied as well."),
    )
    rows = models.JSONField(_("what was erased"), default=dict)

    class Meta:
        verbose_name = _("erased record")
        verbose_name_plural = _("erased records")
        ordering = ["-erased_at", "-pk"]

    def __str__(self):
        return self.patient.record_number
