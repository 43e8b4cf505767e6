"""Django's ``EMAIL_BACKEND``: mail about accounts goes through the outbox, in the transaction that causes it."""

import uuid

from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.translation import get_language

from appointments.models import Message
from appointments.notifications.kinds import Kind


class OutboxEmailBackend(BaseEmailBackend):
    """
    Write one ``Message`` per recipient; never send.

    So a request costs the same whether mail works or not, and nobody learns
    from a slow answer who has an account. The worker hands the rows over.
    """

    def send_messages(self, email_messages):
        """Return how many emails were written. The clock is read here: Django's interface does not bring it."""
        now = timezone.now()
        emails = [email for email in email_messages if email.recipients()]
        rows = [self._row(email, address, now) for email in emails for address in email.recipients()]
        Message.objects.bulk_create(rows)
        return len(emails)

    @staticmethod
    def _row(email, address, now):
        if email.attachments:
            raise ValueError("The outbox keeps text and HTML, no attachments.")
        html = next((content for content, kind in getattr(email, "alternatives", ()) if kind == "text/html"), "")
        return Message(
            address=address,
            channel=Message.Channel.EMAIL,
            kind=Kind.ACCOUNT,
            language=get_language() or "",
            subject=" ".join(str(email.subject).split())[:200],
            text=email.body,
            html=html,
            dedupe_key=f"account:{uuid.uuid4()}",
            send_after=now,
            created_at=now,
        )
