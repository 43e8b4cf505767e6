"""What `accounts` keeps for a time only."""

from accounts.privacy.inventory import TABLES
from accounts.privacy.retention import Rule, table_of

RULES = (
    Rule(table_of(TABLES, "accounts.invitation"), since=("accepted_at", "revoked_at", "expires_at")),
    Rule(table_of(TABLES, "admin.logentry"), since=("action_time",)),
)
