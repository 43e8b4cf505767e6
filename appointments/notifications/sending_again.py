"""Send a message again that could not be delivered, because somebody at the clinic asks for it."""

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from appointments.models import Message
from appointments.notifications.channels import registry
from appointments.notifications.dedupe_keys import planned_time
from appointments.notifications.kinds import Kind


class NotSentAgain(Exception):
    """This message is not for sending again. The message can be read aloud."""


@in_one_transaction()
def send_again(*, message, now):
    """
    Queue a message that was given up, for a day of new tries, and return it. Raises ``NotSentAgain``.

    It goes to the person's address or number as it is now: as a rule it failed because
    the old one was wrong. What is not true any more is dropped by the worker.
    """
    row = Message.objects.select_for_update(of=("self",)).select_related("patient__user", "user").get(pk=message.pk)
    if row.status != Message.Status.FAILED:
        raise NotSentAgain(_("Only messages that were not delivered can be sent again."))
    if row.kind == Kind.ACCOUNT:
        raise NotSentAgain(_("Codes and links of an account are kept by nobody. The person asks for a new one."))
    if not row.text:
        raise NotSentAgain(_("What it said was kept as long as it may be, and is gone."))
    if planned_time(row.dedupe_key) and row.not_after is not None and row.not_after <= now:
        raise NotSentAgain(_("The time of this reminder has passed."))
    row.address = registry.channel(row.channel).address_now(row)
    row.status, row.send_after, row.error = Message.Status.QUEUED, now, ""
    row.lease_until = row.lease_token = None
    if row.not_after is not None and row.not_after <= now:
        row.not_after = None
    row.save(
        update_fields=["address", "status", "send_after", "not_after", "error", "lease_until", "lease_token"],
    )
    return row
