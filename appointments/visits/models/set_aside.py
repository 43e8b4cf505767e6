"""Text that could not go into the note when it came."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor
from appointments.models.appointment import Appointment
from appointments.visits.models.sections import Written


class SetAsideText(Written):
    """
    What a doctor typed on a page that was too late: another page had saved, or their session had ended.

    It is no part of the record. Its doctor alone sees it, and takes it into the note or throws it away; the
    same page saving again replaces it.
    """

    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="set_aside_texts", verbose_name=_("appointment")
    )
    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    page = models.UUIDField(editable=False)
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("text set aside")
        verbose_name_plural = _("texts set aside")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "doctor", "page"],
                name="set_aside_once_per_page",
                violation_error_message=_("The text of this page is kept already."),
            )
        ]

    def __str__(self):
        return f"text {self.pk}"
