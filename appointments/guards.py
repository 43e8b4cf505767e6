"""The second wall of a patient's time: their active appointments never overlap. What was signed about a visit stays."""

from accounts.database_guards import Guard
from appointments.lifecycle import ACTIVE
from appointments.visits.guards import GUARDS as OF_VISITS

TABLE = "appointments_appointment"
_active = ", ".join(f"'{status.value}'" for status in ACTIVE)

GUARDS = [
    Guard(
        name="appointment_no_overlap_of_a_patient",
        table=TABLE,
        columns=("patient_id", "starts_at", "ends_at", "status"),
        postgresql=(
            f"EXCLUDE USING gist (patient_id WITH =, tstzrange(starts_at, ends_at) WITH &&)"
            f" WHERE (status IN ({_active}))"
        ),
        when=f"NEW.status IN ({_active})",
        sqlite=(
            f"SELECT 1 FROM {TABLE} WHERE patient_id = NEW.patient_id AND id IS NOT NEW.id AND status IN ({_active})"
            " AND starts_at < NEW.ends_at AND ends_at > NEW.starts_at"
        ),
    ),
    *OF_VISITS,
]
