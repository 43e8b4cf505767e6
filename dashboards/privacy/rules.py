"""Every retention rule of the installation, in the order in which they are carried out."""

import accounts.privacy.rules
import appointments.retention
from accounts.privacy.retention import Rule, table_of
from dashboards.privacy.inventory import OWN

OF_IMPORTS = (
    # First: a file of many bad rows has more findings than one transaction should delete with their import.
    Rule(table_of(OWN, "dashboards.importfinding"), since=("job__ended_at",)),
    Rule(table_of(OWN, "dashboards.importjob"), since=("ended_at",)),
)
RULES: tuple[Rule, ...] = (*accounts.privacy.rules.RULES, *appointments.retention.RULES, *OF_IMPORTS)
