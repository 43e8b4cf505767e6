"""What the settings say of messages and cannot work, told when the site starts."""

from django.core.checks import Error, register

from appointments.notifications.sms.backend import problems


@register
def text_messages_can_leave(app_configs, **kwargs):
    """Refuse settings of text messages that are there and cannot send any."""
    hint = "Correct it, or leave SMS_BACKEND empty: text messages are then not offered."
    return [Error(problem, hint=hint, id="appointments.E001") for problem in problems()]
