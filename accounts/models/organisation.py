"""Who the organisation is to its patients: its name, and where they get help."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.settings_row import SettingsRow

NUMBER = RegexValidator(r"^\+?[0-9][0-9 ()/-]{1,28}[0-9]$", _("Type a telephone number: digits, spaces, + ( ) / -."))


class OrganisationSettings(SettingsRow):
    """What is left empty is as the installation says it in its environment; ``accounts.organisation`` reads both."""

    name = models.CharField(
        _("name"), max_length=60, blank=True, help_text=_("On every page, in every message, in calendars.")
    )
    short_name = models.CharField(
        _("short name"), max_length=16, blank=True, help_text=_("Text messages begin with it. Keep it short.")
    )
    help_phone = models.CharField(
        _("help phone"),
        max_length=30,
        blank=True,
        validators=[NUMBER],
        help_text=_("Whom patients call when they cannot go on. On every page and in every message."),
    )
    help_hours = models.CharField(
        _("help hours"), max_length=40, blank=True, help_text=_("When somebody answers it, such as “8am to 6pm”.")
    )
    emergency_number = models.CharField(
        _("emergency number"),
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{2,12}$", _("Type the digits of the number only."))],
        help_text=_("Whom to call when life is in danger. Above the search and in the footer."),
    )
    sign_up_open = models.BooleanField(
        _("anybody may open an account"),
        default=True,
        help_text=_("Switched off, a page tells strangers to call. Accounts that exist and invitations go on."),
    )
    documents_open = models.BooleanField(
        _("patients add documents"),
        default=True,
        help_text=_("Switched off, patients read what is filed and add nothing. Doctors go on."),
    )
    calendar_links_open = models.BooleanField(
        _("private calendar links"),
        default=True,
        help_text=_("Switched off, nobody makes one, and those there are lead nowhere until this is on again."),
    )

    class Meta:
        verbose_name = _("organisation settings")
        verbose_name_plural = _("organisation settings")

    def __str__(self):
        return str(_("Organisation settings"))
