"""Send a message again that did not arrive, when staff ask for it."""

from django.utils.translation import gettext as _

from appointments.models import Message
from appointments.notifications.kinds import Kind

MAY_BE_SENT_AGAIN = (Message.Status.FAILED, Message.Status.SENT)


class CannotBeSentAgain(Exception):
    """The message can be read aloud."""


def send_again(*, message, now):
    """
    Queue an email once more, with a new day of tries, and return it.

    What has become untrue since is still held back by delivery. Raises
    ``CannotBeSentAgain``.
    """
    if message.channel != Message.Channel.EMAIL:
        raise CannotBeSentAgain(_("Only emails can be sent again; the others are in the portal."))
    if message.kind == Kind.ACCOUNT:
        raise CannotBeSentAgain(_("Codes and links are not kept, so this cannot be sent again. Ask for a new one."))
    queued = Message.objects.filter(pk=message.pk, status__in=MAY_BE_SENT_AGAIN).update(
        status=Message.Status.QUEUED, send_after=now, not_after=None, attempts=0, error="", sent_at=None
    )
    if not queued:
        raise CannotBeSentAgain(_("This message waits to be sent, or is not wanted any more."))
    message.refresh_from_db()
    return message
