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

    @property
    def moved(self):
        """The condition under which the row before the change is reported, too."""
        return " OR ".join(f"OLD.{column} <> NEW.{column}" for column in self.also_before)

    def insertion(self, vendor, row):
        columns = ", ".join(["at", "kind", *self.facts])
        values = ", ".join([CLOCK[vendor], f"'{self.kind}'", *(f"{row}.{column}" for column in self.facts.values())])
        return f"INSERT INTO {NEWS} ({columns}) VALUES ({values})"

    def statements(self, vendor):
        """Return the SQL that makes the triggers on ``vendor``."""
        return self.for_postgresql() if vendor == "postgresql" else self.for_sqlite()

    def for_sqlite(self):
        changed = self.changed.format(clock=CLOCK["sqlite"])
        parts = {
            "insert": ("INSERT", "", "NEW"),
            "update": (f"UPDATE OF {', '.join(self.columns)}", f"WHEN {changed}", "NEW"),
            "before": (f"UPDATE OF {', '.join(self.also_before)}", f"WHEN {self.moved}", "OLD"),
        }
        return [
            f"CREATE TRIGGER IF NOT EXISTS {self.name}_{part} AFTER {event} ON {self.table} {when}"
            f" BEGIN {self.insertion('sqlite', row)}; END"
            for part, (event, when, row) in parts.items()
            if f"{self.name}_{part}" in self.names("sqlite")
        ]

    def for_postgresql(self):
        """All conditions stand in the function: PostgreSQL alters no column that the head of a trigger names."""
        tell = f"PERFORM pg_notify('{CHANNEL}', '')"
        told = {row: f"{self.insertion('postgresql', row)}; {tell};" for row in ("NEW", "OLD")}
        changed = self.changed.format(clock=CLOCK["postgresql"])
        before = f"IF {self.moved} THEN {told['OLD']} END IF;" if self.also_before else ""
        body = (
            f"IF TG_OP = 'INSERT' THEN {told['NEW']} ELSE IF {changed} THEN {told['NEW']} END IF; {before} END IF;"
            " RETURN NULL;"
        )
        return [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
            *(
                f"CREATE TRIGGER {self.name}_{event} AFTER {event.upper()} ON {self.table}"
                f" FOR EACH ROW EXECUTE FUNCTION {self.name}()"
                for event in ("insert", "update")
                if f"{self.name}_{event}" in self.names("postgresql")
            ),
        ]

    def removal(self, vendor):
        """Return the SQL that takes the triggers away."""
        names = sorted(self.names(vendor))
        if vendor == "postgresql":
            triggers = [f"DROP TRIGGER IF EXISTS {name} ON {self.table}" for name in names]
            return [*triggers, f"DROP FUNCTION IF EXISTS {self.name}()"]
        return [f"DROP TRIGGER IF EXISTS {name}" for name in names]

    def names(self, vendor):
        parts = {"insert": self.of_new_rows, "update": True, "before": self.also_before and vendor == "sqlite"}
        return {f"{self.name}_{part}" for part, is_there in parts.items() if is_there}


WATCHED = ("status", "starts_at", "ends_at", "attention", "doctor_id", "clinic_id", "patient_id")

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
        columns=(*WATCHED, "offered_until", "late_minutes"),
        # An offer of another time begins or ends, or the doctor runs late: nothing is equal to nothing.
        changed=" OR ".join(f"OLD.{column} <> NEW.{column}" for column in WATCHED)
        + " OR (OLD.offered_until IS NULL) <> (NEW.offered_until IS NULL)"
        + " OR COALESCE(OLD.late_minutes, 0) <> COALESCE(NEW.late_minutes, 0)",
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
