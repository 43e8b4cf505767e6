"""What `appointments` keeps for a time only. The vocabulary is `accounts.privacy.retention`."""

from django.db.models import Q

from accounts.privacy.retention import Rule, table_of
from appointments.models import Message
from appointments.privacy import MESSAGES, TABLES

RULES = (
    # Figures are counted from the rows, and staff see that there was a message: only what it said goes.
    Rule(MESSAGES, since=("created_at",), of=~Q(text="") & ~Q(status=Message.Status.QUEUED), blanks=True),
    Rule(table_of(TABLES, "appointments.pushsubscription"), since=("last_used_at", "created_at")),
    Rule(table_of(TABLES, "appointments.calendarfeed"), since=("revoked_at", "last_read_at", "created_at")),
)
