"""A text of a message an administrator has changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MessageText(models.Model):
    """
    What stands in place of the original in one situation, one part of the message and one language.

    There is a row only where the text differs from the original. ``situation`` is
    a code of ``notifications/texts/situations.py``; names in braces are filled in.
    """

    class Part(models.TextChoices):
        """The value is the field of ``Words`` it replaces."""

        SUBJECT = "subject", _("Subject of the email, and the notification on a device")
        FACT = "fact", _("First line of the email, and the message in the portal")
        SMS = "sms", _("Text message")

    situation = models.CharField(_("situation"), max_length=40)
    part = models.CharField(_("part"), max_length=8, choices=Part)
    language = models.CharField(_("language"), max_length=12)
    text = models.CharField(_("text"), max_length=300)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("text of messages")
        verbose_name_plural = _("texts of messages")
        ordering = ["situation", "part", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["situation", "part", "language"],
                name="one_text_each",
                violation_error_message=_("This text has been changed already."),
            )
        ]

    def __str__(self):
        return f"{self.situation}, {self.part}, {self.language}"
