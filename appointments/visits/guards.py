"""What was signed, and what a patient was told, stays as it is: the database itself refuses anything else."""

from accounts.database_guards import Settled

GUARDS = [
    Settled(
        name="visit_note_stays",
        table="appointments_visitnote",
        refused="OLD.signed_at IS NOT NULL OR NEW.appointment_id <> OLD.appointment_id",
    ),
    Settled(
        name="patient_summary_stays",
        table="appointments_patientsummary",
        refused=(
            "OLD.withdrawn_at IS NOT NULL OR NEW.text <> OLD.text OR NEW.appointment_id <> OLD.appointment_id"
            " OR NEW.shared_by_id <> OLD.shared_by_id OR NEW.shared_at <> OLD.shared_at"
        ),
    ),
]
