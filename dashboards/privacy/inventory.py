"""Every table of the installation, with what each of its columns tells of people (art. 30 GDPR)."""

from django.utils.translation import gettext_lazy as _

import accounts.privacy.inventory
import appointments.privacy
import scheduling.privacy
from accounts.privacy.tables import Erasing, Keeping, Kind, Table, personal

FIGURES = (
    Table("dashboards.dailymetric", links="doctor", impersonal="day"),
    Table("dashboards.hourlymetric", impersonal="day"),
    Table("dashboards.waitmetric", links="doctor", impersonal="day kind"),
    Table("dashboards.accesssample", links="doctor", impersonal="day"),
    Table("dashboards.messagemetric", impersonal="day channel kind"),
    Table("dashboards.remindermetric", impersonal="day"),
    Table("dashboards.patientmetric", impersonal="day"),
    Table("dashboards.systemmetric", impersonal="name at kind span method"),
    Table("dashboards.slowstatement", impersonal="name digest at statement span"),
    Table("dashboards.searchmetric", impersonal="modes city specialty at visit_type words span"),
)
OWN = (
    *FIGURES,
    Table(
        "dashboards.dutyrun",
        impersonal="duty due_at lease_until lease_token last_started_at last_finished_at last_result",
    ),
    Table("dashboards.liveevent", impersonal="at kind"),
    Table("dashboards.schedulecheck", impersonal="finished_at seconds findings"),
    Table("dashboards.retentionrun", impersonal="started_at finished_at rows failed"),
    Table("dashboards.auditcheck", impersonal="finished_at seconds findings digest"),
    Table(
        "dashboards.importjob",
        purpose=_("To bring in people and places from a file, and to say what came of it"),
        keeping=Keeping.IMPORTS,
        fields=personal(Kind.TECHNICAL, "file_name stored_name", Erasing.NOT_THEIRS, exported=False),
        links="by",
        impersonal="sha256 state kind why asked_at checked_at ended_at",
    ),
    Table(
        "dashboards.importfinding",
        purpose=_("To name the rows of a file that could not be brought in"),
        keeping=Keeping.IMPORTS,
        fields=personal(Kind.WORDS, "sentence", Erasing.NOT_THEIRS, exported=False),
        impersonal="column kind",
    ),
)

TABLES = (*accounts.privacy.inventory.TABLES, *scheduling.privacy.TABLES, *appointments.privacy.TABLES, *OWN)
