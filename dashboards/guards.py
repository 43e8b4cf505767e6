"""
The database reports what changes: triggers that write ``LiveEvent`` in the transaction of the change.

They are kept like the rules of the other apps. SQLite checks every trigger when a table is renamed, and
Django renames one it has rebuilt: a migration that alters ``LiveEvent`` takes these away first
(``accounts.database_guards.remove``); ``post_migrate`` puts them back.
"""

from dataclasses import dataclass

CHANNEL = "live"
NEWS = "dashboards_liveevent"
CLOCK = {"postgresql": "clock_timestamp()", "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')"}


@dataclass(frozen=True)
class Report:
    """
    News of one table. ``facts`` are columns of ``LiveEvent`` and what fills each from the row.

    ``changed`` is the condition under which an UPDATE of ``columns`` is news, with ``OLD``, ``NEW``
    and ``{clock}``. ``also_before``: columns whose change is news for those of the old row, too.
    """

    name: str
    table: str
    kind: str
    facts: dict[str, str]
    columns: tuple[str, ...]
    changed: str
    of_new_rows: bool = False
    also_before: tuple[str, ...] = ()

    def triggers(self, vendor):
        """Yield name, event, condition and which row is reported."""
        changed = self.changed.format(clock=CLOCK[vendor])
        if self.of_new_rows:
            yield f"{self.name}_insert", f"INSERT ON {self.table}", "", "NEW"
        yield f"{self.name}_update", f"UPDATE OF {', '.join(self.columns)} ON {self.table}", f"WHEN ({changed})", "NEW"
        if self.also_before:
            moved = " OR ".join(f"OLD.{column} <> NEW.{column}" for column in self.also_before)
            event = f"UPDATE OF {', '.join(self.also_before)} ON {self.table}"
            yield f"{self.name}_before", event, f"WHEN ({moved})", "OLD"

    def insertion(self, vendor, row):
        columns = ", ".join(["at", "kind", *self.facts])
        values = ", ".join([CLOCK[vendor], f"'{self.kind}'", *(f"{row}.{column}" for column in self.facts.values())])
        return f"INSERT INTO {NEWS} ({columns}) VALUES ({values})"

    def statements(self, vendor):
        """Return the SQL that makes the triggers on ``vendor``."""
        if vendor == "postgresql":
            return [self.function(), *(self.postgresql_trigger(*parts) for parts in self.triggers(vendor))]
        return [
            f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} {when} BEGIN {self.insertion(vendor, row)}; END"
            for name, event, when, row in self.triggers(vendor)
        ]

    def function(self):
        choose = "IF TG_ARGV[0] = 'OLD' THEN changed := OLD; ELSE changed := NEW; END IF"
        body = f"{choose}; {self.insertion('postgresql', 'changed')}; PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL"
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ DECLARE changed record; BEGIN {body}; END $$"
        )

    def postgresql_trigger(self, name, event, when, row):
        return f"CREATE TRIGGER {name} AFTER {event} FOR EACH ROW {when} EXECUTE FUNCTION {self.name}('{row}')"

    def removal(self, vendor):
        """Return the SQL that takes the triggers away."""
        if vendor == "postgresql":
            triggers = [f"DROP TRIGGER IF EXISTS {name} ON {self.table}" for name in sorted(self.names(vendor))]
            return [*triggers, f"DROP FUNCTION IF EXISTS {self.name}()"]
        return [f"DROP TRIGGER IF EXISTS {name}" for name in sorted(self.names(vendor))]

    def names(self, vendor):
        return {name for name, *_rest in self.triggers(vendor)}


APPOINTMENT_COLUMNS = ("status", "starts_at", "ends_at", "attention", "doctor_id", "clinic_id", "patient_id")

GUARDS = [
    Report(
        name="live_appointment",
        table="appointments_appointment",
        kind="appointment",
        facts={
            "appointment_id": "id",
            "patient_id": "patient_id",
            "doctor_id": "doctor_id",
            "clinic_id": "clinic_id",
        },
        columns=APPOINTMENT_COLUMNS,
        changed=" OR ".join(f"OLD.{column} <> NEW.{column}" for column in APPOINTMENT_COLUMNS),
        of_new_rows=True,
        also_before=("doctor_id", "clinic_id", "patient_id"),
    ),
    Report(
        name="live_time",
        table="scheduling_timeslot",
        kind="time",
        facts={"doctor_id": "doctor_id", "clinic_id": "clinic_id", "minute": "minute"},
        columns=("status", "held_until"),
        # A hold that is made longer is no news; one taken anew after it had run out is.
        changed=(
            "OLD.status <> NEW.status OR (OLD.held_until IS NULL) <> (NEW.held_until IS NULL)"
            " OR (OLD.held_until <> NEW.held_until AND OLD.held_until < {clock})"
        ),
    ),
]
