"""How one person wants to hear from us."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

QUIET_FROM, QUIET_UNTIL = dt.time(21), dt.time(8)


class Group(models.TextChoices):
    """What can be chosen about apart; the value begins the names of its columns."""

    VISITS = "visits", _("Your appointments")
    REMINDERS = "reminders", _("Reminders")


class MessagePreference(models.Model):
    """
    What a person chose, one row each, so that it comes along with them in a join; without a row all is as usual.

    ``<group>_<channel>`` is empty where they have not said: then the channel
    knows (``Channel.by_default``). The quiet hours are on their own clock and may
    go over midnight; both times are empty for whoever wants none.
    """

    class Requests(models.TextChoices):
        """How a doctor hears of what waits for an answer."""

        AT_ONCE = "at_once", _("An email for each, at once")
        WITH_TEXT = "with_text", _("An email and a text message for each, at once")
        DAILY = "daily", _("One email a day, at 7am")
        IN_PORTAL = "in_portal", _("Only in the portal")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="message_preference",
        verbose_name=_("user"),
    )
    visits_email = models.BooleanField(_("appointments by email"), null=True, blank=True)
    visits_sms = models.BooleanField(_("appointments by text message"), null=True, blank=True)
    visits_push = models.BooleanField(_("appointments by notification"), null=True, blank=True)
    visits_in_app = models.BooleanField(_("appointments in the portal"), null=True, blank=True)
    reminders_email = models.BooleanField(_("reminders by email"), null=True, blank=True)
    reminders_sms = models.BooleanField(_("reminders by text message"), null=True, blank=True)
    reminders_push = models.BooleanField(_("reminders by notification"), null=True, blank=True)
    reminders_in_app = models.BooleanField(_("reminders in the portal"), null=True, blank=True)
    requests = models.CharField(_("requests"), max_length=10, choices=Requests, default=Requests.AT_ONCE)
    has_devices = models.BooleanField(
        _("notifications on a device"),
        default=False,
        editable=False,
        help_text=_("Kept by services.push_devices: so much of the devices comes along where only this row does."),
    )
    private = models.BooleanField(_("leave out the doctor's name"), default=False)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True, default=QUIET_FROM)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True, default=QUIET_UNTIL)

    class Meta:
        verbose_name = _("choice of messages")
        verbose_name_plural = _("choices of messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until"))),
                name="preference_quiet_hours_have_two_ends",
                violation_error_message=_("Quiet hours begin and end, at two different times."),
            ),
        ]

    def __str__(self):
        return f"messages of user {self.user_id}"

    def choice(self, group, channel):
        """Return whether messages of ``group`` are wanted by ``channel``, or ``None`` where that was not said."""
        return getattr(self, f"{group}_{channel}", None)


def can_be_chosen(group, channel):
    """Return whether there is a column for it."""
    return any(field.name == f"{group}_{channel}" for field in MessagePreference._meta.fields)
