"""What the settings say of messages and cannot work, told when the site starts."""

from django.core.checks import Error, Warning, register

from appointments.notifications.push import keys
from appointments.notifications.sms.backend import problems


@register
def text_messages_can_leave(app_configs, **kwargs):
    """Refuse settings of text messages that are there and cannot send any."""
    hint = "Correct it, or leave SMS_BACKEND empty: text messages are then not offered."
    return [Error(problem, hint=hint, id="appointments.E001") for problem in problems()]


@register
def notifications_can_leave(app_configs, **kwargs):
    """Warn of settings of notifications that are there and cannot send any: the rest works without them."""
    hint = "Correct it (`manage.py vapid_key` prints a key), or leave it empty. Notifications are not offered now."
    return [Warning(problem, hint=hint, id="appointments.W001") for problem in keys.problems()]
