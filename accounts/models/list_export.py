"""Lists that left the house as files: who took which, how much of it, and why names went along."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ListExport(models.Model):
    """One file. ``query`` is what the list was narrowed by, as in its address. The database refuses to change a row."""

    class Format(models.TextChoices):
        CSV = "csv", _("CSV, for any program")
        XLSX = "xlsx", _("Excel workbook")

    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    list_label = models.CharField(_("list"), max_length=80, help_text=_("The table, such as appointments.message."))
    query = models.TextField(_("narrowed by"), blank=True)
    rows = models.PositiveIntegerField(_("rows"))
    file_format = models.CharField(_("file"), max_length=4, choices=Format)
    with_names = models.BooleanField(_("with names"))
    reason = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("exported list")
        verbose_name_plural = _("exported lists")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(with_names=False) | ~Q(reason=""),
                name="export_of_names_has_a_reason",
                violation_error_message=_("Say why the names are needed."),
            )
        ]

    def __str__(self):
        return f"{self.list_label}, {self.rows}"
