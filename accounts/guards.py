"""The audit trail and its seals are only ever added to; the database itself refuses anything else."""

from accounts.database_guards import AppendOnly

GUARDS = [
    AppendOnly(name="audit_entry_stays", table="accounts_auditentry"),
    AppendOnly(name="audit_seal_stays", table="accounts_auditseal"),
]
