"""The audit trail, and what a record holds, are only ever added to; the database itself refuses anything else."""

from accounts.database_guards import AppendOnly, Settled

OF_THE_RECORD = [
    # What a document is never changes. It may be taken out, once; erasing a person may leave its words empty.
    Settled(
        name="document_stays",
        table="accounts_document",
        refused=(
            "OLD.withdrawn_at IS NOT NULL AND (NEW.withdrawn_at IS NULL OR NEW.withdrawn_at <> OLD.withdrawn_at"
            " OR NEW.withdrawn_by_id <> OLD.withdrawn_by_id OR NEW.withdrawn_reason <> OLD.withdrawn_reason)"
            " OR NEW.title NOT IN (OLD.title, '') OR NEW.original_name NOT IN (OLD.original_name, '')"
            " OR NEW.kind <> OLD.kind OR NEW.content_type <> OLD.content_type"
            " OR NEW.size <> OLD.size OR NEW.sha256 <> OLD.sha256 OR NEW.stored_name <> OLD.stored_name"
            " OR NEW.source <> OLD.source OR NEW.recorded_by_id <> OLD.recorded_by_id"
            " OR NEW.recorded_at <> OLD.recorded_at"
        ),
    ),
    Settled(
        name="measurement_stays",
        table="accounts_measurement",
        refused=(
            "NEW.kind <> OLD.kind OR COALESCE(NEW.value, 0) <> COALESCE(OLD.value, 0)"
            " OR COALESCE(NEW.second_value, 0) <> COALESCE(OLD.second_value, 0)"
            " OR NEW.measured_at <> OLD.measured_at OR NEW.is_retracted <> OLD.is_retracted"
            " OR NEW.source <> OLD.source OR NEW.recorded_by_id <> OLD.recorded_by_id"
            " OR NEW.recorded_at <> OLD.recorded_at"
            " OR COALESCE(NEW.supersedes_id, 0) <> COALESCE(OLD.supersedes_id, 0)"
        ),
    ),
]
"""Whose each is changes by a merge alone: ``accounts/merging/guards.py``."""

GUARDS = [
    AppendOnly(name="audit_entry_stays", table="accounts_auditentry"),
    AppendOnly(name="audit_seal_stays", table="accounts_auditseal"),
    AppendOnly(name="tombstone_stays", table="accounts_tombstone"),
    AppendOnly(name="list_export_stays", table="accounts_listexport"),
    *OF_THE_RECORD,
]
