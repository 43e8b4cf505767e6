"""Two records of one person put together: who did it, why, and all that is needed to take them apart again."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.patient import Patient

APART_FOR = dt.timedelta(days=30)


class PatientMerge(models.Model):
    """
    One merge. ``gone`` stays as a row that stands for nothing; what belonged to it belongs to ``kept``.

    ``fields`` holds the details taken over, ``{name: [as it was, as it became]}``; ``moved`` the keys of the
    rows that changed hands, ``{"app.model": [keys]}``. ``sign_in`` went along where only ``gone`` had one.
    """

    kept = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+", verbose_name=_("kept"))
    gone = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="+", verbose_name=_("put together with it")
    )
    merged_at = models.DateTimeField(_("when"))
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    reason = models.CharField(_("why"), max_length=200)
    fields = models.JSONField(_("details taken over"), default=dict)
    moved = models.JSONField(_("rows moved"), default=dict)
    sign_in = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("sign-in that went along"),
    )
    undone_at = models.DateTimeField(_("taken apart"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("taken apart by"),
    )

    class Meta:
        verbose_name = _("merge of two records")
        verbose_name_plural = _("merges of two records")
        ordering = ["-merged_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kept=F("gone")),
                name="merge_is_of_two_records",
                violation_error_message=_("A record cannot be put together with itself."),
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_is_taken_apart_by_somebody",
                violation_error_message=_("Whoever takes it apart is named."),
            ),
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(undone_at__isnull=True),
                name="merge_once_at_a_time",
                violation_error_message=_("This record was put together with another already."),
            ),
        ]

    def __str__(self):
        return f"{self.gone_id} into {self.kept_id}"

    @property
    def apart_until(self):
        """Until when it can be taken apart."""
        return self.merged_at + APART_FOR
