"""May rows be imported? ``None``, or the sentence to show."""

from typing import Any

from django.utils.translation import gettext as _

from dashboards.models import ImportJob

ADDING = {
    ImportJob.Kind.CLINICS: "scheduling.add_clinic",
    ImportJob.Kind.DOCTORS: "accounts.add_doctor",
    ImportJob.Kind.HOURS: "scheduling.add_workinghours",
    ImportJob.Kind.PATIENTS: "accounts.add_patient",
}
MAY_IMPORT = "dashboards.import_rows"


def may_import(kind: str, *, actor: Any) -> str | None:
    """Say whether ``actor`` may import rows of ``kind``: the right of its own, and the one to add a single row."""
    if actor.is_active and actor.is_administrator and actor.has_perms([MAY_IMPORT, ADDING[ImportJob.Kind(kind)]]):
        return None
    return _("You cannot import these rows. Ask an administrator.")
