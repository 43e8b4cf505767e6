"""How long what is kept is kept; an administrator may change it within what the law allows."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.settings_row import SettingsRow


class RetentionSettings(SettingsRow):
    """How long a clinical record has to be kept, also where the person it is about was erased."""

    clinical_years = models.PositiveSmallIntegerField(
        _("clinical record, years after the last contact"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text=_(
            "Until then an erased patient's record is kept under a pseudonym; an erasure after that empties it, too. "
            "Ask what your law wants: 8 in England, 20 in the Netherlands."
        ),
    )
    clinical_child_age = models.PositiveSmallIntegerField(
        _("clinical record of a child, until the age of"),
        default=25,
        validators=[MinValueValidator(18), MaxValueValidator(50)],
        help_text=_("Whichever is later: this, or the years after the last contact."),
    )
    message_days = models.PositiveSmallIntegerField(
        _("words of messages, days after they were written"),
        default=730,
        validators=[MinValueValidator(30), MaxValueValidator(7300)],
        help_text=_("After that, address and words are emptied; that there was a message stays, and is counted."),
    )
    device_days = models.PositiveSmallIntegerField(
        _("devices and calendar addresses, days after their last use"),
        default=400,
        validators=[MinValueValidator(30), MaxValueValidator(3650)],
        help_text=_(
            "After that, notifications on a device and a private calendar link end and are deleted. "
            "Longer than a year keeps those of people who come once a year."
        ),
    )
    invitation_days = models.PositiveSmallIntegerField(
        _("invitations, days after their end"),
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text=_("Accepted, withdrawn or too old, an invitation is deleted so long after; the sign-in stays."),
    )
    admin_log_days = models.PositiveSmallIntegerField(
        _("history of the administration, days"),
        default=2190,
        validators=[MinValueValidator(365), MaxValueValidator(18250)],
        help_text=_("The lines under “History” of these pages. The audit trail is not among them: it stays."),
    )
    import_days = models.PositiveSmallIntegerField(
        _("imports, days after their end"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("After that, what an import found in its file is deleted; what it brought in stays."),
    )

    class Meta:
        verbose_name = _("retention periods")
        verbose_name_plural = _("retention periods")

    def __str__(self):
        return str(_("Retention periods"))
