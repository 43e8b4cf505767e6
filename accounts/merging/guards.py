"""
What the database keeps about merged records: nothing is added to one, and a file changes hands by a merge alone.

These rules look at other tables than their own. SQLite checks every trigger when it rebuilds a table that one of
them looks at, so they are taken away before every migrate there (``accounts.database_guards.keep``).
"""

from dataclasses import dataclass

from accounts.database_guards import AppendOnly

PATIENTS, MERGES = "accounts_patient", "accounts_patientmerge"


@dataclass(frozen=True)
class OfAPatient:
    """
    A rule on the patient of a row: ``refused`` is the condition, with ``NEW`` and ``OLD``.

    ``on_insert`` looks at new rows, too. ``first`` is what PostgreSQL does before it looks.
    """

    name: str
    table: str
    refused: str
    on_insert: bool = True
    first: str = ""

    looks_elsewhere = True

    def statements(self, vendor):
        """Return the SQL that makes the rule on ``vendor``."""
        if vendor == "postgresql":
            changed = "TG_OP = 'INSERT' OR NEW.patient_id IS DISTINCT FROM OLD.patient_id"
            refuse = f"RAISE EXCEPTION '{self.name}' USING ERRCODE = 'integrity_constraint_violation'"
            body = f"IF {changed} THEN {self.first} IF {self.refused} THEN {refuse}; END IF; END IF; RETURN NEW;"
            events = "INSERT OR UPDATE" if self.on_insert else "UPDATE"
            return [
                f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
                f"CREATE TRIGGER {self.name} BEFORE {events} ON {self.table}"
                f" FOR EACH ROW EXECUTE FUNCTION {self.name}()",
            ]
        refuse = f"BEGIN SELECT RAISE(ABORT, '{self.name}'); END"
        events = {
            "insert": ("INSERT", self.refused),
            "update": ("UPDATE OF patient_id", f"NEW.patient_id IS NOT OLD.patient_id AND {self.refused}"),
        }
        return [
            f"CREATE TRIGGER IF NOT EXISTS {self.name}_{part} BEFORE {event} ON {self.table} WHEN {condition} {refuse}"
            for part, (event, condition) in events.items()
            if f"{self.name}_{part}" in self.names("sqlite")
        ]

    removal = AppendOnly.removal

    def names(self, vendor):
        if vendor == "postgresql":
            return {self.name}
        return {f"{self.name}_update", *([f"{self.name}_insert"] if self.on_insert else [])}


def of_nobody_merged(table):
    """
    Return the rule that no row of ``table`` is of a record that was put together with another.

    Whoever adds one while a merge runs waits for it to end, and then is refused: the service is tried again,
    and meets the merge in its own check.
    """
    return OfAPatient(
        name=f"{table.partition('_')[2]}_of_nobody_merged",
        table=table,
        refused=f"EXISTS (SELECT 1 FROM {PATIENTS} WHERE id = NEW.patient_id AND merged_into_id IS NOT NULL)",
        first=f"PERFORM 1 FROM {PATIENTS} WHERE id = NEW.patient_id FOR KEY SHARE;",
    )


def stays_with_the_person(table):
    """Return the rule that a row of ``table`` goes from one patient to another only between the two of a merge."""
    return OfAPatient(
        name=f"{table.partition('_')[2]}_stays_with_the_person",
        table=table,
        on_insert=False,
        refused=(
            f"NOT EXISTS (SELECT 1 FROM {MERGES}"
            " WHERE (gone_id = OLD.patient_id AND kept_id = NEW.patient_id)"
            " OR (kept_id = OLD.patient_id AND gone_id = NEW.patient_id))"
        ),
    )


GUARDS = [
    *map(
        of_nobody_merged,
        [
            "accounts_historyentry",
            "accounts_document",
            "accounts_measurement",
            "accounts_recordgrant",
            "accounts_emergencyopening",
            "accounts_patientaccess",
            "accounts_subjectrequest",
        ],
    ),
    stays_with_the_person("accounts_document"),
    stays_with_the_person("accounts_measurement"),
]
